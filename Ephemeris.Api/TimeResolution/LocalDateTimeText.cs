using System.Globalization;
using System.Text.RegularExpressions;
using Ephemeris.Api.Time;

namespace Ephemeris.Api.TimeResolution;

/// <summary>Reads dates and times that people write without an offset.</summary>
/// <remarks>
/// ISO 8601 first (<c>[±]YYYY-MM-DDTHH:MM[:SS[.f]]</c>, years beyond four digits with a sign); where a caller asks for
/// leniency also <c>2023/12/25 15:30</c>, <c>12/25/2023 3:30 PM</c> (month first unless it exceeds 12), <c>Dec 25, 2023 3:30
/// PM</c> and <c>25 December 2023 15:30</c>, each with a weekday before it.
/// </remarks>
public static partial class LocalDateTimeText
{
    private const string Wanted = "is not a local date and time such as 1962-07-02T23:33:00, without an offset";

    private static readonly string[] Months =
        ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

    /// <summary>Reads a local time.</summary>
    /// <param name="text">The text.</param>
    /// <param name="calendar">Calendar in which it is written.</param>
    /// <param name="lenient">Whether forms other than ISO 8601 are read.</param>
    /// <param name="local">The local time.</param>
    /// <returns>The problem as a sentence without the field's name; null when there is none.</returns>
    public static string? TryRead(string? text, CalendarKind calendar, bool lenient, out LocalDateTime local)
    {
        local = default;
        var trimmed = (text ?? "").Trim();
        if (trimmed.Length > 64)
        {
            return Wanted;
        }

        if (Iso().Match(trimmed) is { Success: true } iso)
        {
            return iso.Groups["zone"].Success
                ? "has an offset: write local time without one, or give the instant in UTC"
                : Create(iso, calendar, Number(iso, "month"), out local);
        }

        if (!lenient)
        {
            return Wanted;
        }

        if (Numeric().Match(trimmed) is { Success: true } numeric)
        {
            return Create(numeric, calendar, Number(numeric, "month"), out local);
        }

        var named = Named().Match(trimmed);
        var month = named.Success ? Array.FindIndex(Months, name => IsMonth(name, named.Groups["name"].Value)) + 1 : 0;
        return month == 0 ? Wanted : Create(named, calendar, month, out local);
    }

    private static bool IsMonth(string name, string written) =>
        written.Length >= 3 && (name.StartsWith(written, StringComparison.OrdinalIgnoreCase)
            || (name == "september" && written.Equals("sept", StringComparison.OrdinalIgnoreCase)));

    private static string? Create(Match match, CalendarKind calendar, int month, out LocalDateTime local)
    {
        var (year, day) = (Number(match, "year"), Number(match, "day"));
        year = match.Groups["sign"].Value == "-" ? -year : year;
        if (month > 12 && day <= 12 && match.Groups["us"].Success)
        {
            (month, day) = (day, month);
        }

        var hour = Number(match, "hour");
        var half = match.Groups["half"].Value.ToUpperInvariant();
        if (half.Length > 0)
        {
            if (hour is < 1 or > 12)
            {
                local = default;
                return "names a time of day that does not exist";
            }

            hour = (hour % 12) + (half[0] == 'P' ? 12 : 0);
        }

        var fraction = match.Groups["fraction"].Success
            ? double.Parse("0." + match.Groups["fraction"].Value, CultureInfo.InvariantCulture)
            : 0.0;
        return LocalDateTime.TryCreate(
            calendar, new CalendarDate(year, month, day), hour, Number(match, "minute"), Number(match, "second"), fraction, out local);
    }

    private static int Number(Match match, string group) =>
        match.Groups[group].Success ? int.Parse(match.Groups[group].Value, NumberStyles.None, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(
        @"^(?:(?<sign>[+-])(?<year>[0-9]{4,6})|(?<year>[0-9]{4}))-(?<month>[0-9][0-9])-(?<day>[0-9][0-9])[Tt ](?<hour>[0-9][0-9]):(?<minute>[0-9][0-9])(?::(?<second>[0-9][0-9])(?:[.,](?<fraction>[0-9]{1,15}))?)?(?<zone>\s*(?:[Zz]|UTC|[+-][0-9][0-9].*))?$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Iso();

    [GeneratedRegex(
        @"^(?:(?<year>[0-9]{4})[/-](?<month>[0-9]{1,2})[/-](?<day>[0-9]{1,2})|(?<us>(?<month>[0-9]{1,2})/(?<day>[0-9]{1,2})/(?<year>[0-9]{4})))[T ,]+(?<hour>[0-9]{1,2}):(?<minute>[0-9][0-9])(?::(?<second>[0-9][0-9])(?:\.(?<fraction>[0-9]{1,15}))?)?(?:\s*(?<half>[AaPp])\.?[Mm]\.?)?$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Numeric();

    [GeneratedRegex(
        @"^(?:(?:[Mm]on|[Tt]ue|[Ww]ed|[Tt]hu|[Ff]ri|[Ss]at|[Ss]un)[a-z]*\.?,?\s+)?(?:(?<name>[A-Za-z]{3,9})\.?\s+(?<day>[0-9]{1,2})(?:st|nd|rd|th)?,?\s+(?<year>[0-9]{3,4})|(?<day>[0-9]{1,2})(?:st|nd|rd|th)?[\s-]+(?<name>[A-Za-z]{3,9})\.?,?[\s-]+(?<year>[0-9]{3,4})),?\s+(?:at\s+)?(?<hour>[0-9]{1,2}):(?<minute>[0-9][0-9])(?::(?<second>[0-9][0-9])(?:\.(?<fraction>[0-9]{1,15}))?)?(?:\s*(?<half>[AaPp])\.?[Mm]\.?)?$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Named();
}
