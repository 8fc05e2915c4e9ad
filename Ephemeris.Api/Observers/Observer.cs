using Ephemeris.Api.Frames;

namespace Ephemeris.Api.Observers;

/// <summary>A place on or above the Earth.</summary>
/// <param name="LatitudeDeg">Geodetic latitude on WGS84, −90…90.</param>
/// <param name="LongitudeDeg">Longitude, east positive, −180…360.</param>
/// <param name="ElevationM">Height above the ellipsoid, m.</param>
public readonly record struct Observer(double LatitudeDeg, double LongitudeDeg, double ElevationM)
{
    /// <summary>Equatorial radius of WGS84, km.</summary>
    public const double EquatorialRadiusKm = 6378.137;

    /// <summary>Flattening of WGS84.</summary>
    public const double Flattening = 1.0 / 298.257223563;

    private const double EccentricitySquared = Flattening * (2.0 - Flattening);

    /// <summary>Position in the ITRF, km (the difference of WGS84 and ITRF axes, centimetres, is neglected).</summary>
    public Cartesian ToItrfKm()
    {
        var (sinLat, cosLat) = Math.SinCos(LatitudeDeg * Angles.DegToRad);
        var (sinLon, cosLon) = Math.SinCos(LongitudeDeg * Angles.DegToRad);
        var normal = EquatorialRadiusKm / Math.Sqrt(1.0 - (EccentricitySquared * sinLat * sinLat));
        var height = ElevationM / 1000.0;
        var r = (normal + height) * cosLat;
        return new Cartesian(r * cosLon, r * sinLon, ((normal * (1.0 - EccentricitySquared)) + height) * sinLat);
    }

    /// <summary>The place of a position in the ITRF.</summary>
    /// <param name="itrfKm">Position, km; not the geocentre.</param>
    /// <remarks>Bowring's fixed point for the reduced latitude (1976), repeated until doubles no longer change.</remarks>
    public static Observer FromItrfKm(Cartesian itrfKm)
    {
        const double AxisRatio = 1.0 - Flattening;
        const double Evolute = EquatorialRadiusKm * EccentricitySquared;
        const int Rounds = 6;
        var r = Math.Sqrt((itrfKm.X * itrfKm.X) + (itrfKm.Y * itrfKm.Y));
        var latitude = 0.0;
        var reduced = Math.Atan2(itrfKm.Z, AxisRatio * r);
        for (var round = 0; round < Rounds; round++)
        {
            var (s, c) = Math.SinCos(reduced);
            latitude = Math.Atan2(itrfKm.Z + (Evolute / AxisRatio * s * s * s), r - (Evolute * c * c * c));
            reduced = Math.Atan2(AxisRatio * Math.Sin(latitude), Math.Cos(latitude));
        }

        var (sinLat, cosLat) = Math.SinCos(latitude);
        var normal = EquatorialRadiusKm / Math.Sqrt(1.0 - (EccentricitySquared * sinLat * sinLat));
        var height = Math.Abs(cosLat) > 0.5 ? (r / cosLat) - normal : (itrfKm.Z / sinLat) - (normal * (1.0 - EccentricitySquared));
        return new Observer(
            latitude * Angles.RadToDeg, Math.Atan2(itrfKm.Y, itrfKm.X) * Angles.RadToDeg, height * 1000.0);
    }
}
