using System.Text.Json.Serialization;
using Ephemeris.Api.Charts;
using Ephemeris.Api.Time;

namespace Ephemeris.Api.Events;

/// <summary>One event; members that do not belong to its kind are left out.</summary>
/// <param name="Instant">When.</param>
/// <param name="Type">What, in snake case.</param>
/// <param name="Body">Of which body.</param>
public sealed record EventAnswer([property: JsonIgnore] UtcInstant Instant, string Type, string Body)
{
    /// <summary>When, ISO 8601 with tenths of a second; before 1972 UT1.</summary>
    public string Utc => Instant.ToIso(1);

    /// <summary>The other body of a conjunction.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? OtherBody { get; init; }

    /// <summary>Sign entered.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Sign { get; init; }

    /// <summary>Ecliptic longitude of date, degrees.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? LongitudeDeg { get; init; }

    /// <summary>Difference of latitudes in a conjunction, degrees.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? SeparationDeg { get; init; }

    /// <summary>Altitude without refraction, degrees.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? AltitudeDeg { get; init; }

    /// <summary>Azimuth from north over east, degrees.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? AzimuthDeg { get; init; }

    /// <summary>Magnitude of an eclipse: part of the diameter that is covered; of a central solar one the ratio of the diameters.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Magnitude { get; init; }

    /// <summary>Penumbral magnitude of a lunar eclipse.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? PenumbralMagnitude { get; init; }

    /// <summary>Least distance of the shadow's axis from the Earth's centre, equatorial radii; for lunar eclipses that of the Moon from the axis.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Gamma { get; init; }

    /// <summary>Geodetic latitude where the axis meets the Earth at greatest eclipse, degrees.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? LatitudeDeg { get; init; }

    /// <summary>East longitude of that place, degrees.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? PlaceLongitudeDeg { get; init; }

    /// <summary>Contacts of a lunar eclipse by name (p1, u1, u2, u3, u4, p4), UTC.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Contacts { get; init; }
}

/// <summary>Events of a span.</summary>
/// <param name="Kind">What was searched.</param>
/// <param name="Start">Start, UTC.</param>
/// <param name="End">End, UTC.</param>
/// <param name="TimePrecisionSeconds">How far the times can be from those of the same models without error, s.</param>
/// <param name="Kernel">Kernel of the positions.</param>
/// <param name="Events">Events in order of time.</param>
/// <param name="Provenance">Kernel files with digests, models, sources and the error bound of places at the less certain end.</param>
public sealed record EventsAnswer(
    string Kind, string Start, string End, double TimePrecisionSeconds, string Kernel, IReadOnlyList<EventAnswer> Events, Provenance Provenance);
