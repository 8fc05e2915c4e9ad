using System.Globalization;

namespace Ephemeris.Api.Tests.TimeResolution;

/// <summary>Rows of the reference tables in <c>TimeResolution/Golden</c>.</summary>
internal static class Golden
{
    /// <summary>Rows of a table without its header.</summary>
    public static IEnumerable<string[]> Rows(string name) =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "TimeResolution", "Golden", name)).Skip(1).Select(line => line.Split(','));

    /// <summary>Seconds since 1970 of <c>YYYY-MM-DDTHH:MM:SS[Z]</c>.</summary>
    public static long Seconds(string iso) => (long)DateTimeOffset.Parse(
        iso, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).Subtract(DateTimeOffset.UnixEpoch).TotalSeconds;

    /// <summary>A whole number.</summary>
    public static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
