using System.ComponentModel;

namespace Ephemeris.Api.Charts;

/// <summary>A chart: an instant, a place and how it is to be read.</summary>
public record CalculateRequest
{
    /// <summary>ISO 8601 instant with Z or ±HH:MM. Years outside 0–9999 with a sign (astronomical, proleptic Gregorian).</summary>
    [Description("ISO 8601 instant with Z or ±HH:MM; years outside 0-9999 signed, astronomical")]
    public string? BirthTime { get; init; }

    /// <summary>Geodetic latitude, −90…90 degrees.</summary>
    [Description("Geodetic latitude, -90 to 90 degrees")]
    public double? Latitude { get; init; }

    /// <summary>East longitude, −180…180 degrees.</summary>
    [Description("East longitude, -180 to 180 degrees")]
    public double? Longitude { get; init; }

    /// <summary>Height above the WGS84 ellipsoid, −500…10000 m. Default 0.</summary>
    [Description("Height above the ellipsoid, -500 to 10000 m")]
    public double? Elevation { get; init; }

    /// <summary><c>sidereal</c> (default), <c>tropical</c>, or <c>draconic</c> (counted from the Moon's true node).</summary>
    [Description("sidereal (default), tropical or draconic")]
    public string? Zodiac { get; init; }

    /// <summary>Ayanamsa of a sidereal chart; default <c>lahiri</c>.</summary>
    [Description("Ayanamsa id, default lahiri; used only when sidereal")]
    public string? Ayanamsa { get; init; }

    /// <summary>An ayanamsa of the caller's own, instead of one by id.</summary>
    [Description("The caller's own ayanamsa: value_deg at jd_tt, carried on by precession; without jd_tt a constant")]
    public AyanamsaDefinition? AyanamsaDefinition { get; init; }

    /// <summary>Names of bodies, at least one; default the seven classical ones.</summary>
    [Description("Bodies by name; default Sun, Moon, Mercury, Venus, Mars, Jupiter, Saturn")]
    public IReadOnlyList<string>? Bodies { get; init; }

    /// <summary>Echoed; decides nothing here.</summary>
    [Description("Echoed in meta")]
    public string? ParityProfile { get; init; }

    /// <summary><c>de440</c> or <c>de441</c>; the query parameter of the same name wins.</summary>
    [Description("de440 or de441; the query parameter wins")]
    public string? Kernel { get; init; }

    /// <summary><c>iau</c> (default) or <c>compat</c>.</summary>
    [Description("Model set: iau (default) or compat")]
    public string? Profile { get; init; }

    /// <summary><c>topocentric</c> (default), <c>geocentric</c>, or <c>heliocentric</c> (Earth instead of Sun and Moon).</summary>
    [Description("topocentric (default), geocentric or heliocentric")]
    public string? Observer { get; init; }

    /// <summary>When given, the answer has houses too; an empty object takes every default.</summary>
    [Description("Adds houses to the answer: system and mc_hemisphere, both optional")]
    public HousesWish? Houses { get; init; }

    /// <summary>TT − UT1 to be used instead of table and model, s.</summary>
    [Description("TT-UT1 in seconds, instead of table and model")]
    public double? DeltaT { get; init; }
}

/// <summary>Houses wanted with a chart.</summary>
/// <param name="System">placidus (default), koch, porphyry, regiomontanus, campanus, equal or whole-sign.</param>
/// <param name="HouseSystem">Another name of <paramref name="System"/>.</param>
/// <param name="McHemisphere">south (default), north or auto.</param>
public sealed record HousesWish(string? System, string? HouseSystem, string? McHemisphere);

/// <summary>An ayanamsa by definition.</summary>
/// <param name="ValueDeg">Value without nutation, −360…360 degrees.</param>
/// <param name="JdTt">Instant at which it has that value, Julian date TT; null for a constant.</param>
public sealed record AyanamsaDefinition(double? ValueDeg, double? JdTt);
