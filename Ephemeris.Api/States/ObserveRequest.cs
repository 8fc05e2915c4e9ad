using System.Text.Json;

namespace Ephemeris.Api.States;

/// <summary>One look, or many, at one body or many. Members that <c>cases</c> leave out are taken from around them.</summary>
public sealed record ObserveRequest
{
    /// <summary>Name or NAIF id.</summary>
    public JsonElement? Body { get; init; }

    /// <summary>Names or NAIF ids.</summary>
    public IReadOnlyList<JsonElement>? Bodies { get; init; }

    /// <summary>Julian date TT, or an array.</summary>
    public JsonElement? JdTt { get; init; }

    /// <summary>Julian date TDB, or an array.</summary>
    public JsonElement? JdTdb { get; init; }

    /// <summary>Julian date UT1, or an array.</summary>
    public JsonElement? JdUt1 { get; init; }

    /// <summary>Julian date UTC, or an array.</summary>
    public JsonElement? JdUtc { get; init; }

    /// <summary>Julian dates UTC.</summary>
    public JsonElement? TimesJdUtc { get; init; }

    /// <summary>ISO 8601 instant.</summary>
    public string? Utc { get; init; }

    /// <summary>One of utc, tdb, tt, ut1, each ISO 8601 or a Julian date.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Time { get; init; }

    /// <summary>Place on the Earth; null for the centre of <see cref="Center"/>.</summary>
    public ObserverInput? Observer { get; init; }

    /// <summary>Body that carries the observer; default 399.</summary>
    public JsonElement? Center { get; init; }

    /// <summary>TT − UT1, s.</summary>
    public double? DeltaT { get; init; }

    /// <summary>Polar motion, arc seconds: <c>[x, y]</c>.</summary>
    public IReadOnlyList<double>? PolarMotionArcsec { get; init; }

    /// <summary>Slot or loaded file; default de440.</summary>
    public string? Kernel { get; init; }

    /// <summary>none, LT, LT+S or apparent (default).</summary>
    public string? Corrections { get; init; }

    /// <summary>Frame of <c>position_au</c>; default icrs.</summary>
    public string? Frame { get; init; }

    /// <summary>Air at the observer.</summary>
    public RefractionInput? Refraction { get; init; }

    /// <summary>Many looks at once, at most 1000.</summary>
    public IReadOnlyList<ObserveRequest?>? Cases { get; init; }
}

/// <summary>A place on the Earth.</summary>
public sealed record ObserverInput
{
    /// <summary>Geodetic latitude, degrees.</summary>
    public double? Latitude { get; init; }

    /// <summary>East longitude, −180…360 degrees.</summary>
    public double? Longitude { get; init; }

    /// <summary>The same as degrees, minutes, seconds: <c>[d, m, s]</c> or text such as <c>38 55 17 N</c>.</summary>
    public JsonElement? LatitudeDms { get; init; }

    /// <summary>As <see cref="LatitudeDms"/>; W and S count negative.</summary>
    public JsonElement? LongitudeDms { get; init; }

    /// <summary>Height above the ellipsoid, m; default 0.</summary>
    public double? Elevation { get; init; }
}

/// <summary>Air at the observer.</summary>
public sealed record RefractionInput
{
    /// <summary>Temperature, °C; default 10.</summary>
    public double? TemperatureC { get; init; }

    /// <summary>Pressure, mbar; default 1010.</summary>
    public double? PressureMbar { get; init; }
}
