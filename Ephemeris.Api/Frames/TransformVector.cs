using System.Text.Json;
using Ephemeris.Api.Observers;
using Ephemeris.Api.States;
using Ephemeris.Api.Time;
using Platform.ServiceDefaults.Errors;

namespace Ephemeris.Api.Frames;

/// <summary>A vector, direction or place to be turned from one frame into another.</summary>
public sealed record TransformRequest
{
    /// <summary>icrs, mean_equator_of_date, true_equator_of_date, mean_ecliptic_of_date, true_ecliptic_of_date, ecliptic_j2000, itrf or geodetic.</summary>
    public string? From { get; init; }

    /// <summary>As <see cref="From"/>.</summary>
    public string? To { get; init; }

    /// <summary>Julian date TT.</summary>
    public JsonElement? JdTt { get; init; }

    /// <summary>Julian date TDB.</summary>
    public JsonElement? JdTdb { get; init; }

    /// <summary>Julian date UT1; with <see cref="JdTt"/> it sets ΔT.</summary>
    public JsonElement? JdUt1 { get; init; }

    /// <summary>ISO 8601 instant.</summary>
    public string? Utc { get; init; }

    /// <summary>Vector x, y, z in any unit; m between itrf and geodetic.</summary>
    public IReadOnlyList<double>? Vector { get; init; }

    /// <summary>Another name of <see cref="Vector"/>.</summary>
    public IReadOnlyList<double>? Position { get; init; }

    /// <summary>Longitude or right ascension, degrees.</summary>
    public double? LonDeg { get; init; }

    /// <summary>Latitude or declination, degrees.</summary>
    public double? LatDeg { get; init; }

    /// <summary>Longitude, rad.</summary>
    public double? LonRad { get; init; }

    /// <summary>Latitude, rad.</summary>
    public double? LatRad { get; init; }

    /// <summary>Right ascension, degrees.</summary>
    public double? RaDeg { get; init; }

    /// <summary>Right ascension, h.</summary>
    public double? RaHours { get; init; }

    /// <summary>Declination, degrees.</summary>
    public double? DecDeg { get; init; }

    /// <summary>Geodetic latitude, degrees.</summary>
    public double? Latitude { get; init; }

    /// <summary>East longitude, degrees.</summary>
    public double? Longitude { get; init; }

    /// <summary>Height above WGS84, m.</summary>
    public double? Elevation { get; init; }

    /// <summary>TT − UT1, s.</summary>
    public double? DeltaT { get; init; }

    /// <summary>Polar motion, arc seconds: <c>[x, y]</c>.</summary>
    public IReadOnlyList<double>? PolarMotionArcsec { get; init; }
}

/// <summary>A vector in its new frame, in every form.</summary>
/// <param name="From">Frame that it came from.</param>
/// <param name="To">Frame that it is in.</param>
/// <param name="Vector">x, y, z: in the request's unit, m for a place; of length 1 for a direction.</param>
/// <param name="LonDeg">Longitude or right ascension, degrees; geodetic longitude for geodetic.</param>
/// <param name="LatDeg">Latitude or declination, degrees; geodetic latitude for geodetic.</param>
/// <param name="LonRad">The same in rad.</param>
/// <param name="LatRad">The same in rad.</param>
/// <param name="RaHours">Longitude in hours.</param>
/// <param name="Length">Length of the vector.</param>
/// <param name="Latitude">Geodetic latitude, degrees; null unless to geodetic.</param>
/// <param name="Longitude">East longitude, degrees; null unless to geodetic.</param>
/// <param name="Elevation">Height, m; null unless to geodetic.</param>
/// <param name="Matrix">Rotation applied, rows.</param>
/// <param name="JdTt">Instant, Julian date TT.</param>
public sealed record TransformAnswer(
    string From,
    string To,
    double[] Vector,
    double LonDeg,
    double LatDeg,
    double LonRad,
    double LatRad,
    double RaHours,
    double Length,
    double? Latitude,
    double? Longitude,
    double? Elevation,
    double[][] Matrix,
    double JdTt);

/// <summary><c>POST /v1/transform</c>.</summary>
internal static class TransformVector
{
    private const string Geodetic = "geodetic";

    // Lengths beyond it have squares that are no doubles.
    private const double MostLength = 1e150;

    /// <summary>Answers a request.</summary>
    public static IResult Handle(TransformRequest request)
    {
        FieldFaults faults = new();
        var from = Frame("from", request.From, faults);
        var to = Frame("to", request.To, faults);
        var epoch = Instant(request, from is Geodetic or "itrf" && to is Geodetic or "itrf", faults);
        var vector = from == Geodetic ? Place(request, faults) : Direction(request, faults);
        if (faults.Error is { } error)
        {
            return new ErrorResult(error);
        }

        var frames = EpochFrames.At(epoch);
        var matrix = NamedFrame.FromIcrs(to == Geodetic ? "itrf" : to, frames)
            * NamedFrame.FromIcrs(from == Geodetic ? "itrf" : from, frames).Transpose;
        // Frames fixed to the Earth share their axes: no rotation there and back.
        matrix = from is Geodetic or "itrf" && to is Geodetic or "itrf" || from == to ? Rotation.Identity : matrix;
        return TypedResults.Ok(Answer(from, to, matrix * vector, matrix, epoch.Tt.Value));
    }

    private static TransformAnswer Answer(string from, string to, Cartesian vector, Rotation matrix, double jdTt)
    {
        Observer? place = to == Geodetic ? Observer.FromItrfKm(vector * 0.001) : null;
        var longitude = place is { } on ? on.LongitudeDeg : vector.Longitude * Angles.RadToDeg;
        var latitude = place is { } at ? at.LatitudeDeg : vector.Latitude * Angles.RadToDeg;
        return new TransformAnswer(
            from,
            to,
            [vector.X, vector.Y, vector.Z],
            longitude,
            latitude,
            longitude * Angles.DegToRad,
            latitude * Angles.DegToRad,
            Angles.WrapDeg(longitude) / 15.0,
            vector.Norm,
            place?.LatitudeDeg,
            place?.LongitudeDeg,
            place?.ElevationM,
            matrix.ToArray(),
            jdTt);
    }

    private static string Frame(string field, string? name, FieldFaults faults)
    {
        if (string.Equals(name?.Trim(), Geodetic, StringComparison.OrdinalIgnoreCase))
        {
            return Geodetic;
        }

        if (!string.IsNullOrWhiteSpace(name) && NamedFrame.Canonical(name) is { } known)
        {
            return known;
        }

        faults.Add(field, $"must be one of {string.Join(", ", NamedFrame.Names)}, {Geodetic}", "INPUT.INVALID", name);
        return "icrs";
    }

    private static Epoch Instant(TransformRequest request, bool isEarthFixed, FieldFaults faults)
    {
        Epoch? epoch = null;
        foreach (var (scale, value) in new[] { ("tt", request.JdTt), ("tdb", request.JdTdb), ("ut1", request.JdUt1) })
        {
            if (value is { ValueKind: not JsonValueKind.Null } given)
            {
                var read = InstantArgument.Read(given, scale, request.DeltaT, "jd_" + scale, faults);
                epoch = epoch is { } tt && read is { } ut1 && scale == "ut1"
                    ? tt with { Ut1 = ut1.Ut1, DeltaTSeconds = tt.Tt.SecondsSince(ut1.Ut1) }
                    : epoch ?? read;
            }
        }

        if (epoch is null && request.Utc is { } utc)
        {
            if (InstantArgument.ReadIso(utc, out var instant) is { } problem)
            {
                faults.Add("utc", problem, "INPUT.INVALID_FORMAT", utc);
            }

            epoch = Epoch.FromUtc(instant, request.DeltaT);
        }

        if (epoch is null && !isEarthFixed && faults.Error is null)
        {
            faults.Add("jd_tt", "or utc is required", FaultCodes.Required);
        }

        var at = epoch ?? Epoch.FromTt(JulianDate.From(JulianDate.J2000));
        ObserverReader.CheckEarth(request.DeltaT, request.PolarMotionArcsec, faults);
        return request.PolarMotionArcsec is [var x, var y] ? at.WithPole(x, y) : at;
    }

    private static Cartesian Place(TransformRequest request, FieldFaults faults)
    {
        var latitude = request.Latitude ?? request.LatDeg ?? (request.LatRad * Angles.RadToDeg);
        var longitude = request.Longitude ?? request.LonDeg ?? (request.LonRad * Angles.RadToDeg);
        ObserverReader.Check("latitude", latitude ?? double.NaN, -90.0, 90.0, faults);
        ObserverReader.Check("longitude", longitude ?? double.NaN, -360.0, 360.0, faults);
        ObserverReader.Check("elevation", request.Elevation ?? 0.0, ObserverReader.LeastElevationM, ObserverReader.MostElevationM, faults);
        if (faults.Error is not null)
        {
            return default;
        }

        return new Observer(latitude!.Value, longitude!.Value, request.Elevation ?? 0.0).ToItrfKm() * 1000.0;
    }

    private static Cartesian Direction(TransformRequest request, FieldFaults faults)
    {
        if ((request.Vector ?? request.Position) is { } given)
        {
            if (given is [var x, var y, var z] && Math.Max(Math.Abs(x), Math.Max(Math.Abs(y), Math.Abs(z))) <= MostLength)
            {
                return new Cartesian(x, y, z);
            }

            faults.Add("vector", "must hold three numbers within ±1e150", "INPUT.INVALID", given.Count);
            return default;
        }

        var longitude = request.LonRad ?? ((request.LonDeg ?? request.RaDeg ?? (request.RaHours * 15.0) ?? request.Longitude) * Angles.DegToRad);
        var latitude = request.LatRad ?? ((request.LatDeg ?? request.DecDeg ?? request.Latitude) * Angles.DegToRad);
        if (longitude is { } lon && latitude is { } lat && double.IsFinite(lon + lat))
        {
            return Cartesian.FromAngles(lon, lat);
        }

        faults.Add("vector", "or lon_deg and lat_deg are required", FaultCodes.Required);
        return default;
    }
}
