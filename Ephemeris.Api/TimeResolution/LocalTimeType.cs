namespace Ephemeris.Api.TimeResolution;

/// <summary>One kind of local time in a zone, such as EST or EDT.</summary>
/// <param name="OffsetSeconds">Local time minus universal time, s; local mean times keep their seconds.</param>
/// <param name="IsDst">The data's daylight saving flag; in Dublin it marks the winter, when clocks stand behind the standard.</param>
/// <param name="Abbreviation">The data's abbreviation, such as <c>LMT</c>, <c>EWT</c> or <c>+0530</c>.</param>
public sealed record LocalTimeType(int OffsetSeconds, bool IsDst, string Abbreviation);

/// <summary>A stretch of universal time in which one kind of local time holds.</summary>
/// <param name="StartUnixSeconds">First second; <see cref="long.MinValue"/> for the zone's first stretch.</param>
/// <param name="EndUnixSeconds">Second after the last; <see cref="long.MaxValue"/> for one without end.</param>
/// <param name="Type">What the clocks show.</param>
public readonly record struct ZoneSpan(long StartUnixSeconds, long EndUnixSeconds, LocalTimeType Type)
{
    /// <summary>True when the instant lies in the stretch.</summary>
    public bool Contains(long unixSeconds) => StartUnixSeconds <= unixSeconds && unixSeconds < EndUnixSeconds;
}
