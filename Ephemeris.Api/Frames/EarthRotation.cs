using Ephemeris.Api.Time;

namespace Ephemeris.Api.Frames;

/// <summary>
/// Rotation of the Earth about its pole, equinox based: sidereal time consistent with precession IAU 2006 and nutation
/// IAU 2000A_R06 (Capitaine, Wallace and Chapront 2003; IERS Conventions 2010, chapter 5). Angles in rad.
/// </summary>
public static class EarthRotation
{
    private static readonly ComplementaryTerm[] ComplementaryTerms =
    [
        .. EmbeddedTable.Rows("equation_of_equinoxes_complementary.csv").Select(row => new ComplementaryTerm(
            (int)EmbeddedTable.Number(row[0]),
            Array.ConvertAll(row[1..9], EmbeddedTable.Number),
            EmbeddedTable.Number(row[9]),
            EmbeddedTable.Number(row[10]))),
    ];

    /// <summary>Earth rotation angle, 0 ≤ θ &lt; 2π.</summary>
    /// <param name="ut1">UT1.</param>
    public static double EarthRotationAngle(JulianDate ut1)
    {
        // Whole days turn the Earth by whole turns but for the excess of the sidereal day.
        var days = ut1.Day - JulianDate.J2000 + ut1.Fraction;
        var turns = ut1.Fraction + 0.5 + 0.7790572732640 + (0.00273781191135448 * days);
        return Angles.WrapRad(Math.Tau * (turns % 1.0));
    }

    /// <summary>Greenwich mean sidereal time, 0 ≤ θ &lt; 2π.</summary>
    /// <param name="ut1">UT1.</param>
    /// <param name="t">Julian centuries of TT since J2000.0.</param>
    public static double MeanSiderealTime(JulianDate ut1, double t) =>
        Angles.WrapRad(EarthRotationAngle(ut1) + AccumulatedPrecession(t));

    /// <summary>Greenwich apparent sidereal time, 0 ≤ θ &lt; 2π.</summary>
    /// <param name="ut1">UT1.</param>
    /// <param name="t">Julian centuries of TT since J2000.0.</param>
    /// <param name="nutation">Nutation at that time.</param>
    public static double ApparentSiderealTime(JulianDate ut1, double t, NutationAngles nutation) =>
        Angles.WrapRad(EarthRotationAngle(ut1) + AccumulatedPrecession(t) + EquationOfEquinoxes(t, nutation));

    /// <summary>Equation of the equinoxes with its complementary terms.</summary>
    /// <param name="t">Julian centuries of TT since J2000.0.</param>
    /// <param name="nutation">Nutation at that time.</param>
    public static double EquationOfEquinoxes(double t, NutationAngles nutation) =>
        (nutation.DeltaPsi * Math.Cos(Precession.ObliquityOfDate(t))) + Complementary(t);

    /// <summary>Precession in right ascension accumulated since J2000.0: mean sidereal time less the rotation angle.</summary>
    private static double AccumulatedPrecession(double t) =>
        (0.014506 + ((4612.156534 + ((1.3915817 + ((-0.00000044 + ((-0.000029956 - (0.0000000368 * t)) * t)) * t)) * t)) * t))
        * Angles.ArcsecToRad;

    /// <summary>Complementary terms of the equation of the equinoxes (IERS Conventions 2003, table 5.2e).</summary>
    /// <param name="t">Julian centuries of TT since J2000.0.</param>
    public static double Complementary(double t)
    {
        ReadOnlySpan<double> arguments =
        [
            FundamentalArguments.MoonAnomaly(t),
            FundamentalArguments.SunAnomaly(t),
            FundamentalArguments.MoonLatitudeArgument(t),
            FundamentalArguments.Elongation(t),
            FundamentalArguments.MoonNode(t),
            FundamentalArguments.Venus(t),
            FundamentalArguments.Earth(t),
            FundamentalArguments.GeneralPrecession(t),
        ];
        var sum = 0.0;
        for (var i = ComplementaryTerms.Length - 1; i >= 0; i--)
        {
            var term = ComplementaryTerms[i];
            var angle = 0.0;
            for (var k = 0; k < arguments.Length; k++)
            {
                angle += term.Multipliers[k] * arguments[k];
            }

            var (s, c) = Math.SinCos(angle);
            var value = (term.SinArcsec * s) + (term.CosArcsec * c);
            sum += term.Order == 0 ? value : value * t;
        }

        return sum * Angles.ArcsecToRad;
    }

    private readonly record struct ComplementaryTerm(int Order, double[] Multipliers, double SinArcsec, double CosArcsec);
}
