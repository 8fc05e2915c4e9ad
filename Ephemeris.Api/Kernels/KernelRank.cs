using System.Text.RegularExpressions;
using Ephemeris.Api.Time;

namespace Ephemeris.Api.Kernels;

/// <summary>What a planetary kernel is good for: its place among others of its slot, and how far to trust it.</summary>
/// <param name="Order">Precedence in a slot; the higher wins.</param>
/// <param name="Ephemeris">Integration behind the file, such as <c>DE440</c> or <c>DE431</c>.</param>
/// <param name="IsHistorical">True when the file fills the historical slot.</param>
internal sealed partial record KernelRank(int Order, string Ephemeris, bool IsHistorical)
{
    // A slot's kernel spans a human lifetime; excerpts for tests and missions span days.
    private const double LeastSpanSeconds = 36000.0 * JulianDate.SecondsPerDay;
    private const double HistoricalSpanSeconds = 2000.0 * 365.25 * JulianDate.SecondsPerDay;

    /// <summary>Rank of a file; null when it fills no slot: not planetary, or too short.</summary>
    public static KernelRank? Of(KernelFile file)
    {
        if (!file.IsPlanetary || file.PlanetarySpans.Max(span => span.Stop - span.Start) < LeastSpanSeconds)
        {
            return null;
        }

        var number = Number(file);
        var longest = file.PlanetarySpans.Max(span => span.Stop - span.Start);
        var isHistorical = number == 441 || longest > HistoricalSpanSeconds
            || !file.PlanetarySpans.Any(span => span is { Start: < 0.0, Stop: > 0.0 });
        // Refits stand between DE405 and the integrations since DE430, whose accuracy they nearly keep.
        return file.Name.StartsWith("se431", StringComparison.Ordinal)
            ? new KernelRank(410, "DE431 refit", isHistorical)
            : new KernelRank(number, number > 0 ? $"DE{number}" : file.Name, isHistorical);
    }

    /// <summary>Number of the JPL integration, from the segment names (DE-0440LE-0440) or the file name; 0 if neither tells.</summary>
    private static int Number(KernelFile file)
    {
        var match = SegmentName().Match(file.Segments[0].Name);
        match = match.Success ? match : FileName().Match(file.Name);
        return match.Success ? int.Parse(match.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture) : 0;
    }

    [GeneratedRegex("^DE-0*([0-9]{3})")]
    private static partial Regex SegmentName();

    [GeneratedRegex("^de([0-9]{3})")]
    private static partial Regex FileName();
}
