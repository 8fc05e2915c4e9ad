using Ephemeris.Api.Time;

namespace Ephemeris.Api.TimeResolution;

/// <summary>A resolved local time as it goes over the wire.</summary>
/// <param name="Utc">The instant, ISO 8601 with Z; before 1972 it is UT1.</param>
/// <param name="ZoneId">Zone of the tz database, or the caller's label or offset.</param>
/// <param name="OffsetSeconds">Local minus universal time, s.</param>
/// <param name="DstActive">True when clocks stood ahead of the zone's standard time.</param>
/// <param name="Abbreviation">The tz database's abbreviation.</param>
/// <param name="Confidence">high, medium, low or unknown.</param>
/// <param name="ConfidenceScore">The same as a number: 0.95, 0.85, 0.70, 0.50.</param>
/// <param name="Reason">What decided.</param>
/// <param name="Notes">Things to know.</param>
/// <param name="Warnings">Causes for doubt.</param>
/// <param name="Ambiguous">Clocks showed the time twice.</param>
/// <param name="Nonexistent">Clocks never showed the time.</param>
/// <param name="Alternatives">Instants that an ambiguous or nonexistent time can mean, in order; else empty.</param>
/// <param name="Provenance">What was asked.</param>
/// <param name="UtcTime">As <paramref name="Utc"/>, by its older name.</param>
/// <param name="Timezone">As <paramref name="ZoneId"/>, by its older name.</param>
/// <param name="OffsetHours">The offset in hours.</param>
/// <param name="IsDst">As <paramref name="DstActive"/>, by its older name.</param>
public sealed record TimeResolveAnswer(
    string Utc,
    string ZoneId,
    int OffsetSeconds,
    bool DstActive,
    string Abbreviation,
    string Confidence,
    double ConfidenceScore,
    string Reason,
    IReadOnlyList<string> Notes,
    IReadOnlyList<string> Warnings,
    bool Ambiguous,
    bool Nonexistent,
    IReadOnlyList<string> Alternatives,
    TimeProvenance Provenance,
    string UtcTime,
    string Timezone,
    double OffsetHours,
    bool IsDst)
{
    /// <summary>The instant itself, for the routes that go on with it.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public UtcInstant Instant { get; init; }

    /// <summary>True when a chart made from it should say that the time is unsure.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsUnsure { get; init; }

    /// <summary>Puts a result into its wire form.</summary>
    /// <param name="resolved">The result.</param>
    /// <param name="tzdbVersion">Release of the tz database.</param>
    /// <param name="patchVersion">Version of the patches.</param>
    public static TimeResolveAnswer From(ResolvedTime resolved, string tzdbVersion, string patchVersion)
    {
        var utc = Text(resolved.Utc);
        var profile = TimeWords.Of(resolved.Profile);
        return new TimeResolveAnswer(
            utc,
            resolved.ZoneId,
            resolved.OffsetSeconds,
            resolved.IsDst,
            resolved.Abbreviation,
            TimeWords.Of(resolved.Confidence),
            resolved.Confidence switch
            {
                TimeResolution.Confidence.High => 0.95,
                TimeResolution.Confidence.Medium => 0.85,
                TimeResolution.Confidence.Low => 0.70,
                _ => 0.50,
            },
            resolved.Reason,
            resolved.Notes,
            resolved.Warnings,
            resolved.IsAmbiguous,
            resolved.IsNonexistent,
            [.. resolved.Alternatives.Select(Text)],
            new TimeProvenance(tzdbVersion, patchVersion, resolved.Sources, profile, profile, resolved.PatchesApplied),
            utc,
            resolved.ZoneId,
            resolved.OffsetSeconds / 3600.0,
            resolved.IsDst)
        {
            Instant = resolved.Utc,
            IsUnsure = resolved.Confidence > TimeResolution.Confidence.High,
        };
    }

    private static string Text(UtcInstant utc) => utc.ToIso(utc.SecondsOfDay == Math.Floor(utc.SecondsOfDay) ? 0 : 6);
}

/// <summary>What a resolved time rests on.</summary>
/// <param name="TzdbVersion">Release of the tz database, such as <c>2026f</c>.</param>
/// <param name="PatchVersion"><c>patches-</c> and eight hexadecimal digits.</param>
/// <param name="Sources">coordinate_lookup, IANA_tzdb, historical_patches, nautical_time, user_input.</param>
/// <param name="ResolutionMode">The profile.</param>
/// <param name="ParityProfile">The profile.</param>
/// <param name="PatchesApplied">Patches that decided.</param>
public sealed record TimeProvenance(
    string TzdbVersion,
    string PatchVersion,
    IReadOnlyList<string> Sources,
    string ResolutionMode,
    string ParityProfile,
    IReadOnlyList<string> PatchesApplied);
