using Ephemeris.Api.TimeResolution;

namespace Ephemeris.Api.Charts;

/// <summary>Houses of a moment and place.</summary>
/// <param name="System">House system.</param>
/// <param name="Frame">Always <c>ECLIPDATE</c>.</param>
/// <param name="CoordinateSystem">Always <c>ecliptic_of_date</c>.</param>
/// <param name="EclipticModel">Models of obliquity and equinox.</param>
/// <param name="Zodiac">tropical or sidereal.</param>
/// <param name="Ayanamsa">Id; null when tropical.</param>
/// <param name="AyanamsaDeg">Its value with Δψ, 6 decimals; null when tropical.</param>
/// <param name="Asc">Ascendant, degrees in [0, 360), 6 decimals.</param>
/// <param name="Mc">Midheaven, the same.</param>
/// <param name="Cusps">Cusps 1 to 12, the same.</param>
/// <param name="Vertex">Vertex, the same.</param>
/// <param name="Armc">Local sidereal time, degrees, 6 decimals.</param>
/// <param name="Warnings">What a reader should know.</param>
/// <param name="TimeResolution">How local time became UTC; null when UTC was given.</param>
/// <param name="GatewayRouting">Which slot would answer for the instant, and why.</param>
/// <param name="Provenance">Models and sources; the bound is that of the sidereal time.</param>
public sealed record HousesAnswer(
    string System,
    string Frame,
    string CoordinateSystem,
    string EclipticModel,
    string Zodiac,
    string? Ayanamsa,
    double? AyanamsaDeg,
    double Asc,
    double Mc,
    IReadOnlyList<double> Cusps,
    double Vertex,
    double Armc,
    IReadOnlyList<string> Warnings,
    TimeResolveAnswer? TimeResolution,
    GatewayRouting GatewayRouting,
    Provenance Provenance);

/// <summary>A whole chart.</summary>
/// <param name="Planets">Places by body, in the order of the request.</param>
/// <param name="Houses">Houses; Placidus unless another system was asked, whole signs beyond the polar circles.</param>
/// <param name="Aspects">Aspects among the bodies.</param>
/// <param name="Meta">What it rests on.</param>
public sealed record ChartAnswer(
    IReadOnlyDictionary<string, BodyAnswer> Planets, HousesAnswer Houses, IReadOnlyList<Aspect> Aspects, ChartMeta Meta);
