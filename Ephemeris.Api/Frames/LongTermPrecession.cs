using Ephemeris.Api.Time;

namespace Ephemeris.Api.Frames;

/// <summary>
/// Precession for ±200 millennia: ecliptic and equator poles as polynomials and periodic terms (Vondrák, Capitaine and
/// Wallace 2011, A&amp;A 534, A22, with the 2012 corrigendum). Within milliarcseconds of IAU 2006 near J2000.
/// </summary>
public static class LongTermPrecession
{
    // Outside 1000–3000 CE the IAU 2006 polynomials leave their range.
    private const double IauRangeCenturies = 10.0;
    private const double ObliquityJ2000 = 84381.406 * Angles.ArcsecToRad;

    // Frame bias of the mean J2000.0 pole and equinox in the GCRS, IERS Conventions 2010, 5.4.4.
    private const double BiasX = -0.016617 * Angles.ArcsecToRad;
    private const double BiasY = -0.0068192 * Angles.ArcsecToRad;
    private const double BiasRa = -0.0146 * Angles.ArcsecToRad;

    private static readonly Term[] EclipticTerms = Load("P_Q_ecliptic_pole");
    private static readonly Term[] EquatorTerms = Load("X_Y_equator_pole");

    // ε_A of table 3: a cubic, and cosine and sine of periods in centuries; arc seconds.
    private static readonly double[] ObliquityCubic = [84028.206305, 0.3624445, -0.00004039, -0.000000110];

    private static readonly (double Period, double Cos, double Sin)[] ObliquityTerms =
    [
        (409.90, 753.872780, -1704.720302), (396.15, -247.805823, -862.308358), (537.22, 379.471484, 447.832178),
        (402.90, -53.880558, -889.571909), (417.15, -90.109153, 190.402846), (288.92, -353.600190, -56.564991),
        (4043.00, -63.115353, -296.222622), (306.00, -28.248187, -75.859952), (277.00, 17.703387, 67.473503),
        (203.00, 38.911307, 3.014055),
    ];

    /// <summary>True where this model replaces IAU 2006: more than ten centuries from J2000.0.</summary>
    /// <param name="t">Julian centuries of TT since J2000.0.</param>
    public static bool Applies(double t) => Math.Abs(t) > IauRangeCenturies;

    /// <summary>Mean obliquity: the angle between the two poles, rad.</summary>
    /// <param name="t">Julian centuries of TT since J2000.0.</param>
    public static double MeanObliquity(double t)
    {
        var (equator, ecliptic) = (EquatorPole(t), EclipticPole(t));
        return Math.Atan2(equator.Cross(ecliptic).Norm, equator.Dot(ecliptic));
    }

    /// <summary>GCRS to the mean equator and equinox of date.</summary>
    /// <param name="t">Julian centuries of TT since J2000.0.</param>
    public static Rotation BiasPrecession(double t)
    {
        var pole = EquatorPole(t);
        var equinox = pole.Cross(EclipticPole(t)).Unit;
        return WithBias(new Rotation(equinox, pole.Cross(equinox), pole));
    }

    /// <summary>GCRS to the ecliptic and mean equinox of date.</summary>
    /// <param name="t">Julian centuries of TT since J2000.0.</param>
    public static Rotation EclipticOfDate(double t)
    {
        var pole = EclipticPole(t);
        var equinox = EquatorPole(t).Cross(pole).Unit;
        return WithBias(new Rotation(equinox, pole.Cross(equinox), pole));
    }

    /// <summary>
    /// GCRS to the ecliptic and mean equinox of date that charts count on: the equator's pole with the obliquity series ε_A
    /// of the same paper.
    /// </summary>
    /// <param name="t">Julian centuries of TT since J2000.0.</param>
    /// <remarks>
    /// Usable for every century, so charts have no seam. The paper's two ways to the ecliptic, this one and
    /// <see cref="EclipticPole"/>, were fitted apart: they agree to 1 mas in 1850–2200, 5 mas in 1550 and 14 mas in 2600.
    /// This is the one that the Swiss Ephemeris takes.
    /// </remarks>
    public static Rotation ChartEcliptic(double t)
    {
        var obliquity = Polynomial(ObliquityCubic, t);
        foreach (var (period, cos, sin) in ObliquityTerms)
        {
            var (s, c) = Math.SinCos(Math.Tau * t / period);
            obliquity += (cos * c) + (sin * s);
        }

        return Rotation.AboutX(obliquity * Angles.ArcsecToRad) * BiasPrecession(t);
    }

    /// <summary>Pole of the ecliptic of date in the mean equator and equinox of J2000.0.</summary>
    /// <param name="t">Julian centuries of TT since J2000.0.</param>
    public static Cartesian EclipticPole(double t)
    {
        var (p, q) = Sum(EclipticTerms, t);
        var (s, c) = Math.SinCos(ObliquityJ2000);
        var w = Math.Sqrt(Math.Max(0.0, 1.0 - (p * p) - (q * q)));
        return new Cartesian(p, (-q * c) - (w * s), (-q * s) + (w * c));
    }

    /// <summary>Pole of the equator of date in the mean equator and equinox of J2000.0.</summary>
    /// <param name="t">Julian centuries of TT since J2000.0.</param>
    public static Cartesian EquatorPole(double t)
    {
        var (x, y) = Sum(EquatorTerms, t);
        return new Cartesian(x, y, Math.Sqrt(Math.Max(0.0, 1.0 - (x * x) - (y * y))));
    }

    private static Rotation WithBias(Rotation r) => new(WithBias(r.Row1), WithBias(r.Row2), WithBias(r.Row3));

    private static Cartesian WithBias(Cartesian v) => new(
        v.X - (v.Y * BiasRa) + (v.Z * BiasX),
        (v.X * BiasRa) + v.Y + (v.Z * BiasY),
        (-v.X * BiasX) - (v.Y * BiasY) + v.Z);

    /// <summary>The two coordinates of a pole, rad.</summary>
    private static (double First, double Second) Sum(Term[] terms, double t)
    {
        double first = 0.0, second = 0.0;
        foreach (var term in terms)
        {
            if (term.IsPeriodic)
            {
                var (s, c) = Math.SinCos(Math.Tau * t / term.PeriodOrPower);
                first += (term.CosFirst * c) + (term.SinFirst * s);
                second += (term.CosSecond * c) + (term.SinSecond * s);
            }
            else
            {
                var power = term.PeriodOrPower switch { 0.0 => 1.0, 1.0 => t, 2.0 => t * t, _ => t * t * t };
                first += term.CosFirst * power;
                second += term.CosSecond * power;
            }
        }

        return (first * Angles.ArcsecToRad, second * Angles.ArcsecToRad);
    }

    private static double Polynomial(double[] coefficients, double t)
    {
        var sum = 0.0;
        for (var i = coefficients.Length - 1; i >= 0; i--)
        {
            sum = (sum * t) + coefficients[i];
        }

        return sum;
    }

    private static Term[] Load(string series) =>
    [
        .. EmbeddedTable.Rows("precession_vondrak2011.csv").Where(row => row[0] == series).Select(row => new Term(
            row[1] == "periodic",
            EmbeddedTable.Number(row[2]),
            EmbeddedTable.Number(row[3]),
            EmbeddedTable.Number(row[4]),
            EmbeddedTable.Number(row[5]),
            EmbeddedTable.Number(row[6]))),
    ];

    /// <summary>One row of the series: a power of t, or cosine and sine of a period in centuries; arc seconds.</summary>
    private readonly record struct Term(
        bool IsPeriodic, double PeriodOrPower, double CosFirst, double CosSecond, double SinFirst, double SinSecond);
}
