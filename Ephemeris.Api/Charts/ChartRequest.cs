using System.ComponentModel;

namespace Ephemeris.Api.Charts;

/// <summary>A whole chart: as <c>/calculate</c>, with the instant in UTC or in local civil time.</summary>
public record ChartRequest : CalculateRequest
{
    /// <summary>Local civil time without an offset, instead of <see cref="CalculateRequest.BirthTime"/>: exactly one of the two.</summary>
    [Description("Local civil time without an offset, instead of birth_time")]
    public string? LocalDatetime { get; init; }

    /// <summary>Zone, label or offset taken instead of the place's zone.</summary>
    [Description("Zone, label (EST) or offset (+05:30) instead of the place's zone")]
    public string? TimezoneOverride { get; init; }

    /// <summary>Zone, label or offset that wins under the profile as_entered.</summary>
    [Description("Zone or label that wins under parity_profile as_entered")]
    public string? UserProvidedZone { get; init; }

    /// <summary>Offset in s that wins under the profile as_entered.</summary>
    [Description("Offset in seconds that wins under parity_profile as_entered")]
    public int? UserProvidedOffset { get; init; }

    /// <summary>Whether daylight saving was in force, where clocks showed the time twice.</summary>
    [Description("Whether daylight saving was in force")]
    public bool? AssumeDst { get; init; }

    /// <summary>Calendar of the local time: civil (default) or julian.</summary>
    [Description("civil (default) or julian")]
    public string? Calendar { get; init; }

    /// <summary>compatible (default), earlier, later or reject.</summary>
    [Description("compatible (default), earlier, later or reject")]
    public string? Disambiguation { get; init; }

    /// <summary>placidus (default), koch, porphyry, regiomontanus, campanus, equal or whole-sign.</summary>
    [Description("placidus (default), koch, porphyry, regiomontanus, campanus, equal, whole-sign")]
    public string? System { get; init; }

    /// <summary>Another name of <see cref="System"/>.</summary>
    [Description("Another name of system")]
    public string? HouseSystem { get; init; }

    /// <summary>south (default), north or auto.</summary>
    [Description("south (default), north or auto: which end of the meridian mc is")]
    public string? McHemisphere { get; init; }
}
