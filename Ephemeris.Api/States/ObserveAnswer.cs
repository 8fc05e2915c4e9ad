using System.Text.Json.Serialization;
using Ephemeris.Api.Charts;

namespace Ephemeris.Api.States;

/// <summary>A direction on the equator, and a distance.</summary>
/// <param name="RaHours">Right ascension, h.</param>
/// <param name="RaDeg">The same in degrees.</param>
/// <param name="DecDeg">Declination, degrees.</param>
/// <param name="DistanceAu">Distance, au.</param>
public sealed record EquatorialPlace(double RaHours, double RaDeg, double DecDeg, double DistanceAu);

/// <summary>A direction on the ecliptic.</summary>
/// <param name="LonDeg">Longitude, degrees.</param>
/// <param name="LatDeg">Latitude, degrees.</param>
public sealed record EclipticPlace(double LonDeg, double LatDeg);

/// <summary>A direction on the horizon.</summary>
/// <param name="AzimuthDeg">From north through east, degrees.</param>
/// <param name="AltitudeDeg">Without refraction, degrees.</param>
/// <param name="RefractedAltitudeDeg">With refraction; null when none was asked.</param>
public sealed record HorizontalPlace(double AzimuthDeg, double AltitudeDeg, double? RefractedAltitudeDeg);

/// <summary>One look at one body.</summary>
/// <param name="Body">NAIF id that answered.</param>
/// <param name="JdTt">Instant, Julian date TT.</param>
/// <param name="GeometricDistanceAu">Distance at the instant itself.</param>
/// <param name="LightTimeS">Light time, s.</param>
/// <param name="Astrometric">Light time only, ICRS.</param>
/// <param name="ApparentGcrs">With the corrections asked, ICRS axes.</param>
/// <param name="ApparentOfDate">The same on the true equator and equinox of date.</param>
/// <param name="EclipticOfDate">The same on the true ecliptic of date.</param>
/// <param name="Horizontal">The same on the horizon; null without a place.</param>
/// <param name="PositionAu">The same as a vector in the frame asked.</param>
public sealed record Observation(
    int Body,
    double JdTt,
    double GeometricDistanceAu,
    double LightTimeS,
    EquatorialPlace Astrometric,
    EquatorialPlace ApparentGcrs,
    EquatorialPlace ApparentOfDate,
    EclipticPlace EclipticOfDate,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] HorizontalPlace? Horizontal,
    double[] PositionAu);

/// <summary>Looks, and what they rest on. A single look also stands at the top.</summary>
public sealed record ObserveAnswer
{
    /// <summary>NAIF id, when there is one look.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Body { get; init; }

    /// <summary>Instant, Julian date TT, when there is one look.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? JdTt { get; init; }

    /// <summary>Geometric distance, when there is one look.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? GeometricDistanceAu { get; init; }

    /// <summary>Light time, when there is one look.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? LightTimeS { get; init; }

    /// <summary>Astrometric place, when there is one look.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public EquatorialPlace? Astrometric { get; init; }

    /// <summary>Corrected place, when there is one look.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public EquatorialPlace? ApparentGcrs { get; init; }

    /// <summary>Corrected place of date, when there is one look.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public EquatorialPlace? ApparentOfDate { get; init; }

    /// <summary>Ecliptic place of date, when there is one look.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public EclipticPlace? EclipticOfDate { get; init; }

    /// <summary>Horizontal place, when there is one look from a place.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public HorizontalPlace? Horizontal { get; init; }

    /// <summary>Vector in the frame asked, when there is one look.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double[]? PositionAu { get; init; }

    /// <summary>Every look, instants within bodies.</summary>
    public IReadOnlyList<Observation> Observations { get; init; } = [];

    /// <summary>One answer per case, when cases were given.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ObserveAnswer>? Cases { get; init; }

    /// <summary>What the looks rest on.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ObserveMeta? Meta { get; init; }
}

/// <summary>What looks rest on.</summary>
/// <param name="Kernel">Kernel.</param>
/// <param name="Corrections">Corrections applied.</param>
/// <param name="Frame">Frame of the vectors.</param>
/// <param name="DeltaTSeconds">TT − UT1 of the first instant, s.</param>
/// <param name="EarthOrientation"><c>IERS C04</c>, <c>model</c> or <c>caller</c>.</param>
/// <param name="Notes">What a reader should know.</param>
/// <param name="Provenance">Kernel files with digests, models, sources and error bound, for the first instant.</param>
public sealed record ObserveMeta(
    string Kernel,
    string Corrections,
    string Frame,
    double DeltaTSeconds,
    string EarthOrientation,
    IReadOnlyList<string> Notes,
    Provenance Provenance);
