using Ephemeris.Api.Time;

namespace Ephemeris.Api.TimeResolution;

/// <summary>A local time and what is known of where its clock stood.</summary>
/// <param name="Local">What the clock showed, proleptic Gregorian.</param>
/// <param name="Place">Where; null when only a zone or an offset is known.</param>
public sealed record TimeQuery(LocalDateTime Local, GeoPlace? Place)
{
    /// <summary>Whose habits are followed; default strict history.</summary>
    public ParityProfile Profile { get; init; }

    /// <summary>Zone, label (EST …) or offset (±HH:MM) taken instead of the place's zone under every profile; null for none.</summary>
    public string? ZoneOverride { get; init; }

    /// <summary>Zone, label or offset that the caller believes in: wins under <see cref="ParityProfile.AsEntered"/> or without a place.</summary>
    public string? UserZone { get; init; }

    /// <summary>Offset, local minus universal time, s, that the caller believes in: as <see cref="UserZone"/>, and before it.</summary>
    public int? UserOffsetSeconds { get; init; }

    /// <summary>Whether the caller says that daylight saving was in force; null when unsaid.</summary>
    public bool? AssumeDst { get; init; }

    /// <summary>What is done with times that clocks showed twice or never.</summary>
    public Disambiguation Disambiguation { get; init; }

    /// <summary>The date as it was written, when it was converted from the Julian calendar; else null.</summary>
    public string? WrittenJulian { get; init; }
}

/// <summary>A local time resolved.</summary>
/// <param name="Utc">The instant; before 1972 it is UT1.</param>
/// <param name="ZoneId">Zone whose clocks were read, or the caller's label or offset.</param>
/// <param name="OffsetSeconds">Local minus universal time, s.</param>
/// <param name="IsDst">True when clocks stood ahead of the zone's standard time.</param>
/// <param name="Abbreviation">The tz database's abbreviation.</param>
/// <param name="Confidence">How sure it is.</param>
/// <param name="Reason">What decided, one sentence.</param>
public sealed record ResolvedTime(
    UtcInstant Utc, string ZoneId, int OffsetSeconds, bool IsDst, string Abbreviation, Confidence Confidence, string Reason)
{
    /// <summary>Things to know, no cause for doubt.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Causes for doubt.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Clocks showed the time twice.</summary>
    public bool IsAmbiguous { get; init; }

    /// <summary>Clocks never showed the time.</summary>
    public bool IsNonexistent { get; init; }

    /// <summary>Instants that an ambiguous or nonexistent time can mean, in order; else empty.</summary>
    public IReadOnlyList<UtcInstant> Alternatives { get; init; } = [];

    /// <summary>What was asked: <c>coordinate_lookup</c>, <c>IANA_tzdb</c>, <c>historical_patches</c>, <c>nautical_time</c>, <c>user_input</c>.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>Patches that decided.</summary>
    public IReadOnlyList<string> PatchesApplied { get; init; } = [];

    /// <summary>The profile.</summary>
    public ParityProfile Profile { get; init; }
}
