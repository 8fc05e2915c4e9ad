using Ephemeris.Api.Time;

namespace Ephemeris.Api.Kernels;

/// <summary>A span of TDB, both ends inclusive.</summary>
/// <param name="Start">First instant, s past J2000.</param>
/// <param name="Stop">Last instant, s past J2000.</param>
public readonly record struct TimeSpanTdb(double Start, double Stop)
{
    /// <summary>True when the instant lies inside or on an end.</summary>
    public bool Contains(EphemerisTime time) =>
        (time.Seconds > Start || (time.Seconds == Start && time.Rest >= 0.0))
        && (time.Seconds < Stop || (time.Seconds == Stop && time.Rest <= 0.0));

    /// <summary>Dates of both ends, proleptic Gregorian with astronomical years: <c>1549-12-31 to 2650-01-25</c>.</summary>
    public override string ToString() => $"{DateLabel(Start)} to {DateLabel(Stop)}";

    /// <summary>Calendar date of a TDB instant, proleptic Gregorian, to the day.</summary>
    /// <param name="seconds">TDB s past J2000.</param>
    public static string DateLabel(double seconds)
    {
        var jd = JulianDate.J2000 + (seconds / JulianDate.SecondsPerDay);
        return new UtcInstant(Math.Floor(jd - 0.5) + 0.5, 0.0).ToIso()[..^10];
    }

    /// <summary>Spans of segments, adjoining and overlapping ones merged, in order of time.</summary>
    internal static List<TimeSpanTdb> Merge(IEnumerable<SpkSegment> segments)
    {
        List<TimeSpanTdb> merged = [];
        foreach (var segment in segments.OrderBy(segment => segment.StartSeconds))
        {
            if (merged.Count > 0 && segment.StartSeconds <= merged[^1].Stop)
            {
                merged[^1] = merged[^1] with { Stop = Math.Max(merged[^1].Stop, segment.StopSeconds) };
            }
            else
            {
                merged.Add(new TimeSpanTdb(segment.StartSeconds, segment.StopSeconds));
            }
        }

        return merged;
    }

    /// <summary>What two lists of spans share.</summary>
    internal static List<TimeSpanTdb> Intersect(List<TimeSpanTdb> first, List<TimeSpanTdb> second) =>
    [
        .. from a in first
           from b in second
           let start = Math.Max(a.Start, b.Start)
           let stop = Math.Min(a.Stop, b.Stop)
           where start <= stop
           orderby start
           select new TimeSpanTdb(start, stop),
    ];
}
