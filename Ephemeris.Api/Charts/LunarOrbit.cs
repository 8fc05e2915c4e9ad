using Ephemeris.Api.Frames;
using Ephemeris.Api.Kernels;

namespace Ephemeris.Api.Charts;

/// <summary>Points of the Moon's orbit on the mean ecliptic and equinox of date, geocentric.</summary>
internal static class LunarOrbit
{
    // Earth + Moon, DE440 header (km³/s²): the two-body problem that osculating elements refer to.
    private const double GravityKm3S2 = 398600.435507 + 4902.800118;

    // Mean elements of the orbit: half axis in km, eccentricity, inclination (Chapront and others 2002).
    private const double MeanAxisKm = 383397.77;
    private const double MeanEccentricity = 0.05554553;
    private const double MeanInclinationDeg = 5.1566898;

    /// <summary>Longitude of the mean ascending node, degrees (Meeus, Astronomical Algorithms, 47.7).</summary>
    /// <param name="t">Julian centuries of TT since J2000.0.</param>
    public static double MeanNodeDeg(double t) =>
        125.0445479 + (t * (-1934.1362891 + (t * (0.0020754 + (t * ((1.0 / 467441.0) - (t / 60616000.0)))))));

    /// <summary>The mean node: longitude, latitude 0, at the distance of the mean orbit there.</summary>
    /// <param name="t">Julian centuries of TT since J2000.0.</param>
    public static Cartesian MeanNode(double t)
    {
        var node = MeanNodeDeg(t) * Angles.DegToRad;
        var anomaly = node - MeanPerigee(t);
        return Cartesian.FromAngles(node, 0.0) * Radius(MeanAxisKm, MeanEccentricity, anomaly);
    }

    /// <summary>The mean apogee, on the mean orbit's plane.</summary>
    /// <param name="t">Julian centuries of TT since J2000.0.</param>
    public static Cartesian MeanApogee(double t)
    {
        var node = MeanNodeDeg(t) * Angles.DegToRad;
        var along = MeanPerigee(t) + Math.PI - node;
        var onOrbit = new Cartesian(Math.Cos(along), Math.Sin(along), 0.0);
        var toEcliptic = Rotation.AboutZ(-node) * Rotation.AboutX(-MeanInclinationDeg * Angles.DegToRad);
        return (toEcliptic * onOrbit) * (MeanAxisKm * (1.0 + MeanEccentricity));
    }

    /// <summary>The ascending node of the osculating orbit.</summary>
    /// <param name="moon">Geocentric state of the Moon along the axes of the ecliptic of date, km and km/s.</param>
    public static Cartesian TrueNode(StateVector moon)
    {
        var momentum = moon.PositionKm.Cross(moon.VelocityKmS);
        var direction = new Cartesian(-momentum.Y, momentum.X, 0.0).Unit;
        return direction * RadiusTowards(moon, momentum, direction);
    }

    /// <summary>The apogee of the osculating orbit.</summary>
    /// <param name="moon">Geocentric state of the Moon along the axes of the ecliptic of date, km and km/s.</param>
    public static Cartesian OsculatingApogee(StateVector moon)
    {
        var momentum = moon.PositionKm.Cross(moon.VelocityKmS);
        var direction = -Eccentricity(moon, momentum).Unit;
        return direction * RadiusTowards(moon, momentum, direction);
    }

    /// <summary>Vector from the focus to the perigee, of the eccentricity's length.</summary>
    private static Cartesian Eccentricity(StateVector moon, Cartesian momentum) =>
        (moon.VelocityKmS.Cross(momentum) * (1.0 / GravityKm3S2)) - moon.PositionKm.Unit;

    /// <summary>Length of the orbit's radius in a direction of its plane: p/(1 + e·u).</summary>
    private static double RadiusTowards(StateVector moon, Cartesian momentum, Cartesian direction) =>
        momentum.Dot(momentum) / GravityKm3S2 / (1.0 + Eccentricity(moon, momentum).Dot(direction));

    /// <summary>Longitude of the mean perigee, rad (Chapront 1998, as in Meeus, chapter 50).</summary>
    private static double MeanPerigee(double t) =>
        (83.3532465 + (t * (4069.0137287 + (t * (-0.0103200 + (t * ((-1.0 / 80053.0) + (t / 18999000.0)))))))) * Angles.DegToRad;

    private static double Radius(double axis, double eccentricity, double anomaly) =>
        axis * (1.0 - (eccentricity * eccentricity)) / (1.0 + (eccentricity * Math.Cos(anomaly)));
}
