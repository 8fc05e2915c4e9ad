using Ephemeris.Api.Time;

namespace Ephemeris.Api.Frames;

/// <summary>
/// The models that IAU 2006/2000A replaced, for comparison with older results: precession 1976, nutation 1980, sidereal
/// time 1982 with the equation of the equinoxes of 1994; and IAU 2000A with its own precession rates.
/// </summary>
/// <remarks>Explanatory Supplement (1992), section 3.2; IERS Conventions (2003), chapter 5. Angles in rad.</remarks>
public static class ClassicalOrientation
{
    private const double TenthMilliarcsec = 1e-4 * Angles.ArcsecToRad;

    private static readonly double[][] Terms1980 =
        [.. EmbeddedTable.Rows("nutation_iau1980.csv").Select(row => Array.ConvertAll(row, EmbeddedTable.Number))];

    /// <summary>Mean obliquity, IAU 1980.</summary>
    /// <param name="t">Julian centuries of TT since J2000.0.</param>
    public static double Obliquity1980(double t) =>
        (84381.448 + ((-46.8150 + ((-0.00059 + (0.001813 * t)) * t)) * t)) * Angles.ArcsecToRad;

    /// <summary>Nutation, IAU 1980.</summary>
    /// <param name="t">Julian centuries of TT since J2000.0.</param>
    public static NutationAngles Nutation1980(double t)
    {
        ReadOnlySpan<double> arguments =
        [
            Argument(485866.733 + ((715922.633 + ((31.310 + (0.064 * t)) * t)) * t), 1325.0 * t),
            Argument(1287099.804 + ((1292581.224 + ((-0.577 - (0.012 * t)) * t)) * t), 99.0 * t),
            Argument(335778.877 + ((295263.137 + ((-13.257 + (0.011 * t)) * t)) * t), 1342.0 * t),
            Argument(1072261.307 + ((1105601.328 + ((-6.891 + (0.019 * t)) * t)) * t), 1236.0 * t),
            Argument(450160.280 + ((-482890.539 + ((7.455 + (0.008 * t)) * t)) * t), -5.0 * t),
        ];
        double psi = 0.0, epsilon = 0.0;
        for (var i = Terms1980.Length - 1; i >= 0; i--)
        {
            var term = Terms1980[i];
            var angle = 0.0;
            for (var k = 0; k < arguments.Length; k++)
            {
                angle += term[k] * arguments[k];
            }

            var (s, c) = Math.SinCos(angle);
            psi += (term[5] + (term[6] * t)) * s;
            epsilon += (term[7] + (term[8] * t)) * c;
        }

        return new NutationAngles(psi * TenthMilliarcsec, epsilon * TenthMilliarcsec);
    }

    /// <summary>Greenwich mean sidereal time, IAU 1982.</summary>
    /// <param name="ut1">UT1.</param>
    public static double MeanSiderealTime1982(JulianDate ut1)
    {
        // Seconds of time; the part linear in whole days is folded into the fraction of the day.
        var t = ut1.CenturiesSinceJ2000;
        var seconds = 24110.54841 - 43200.0 + ((8640184.812866 + ((0.093104 - (6.2e-6 * t)) * t)) * t);
        var noonFraction = (ut1.Fraction + 0.5) % 1.0;
        return Angles.WrapRad(((seconds / JulianDate.SecondsPerDay) + noonFraction) % 1.0 * Math.Tau);
    }

    /// <summary>Equation of the equinoxes, IAU 1994.</summary>
    /// <param name="t">Julian centuries of TT since J2000.0.</param>
    /// <param name="nutation">Nutation 1980.</param>
    public static double EquationOfEquinoxes1994(double t, NutationAngles nutation)
    {
        var node = Argument(450160.280 + ((-482890.539 + ((7.455 + (0.008 * t)) * t)) * t), -5.0 * t);
        return (nutation.DeltaPsi * Math.Cos(Obliquity1980(t)))
            + (((0.00264 * Math.Sin(node)) + (0.000063 * Math.Sin(2.0 * node))) * Angles.ArcsecToRad);
    }

    /// <summary>Precession from the mean equator of J2000.0 to that of date, IAU 1976.</summary>
    /// <param name="t">Julian centuries of TT since J2000.0.</param>
    public static Rotation Precession1976(double t)
    {
        var common = 2306.2181 * t;
        var zeta = (common + ((0.30188 + (0.017998 * t)) * t * t)) * Angles.ArcsecToRad;
        var z = (common + ((1.09468 + (0.018203 * t)) * t * t)) * Angles.ArcsecToRad;
        var theta = (2004.3109 + ((-0.42665 - (0.041833 * t)) * t)) * t * Angles.ArcsecToRad;
        return Rotation.AboutZ(-z) * (Rotation.AboutY(theta) * Rotation.AboutZ(-zeta));
    }

    /// <summary>Mean obliquity that goes with IAU 2000A.</summary>
    /// <param name="t">Julian centuries of TT since J2000.0.</param>
    public static double Obliquity2000(double t) => Obliquity1980(t) + (-0.02524 * t * Angles.ArcsecToRad);

    /// <summary>GCRS to the mean equator and equinox of date, IAU 2000: bias, and the 1976 precession with corrected rates.</summary>
    /// <param name="t">Julian centuries of TT since J2000.0.</param>
    public static Rotation BiasPrecession2000(double t)
    {
        const double Epsilon0 = 84381.448 * Angles.ArcsecToRad;
        var psi = ((5038.7784 + ((-1.07259 - (0.001147 * t)) * t)) * t * Angles.ArcsecToRad) + (-0.29965 * t * Angles.ArcsecToRad);
        var omega = Epsilon0 + ((0.05127 - (0.007726 * t)) * t * t * Angles.ArcsecToRad) + (-0.02524 * t * Angles.ArcsecToRad);
        var chi = (10.5526 + ((-2.38064 - (0.001125 * t)) * t)) * t * Angles.ArcsecToRad;
        var bias = Rotation.AboutX(0.0068192 * Angles.ArcsecToRad)
            * (Rotation.AboutY(-0.041775 * Angles.ArcsecToRad * Math.Sin(Epsilon0)) * Rotation.AboutZ(-0.0146 * Angles.ArcsecToRad));
        var precession = Rotation.AboutZ(chi) * (Rotation.AboutX(-omega) * (Rotation.AboutZ(-psi) * Rotation.AboutX(Epsilon0)));
        return precession * bias;
    }

    /// <summary>Greenwich mean sidereal time, IAU 2000.</summary>
    /// <param name="ut1">UT1.</param>
    /// <param name="t">Julian centuries of TT since J2000.0.</param>
    public static double MeanSiderealTime2000(JulianDate ut1, double t) => Angles.WrapRad(
        EarthRotation.EarthRotationAngle(ut1)
        + ((0.014506 + ((4612.15739966 + ((1.39667721 + ((-0.00009344 + (0.00001882 * t)) * t)) * t)) * t)) * Angles.ArcsecToRad));

    private static double Argument(double arcsec, double turns) =>
        (arcsec * Angles.ArcsecToRad) + (turns % 1.0 * Math.Tau);
}
