namespace Ephemeris.Api.Frames;

/// <summary>
/// The mean ecliptic of date of the reference service: precession angles of Lieske (1977) straight on ICRF axes, without
/// frame bias and nutation.
/// </summary>
public static class CompatEcliptic
{
    /// <summary>Mean obliquity, IAU 1980, rad.</summary>
    /// <param name="t">Julian centuries of TDB since J2000.0.</param>
    public static double Obliquity(double t) =>
        (23.43929111 - (((46.8150 * t) + (0.00059 * t * t) - (0.001813 * t * t * t)) / 3600.0)) * Angles.DegToRad;

    /// <summary>ICRF to the mean equator and equinox of date.</summary>
    /// <param name="t">Julian centuries of TDB since J2000.0.</param>
    public static Rotation MeanEquator(double t)
    {
        var zeta = ((2306.2181 * t) + (0.30188 * t * t) + (0.017998 * t * t * t)) * Angles.ArcsecToRad;
        var z = ((2306.2181 * t) + (1.09468 * t * t) + (0.018203 * t * t * t)) * Angles.ArcsecToRad;
        var theta = ((2004.3109 * t) - (0.42665 * t * t) - (0.041833 * t * t * t)) * Angles.ArcsecToRad;
        return Rotation.AboutZ(-z) * (Rotation.AboutY(theta) * Rotation.AboutZ(-zeta));
    }

    /// <summary>ICRF to the mean ecliptic and equinox of date.</summary>
    /// <param name="t">Julian centuries of TDB since J2000.0.</param>
    public static Rotation OfDate(double t) => Rotation.AboutX(Obliquity(t)) * MeanEquator(t);
}
