namespace Ephemeris.Api.Time;

/// <summary>
/// Model of ΔT = TT − UT1 where it was not measured daily: the spline S15.2020 of Morrison, Stephenson, Hohenkerk and
/// Zawilski (2021) for −720 to 1962, and outside it their parabola −320 + 32.5 u², u = (year − 1825)/100.
/// </summary>
/// <remarks>
/// The pieces are joined by cubics that keep value and slope: over the 800 years before −720, and from the last measured
/// day to the first full century at least 700 years later. The spline's last piece before 1962 is tilted to meet the
/// measured series.
/// </remarks>
public static class DeltaT
{
    private const double JoinYears = 800.0;
    private const double DaysOfYear = 365.25;

    private static readonly Piece[] Pieces = Build();

    /// <summary>Modelled ΔT in seconds.</summary>
    /// <param name="julianYear">Julian year (2000.0 at J2000.0), any.</param>
    public static double Model(double julianYear)
    {
        if (julianYear < Pieces[0].Start || julianYear >= Pieces[^1].End)
        {
            return Parabola(julianYear);
        }

        int low = 0, high = Pieces.Length - 1;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = Pieces[middle].Start <= julianYear ? (middle, high) : (low, middle - 1);
        }

        return Pieces[low].Value(julianYear);
    }

    /// <summary>One standard error of ΔT in seconds, to two figures at best: what an answer for that year rests on.</summary>
    /// <param name="julianYear">Julian year, any.</param>
    /// <remarks>
    /// Before −720: 0.8 u² (Morrison and Stephenson 2004); from there to 1962 interpolated between the sizes that the
    /// eclipse and occultation records allow (180 s, 20 s at 500, 5 s at 1600, 0.5 s at 1800; Stephenson, Morrison and
    /// Hohenkerk 2016); after the last measured day a random walk (Huber 2006).
    /// </remarks>
    public static double StandardErrorSeconds(double julianYear) => julianYear switch
    {
        < -720.0 => Math.Max(180.0, 0.8 * Square((julianYear - 1825.0) / 100.0)),
        < 500.0 => Between(julianYear, -720.0, 180.0, 500.0, 20.0),
        < 1600.0 => Between(julianYear, 500.0, 20.0, 1600.0, 5.0),
        < 1800.0 => Between(julianYear, 1600.0, 5.0, 1800.0, 0.5),
        < 1962.0 => Between(julianYear, 1800.0, 0.5, 1962.0, 0.01),
        < 2022.9 => 0.0001,
        _ => 0.0001 + Huber(julianYear - 2022.9),
    };

    /// <summary>Standard error of length-of-day noise integrated over <paramref name="years"/>, s.</summary>
    private static double Huber(double years) => 0.36525 * years * Math.Sqrt(years * 0.058 / 3.0 * (1.0 + (years / 2500.0)));

    private static double Parabola(double year) => -320.0 + (32.5 * Square((year - 1825.0) / 100.0));

    private static double ParabolaSlope(double year) => 65.0 * (year - 1825.0) / 10000.0;

    private static Piece[] Build()
    {
        var spline = EmbeddedTable.Rows("delta_t_s15_2020.csv").Select(Piece.FromRow).ToList();
        var first = spline[0];
        var before = Piece.Joining(
            first.Start - JoinYears,
            Parabola(first.Start - JoinYears),
            ParabolaSlope(first.Start - JoinYears),
            first.Start,
            first.Value(first.Start),
            first.A1 / (first.End - first.Start));

        var measured = EarthOrientation.Measured;
        var start = Year(measured.FirstMjd);
        spline.RemoveAll(piece => piece.Start >= start);
        var last = spline[^1];
        var along = (start - last.Start) / (last.End - last.Start);
        spline[^1] = last with { A1 = last.A1 + ((measured.FirstDeltaT - last.Value(start)) / along), End = start };
        // The tilted cubic keeps its own scale: End only bounds its use.
        spline[^1] = spline[^1].Rescaled(last.End);

        var end = Year(measured.LastMjd);
        var far = Math.Floor((end + JoinYears) / 100.0) * 100.0;
        var after = Piece.Joining(
            end, measured.LastDeltaT, measured.LastYearSlope, far, Parabola(far), ParabolaSlope(far));
        return [before, .. spline, new Piece(start, end, 0, 0, measured.LastDeltaT - measured.FirstDeltaT, measured.FirstDeltaT), after];
    }

    private static double Year(double mjd) => 2000.0 + ((mjd - 51544.5) / DaysOfYear);

    private static double Square(double x) => x * x;

    private static double Between(double x, double x0, double y0, double x1, double y1) =>
        y0 * Math.Pow(y1 / y0, (x - x0) / (x1 - x0));

    /// <summary>Cubic in s = (year − Start)/(End − Start).</summary>
    private readonly record struct Piece(double Start, double End, double A3, double A2, double A1, double A0)
    {
        public double Value(double year)
        {
            var s = (year - Start) / (End - Start);
            return (((((A3 * s) + A2) * s) + A1) * s) + A0;
        }

        /// <summary>The same curve when the coefficients belong to an end at <paramref name="end"/>.</summary>
        public Piece Rescaled(double end)
        {
            var k = (End - Start) / (end - Start);
            return this with { A3 = A3 * k * k * k, A2 = A2 * k * k, A1 = A1 * k };
        }

        /// <summary>Hermite cubic through two values with two slopes per year.</summary>
        public static Piece Joining(double x0, double y0, double slope0, double x1, double y1, double slope1)
        {
            var width = x1 - x0;
            var (d0, d1) = (slope0 * width, slope1 * width);
            return new Piece(x0, x1, d0 + d1 + (2 * (y0 - y1)), (-2 * d0) - d1 + (3 * (y1 - y0)), d0, y0);
        }

        public static Piece FromRow(string[] row)
        {
            var v = Array.ConvertAll(row, EmbeddedTable.Number);
            return new Piece(v[0], v[1], v[2], v[3], v[4], v[5]);
        }
    }
}
