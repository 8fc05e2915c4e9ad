using Ephemeris.Api.Frames;

namespace Ephemeris.Api.Observers;

/// <summary>Directions on an observer's horizon.</summary>
public static class Horizon
{
    // Below this the formula has no meaning, above it refraction is none.
    private const double LowestDeg = -1.0;
    private const double HighestDeg = 89.9;
    private const double ConvergedDeg = 3e-5;

    /// <summary>Azimuth (north through east) and altitude of a direction, degrees.</summary>
    /// <param name="observer">The place.</param>
    /// <param name="itrf">Unit vector in the ITRF.</param>
    public static (double AzimuthDeg, double AltitudeDeg) Of(Observer observer, Cartesian itrf)
    {
        var (sinLat, cosLat) = Math.SinCos(observer.LatitudeDeg * Angles.DegToRad);
        var (sinLon, cosLon) = Math.SinCos(observer.LongitudeDeg * Angles.DegToRad);
        var north = itrf.Dot(new Cartesian(-sinLat * cosLon, -sinLat * sinLon, cosLat));
        var east = itrf.Dot(new Cartesian(-sinLon, cosLon, 0.0));
        var up = itrf.Dot(new Cartesian(cosLat * cosLon, cosLat * sinLon, sinLat));
        return (
            Angles.WrapDeg(Math.Atan2(east, north) * Angles.RadToDeg),
            Math.Atan2(up, Math.Sqrt((north * north) + (east * east))) * Angles.RadToDeg);
    }

    /// <summary>Altitude at which the body is seen through the air, degrees.</summary>
    /// <param name="altitudeDeg">Altitude without air.</param>
    /// <param name="temperatureC">Temperature, °C.</param>
    /// <param name="pressureMbar">Pressure, mbar.</param>
    /// <remarks>Bennett (1982) scaled to the air, solved for the seen altitude; 0.07′ above 15°.</remarks>
    public static double Refracted(double altitudeDeg, double temperatureC, double pressureMbar)
    {
        var seen = altitudeDeg;
        for (var round = 0; round < 50; round++)
        {
            var next = altitudeDeg + Bennett(seen, temperatureC, pressureMbar);
            if (Math.Abs(next - seen) <= ConvergedDeg)
            {
                return next;
            }

            seen = next;
        }

        return seen;
    }

    private static double Bennett(double seenDeg, double temperatureC, double pressureMbar) =>
        seenDeg is < LowestDeg or > HighestDeg
            ? 0.0
            : 0.016667 / Math.Tan((seenDeg + (7.31 / (seenDeg + 4.4))) * Angles.DegToRad)
                * (0.28 * pressureMbar / (temperatureC + 273.0));
}
