namespace Ephemeris.Api.Frames;

/// <summary>
/// Precession IAU 2006 with frame bias (Capitaine, Wallace and Chapront 2003; Fukushima–Williams angles of IERS
/// Conventions 2010, 5.40), for about 1000 to 3000 CE; <see cref="LongTermPrecession"/> beyond.
/// </summary>
public static class Precession
{
    /// <summary>Mean obliquity of the ecliptic of date, IAU 2006, rad.</summary>
    /// <param name="t">Julian centuries of TT since J2000.0, about −10…10.</param>
    public static double MeanObliquity(double t) =>
        (84381.406 + ((-46.836769 + ((-0.0001831 + ((0.00200340 + ((-0.000000576 - (0.0000000434 * t)) * t)) * t)) * t)) * t))
        * Angles.ArcsecToRad;

    /// <summary>General precession in longitude p_A since J2000.0, IAU 2006, rad.</summary>
    /// <param name="t">Julian centuries of TT since J2000.0.</param>
    public static double GeneralInLongitude(double t) =>
        (5028.796195 + ((1.1054348 + ((0.00007964 + ((-0.000023857 - (0.0000000383 * t)) * t)) * t)) * t))
        * t * Angles.ArcsecToRad;

    /// <summary>GCRS to the mean equator and equinox of date.</summary>
    /// <param name="t">Julian centuries of TT since J2000.0.</param>
    public static Rotation BiasPrecession(double t) =>
        LongTermPrecession.Applies(t)
            ? LongTermPrecession.BiasPrecession(t)
            : Rotation.AboutX(-MeanObliquity(t)) * EclipticOfDate(t, 0.0);

    /// <summary>GCRS to the ecliptic of date, longitudes from the mean equinox or, given Δψ, from the true one.</summary>
    /// <param name="t">Julian centuries of TT since J2000.0.</param>
    /// <param name="deltaPsi">Nutation in longitude, rad; 0 for the mean equinox.</param>
    /// <remarks>Nutation moves the equator and so the equinox along the ecliptic, never the ecliptic: Δε does not enter.</remarks>
    public static Rotation EclipticOfDate(double t, double deltaPsi)
    {
        if (LongTermPrecession.Applies(t))
        {
            return Rotation.AboutZ(-deltaPsi) * LongTermPrecession.EclipticOfDate(t);
        }

        var gamma = (-0.052928 + ((10.556378 + ((0.4932044 + ((-0.00031238 + ((-0.000002788 + (0.0000000260 * t)) * t)) * t)) * t)) * t))
            * Angles.ArcsecToRad;
        var phi = (84381.412819 + ((-46.811016 + ((0.0511268 + ((0.00053289 + ((-0.000000440 - (0.0000000176 * t)) * t)) * t)) * t)) * t))
            * Angles.ArcsecToRad;
        var psi = (-0.041775 + ((5038.481484 + ((1.5584175 + ((-0.00018522 + ((-0.000026452 - (0.0000000148 * t)) * t)) * t)) * t)) * t))
            * Angles.ArcsecToRad;
        return Rotation.AboutZ(-(psi + deltaPsi)) * (Rotation.AboutX(phi) * Rotation.AboutZ(gamma));
    }

    /// <summary>Mean obliquity for any century: IAU 2006, or that of the long-term poles where those apply, rad.</summary>
    /// <param name="t">Julian centuries of TT since J2000.0.</param>
    public static double ObliquityOfDate(double t) =>
        LongTermPrecession.Applies(t) ? LongTermPrecession.MeanObliquity(t) : MeanObliquity(t);

    /// <summary>GCRS to the true equator and equinox of date.</summary>
    /// <param name="t">Julian centuries of TT since J2000.0.</param>
    /// <param name="nutation">Nutation at that time.</param>
    public static Rotation TrueEquator(double t, NutationAngles nutation) =>
        Rotation.AboutX(-(ObliquityOfDate(t) + nutation.DeltaEpsilon)) * EclipticOfDate(t, nutation.DeltaPsi);
}
