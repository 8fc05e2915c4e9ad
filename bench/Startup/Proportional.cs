using System.Globalization;

namespace Startup;

/// <summary>
/// Resident memory with each shared page divided by the processes that share it (PSS): the runtime's own pages are
/// mapped once for all services, which plain resident memory counts five times.
/// </summary>
internal static class Proportional
{
    private const string Line = "Pss:";

    /// <summary>In megabytes; null where the kernel does not tell.</summary>
    internal static double? Megabytes(int processId)
    {
        var file = $"/proc/{processId}/smaps_rollup";
        try
        {
            var line = File.ReadLines(file).FirstOrDefault(text => text.StartsWith(Line, StringComparison.Ordinal));
            return line is null ? null : double.Parse(line[Line.Length..^2], CultureInfo.InvariantCulture) * 1024 / 1e6;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
