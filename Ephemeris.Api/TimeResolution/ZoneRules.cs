namespace Ephemeris.Api.TimeResolution;

/// <summary>The history and future of one zone's clocks. Immutable.</summary>
public sealed class ZoneRules
{
    /// <summary>
    /// Farthest that local time can be from universal time, s: a local time's readings are sought this far to either side.
    /// </summary>
    private const long ReachSeconds = 27 * 3600;

    /// <summary>Spans looked at for a standard one: in the tz database daylight saving never takes ten in a row.</summary>
    private const int MaxNeighbours = 40;

    private readonly long[] _transitions;
    private readonly byte[] _kinds;
    private readonly LocalTimeType[] _types;
    private readonly PosixRule? _footer;

    /// <summary>Takes the parts of a checked TZif file.</summary>
    /// <param name="transitions">Unix seconds, ascending.</param>
    /// <param name="kinds">For each transition the index of the type that begins there.</param>
    /// <param name="types">Kinds of local time; the first holds before the first transition.</param>
    /// <param name="footer">Rule after the last transition; null when nothing is known of that time.</param>
    internal ZoneRules(long[] transitions, byte[] kinds, LocalTimeType[] types, PosixRule? footer)
    {
        _transitions = transitions;
        _kinds = kinds;
        _types = types;
        _footer = footer;
    }

    /// <summary>The stretch of time around an instant.</summary>
    /// <param name="unixSeconds">Universal time, seconds since 1970.</param>
    public ZoneSpan SpanAt(long unixSeconds)
    {
        var last = _transitions.Length - 1;
        var found = Array.BinarySearch(_transitions, unixSeconds);
        var at = found >= 0 ? found : ~found - 1;
        if (at < last)
        {
            return new ZoneSpan(at < 0 ? long.MinValue : _transitions[at], _transitions[at + 1], at < 0 ? _types[0] : _types[_kinds[at]]);
        }

        var from = last < 0 ? long.MinValue : _transitions[last];
        if (_footer is null)
        {
            return new ZoneSpan(from, long.MaxValue, last < 0 ? _types[0] : _types[_kinds[last]]);
        }

        var span = _footer.SpanAt(unixSeconds);
        return span with { StartUnixSeconds = Math.Max(span.StartUnixSeconds, from) };
    }

    /// <summary>Seconds that a span's clocks stand ahead of the zone's standard time; 0 in standard time, negative in Dublin's winters.</summary>
    /// <remarks>
    /// The data hold only a flag. The standard offset is that of the nearest span without the flag, the earlier one first;
    /// where both give none, as in wartime changes of zone, the usual hour is assumed (as Python's zoneinfo does).
    /// </remarks>
    public int DaylightSaving(ZoneSpan span)
    {
        if (!span.Type.IsDst)
        {
            return 0;
        }

        var before = span;
        for (var i = 0; i < MaxNeighbours && before.Type.IsDst && before.StartUnixSeconds != long.MinValue; i++)
        {
            before = SpanAt(before.StartUnixSeconds - 1);
        }

        if (!before.Type.IsDst && before.Type.OffsetSeconds != span.Type.OffsetSeconds)
        {
            return span.Type.OffsetSeconds - before.Type.OffsetSeconds;
        }

        var after = span;
        for (var i = 0; i < MaxNeighbours && after.Type.IsDst && after.EndUnixSeconds != long.MaxValue; i++)
        {
            after = SpanAt(after.EndUnixSeconds);
        }

        var saving = after.Type.IsDst ? 0 : span.Type.OffsetSeconds - after.Type.OffsetSeconds;
        return saving != 0 ? saving : 3600;
    }

    /// <summary>The instants that a zone's clocks call by one local time: one, none in a gap, two where clocks were turned back.</summary>
    /// <param name="localSeconds">Local time, seconds since 1970-01-01 00:00 local.</param>
    public LocalReadings Map(long localSeconds)
    {
        var readings = new List<ZoneSpan>(2);
        var span = SpanAt(localSeconds - ReachSeconds);
        ZoneSpan? beforeGap = null, afterGap = null;
        while (true)
        {
            if (span.Contains(localSeconds - span.Type.OffsetSeconds))
            {
                readings.Add(span);
            }

            if (span.EndUnixSeconds > localSeconds + ReachSeconds)
            {
                return new LocalReadings(localSeconds, readings, beforeGap, afterGap);
            }

            var next = SpanAt(span.EndUnixSeconds);
            if (span.EndUnixSeconds + span.Type.OffsetSeconds <= localSeconds && localSeconds < next.StartUnixSeconds + next.Type.OffsetSeconds)
            {
                (beforeGap, afterGap) = (span, next);
            }

            span = next;
        }
    }
}

/// <summary>What a local time can mean in a zone.</summary>
/// <param name="LocalSeconds">The local time, seconds since 1970-01-01 00:00 local.</param>
/// <param name="Spans">Stretches whose clocks showed it, in order of time; empty in a gap.</param>
/// <param name="BeforeGap">Stretch before the gap that swallowed it; null where there is none.</param>
/// <param name="AfterGap">Stretch after that gap.</param>
public sealed record LocalReadings(long LocalSeconds, IReadOnlyList<ZoneSpan> Spans, ZoneSpan? BeforeGap, ZoneSpan? AfterGap)
{
    /// <summary>True when clocks showed this time more than once.</summary>
    public bool IsAmbiguous => Spans.Count > 1;

    /// <summary>True when clocks jumped over this time.</summary>
    public bool IsNonexistent => Spans.Count == 0;

    /// <summary>Universal time of the local time under a stretch's offset, seconds since 1970.</summary>
    public long UnixSeconds(ZoneSpan span) => LocalSeconds - span.Type.OffsetSeconds;
}
