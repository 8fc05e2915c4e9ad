namespace Ephemeris.Api.Time;

/// <summary>Earth orientation at an instant.</summary>
/// <param name="DeltaTSeconds">ΔT = TT − UT1, s.</param>
/// <param name="PoleXArcsec">Polar motion x, arc seconds; 0 where not measured.</param>
/// <param name="PoleYArcsec">Polar motion y, arc seconds; 0 where not measured.</param>
/// <param name="IsMeasured">True inside the IERS C04 table.</param>
public readonly record struct EarthOrientationValues(
    double DeltaTSeconds, double PoleXArcsec, double PoleYArcsec, bool IsMeasured);

/// <summary>
/// UT1 and polar motion: the IERS C04 series (daily, 1962-01-01 to 2022-11-29) where it reaches, <see cref="DeltaT"/> with
/// no polar motion elsewhere. Immutable and thread safe.
/// </summary>
public sealed class EarthOrientation
{
    /// <summary>The table that comes with the program.</summary>
    public static readonly EarthOrientation Measured = Load();

    // Room for the table at once: lists that grow leave as much behind as they hold.
    private const int RoughDays = 22_500;

    private readonly int _firstMjd;
    private readonly double[] _deltaT;
    private readonly double[] _poleX;
    private readonly double[] _poleY;

    private EarthOrientation(int firstMjd, double[] deltaT, double[] poleX, double[] poleY)
    {
        _firstMjd = firstMjd;
        (_deltaT, _poleX, _poleY) = (deltaT, poleX, poleY);
    }

    /// <summary>First day of the table, modified Julian date (UTC).</summary>
    public double FirstMjd => _firstMjd;

    /// <summary>Last day of the table, modified Julian date (UTC).</summary>
    public double LastMjd => _firstMjd + _deltaT.Length - 1;

    internal double FirstDeltaT => _deltaT[0];

    internal double LastDeltaT => _deltaT[^1];

    /// <summary>Seconds per year over the table's last year.</summary>
    internal double LastYearSlope => (_deltaT[^1] - _deltaT[^366]) * 365.25 / 365.0;

    /// <summary>Values at a civil instant given as modified Julian date.</summary>
    /// <param name="mjdUtc">Modified Julian date in UTC (in UT1 before 1972: they differ by less than 0.2 s since 1962).</param>
    /// <remarks>
    /// Inside the table: cubic Lagrange through four days, on ΔT, which has no leap seconds (IERS Technical Note 36,
    /// section 5.5.3 recommends this order; the sub-daily tides it adds, below 0.1 ms, are left out).
    /// </remarks>
    public EarthOrientationValues At(double mjdUtc)
    {
        if (!(mjdUtc >= FirstMjd && mjdUtc <= LastMjd))
        {
            return new EarthOrientationValues(DeltaT.Model(2000.0 + ((mjdUtc - 51544.5) / 365.25)), 0.0, 0.0, false);
        }

        var first = Math.Clamp((int)Math.Floor(mjdUtc) - _firstMjd - 1, 0, _deltaT.Length - 4);
        var s = mjdUtc - _firstMjd - first;
        return new EarthOrientationValues(Lagrange(_deltaT, first, s), Lagrange(_poleX, first, s), Lagrange(_poleY, first, s), true);
    }

    /// <summary>Cubic through values at 0, 1, 2, 3, read at <paramref name="s"/>.</summary>
    private static double Lagrange(double[] table, int first, double s)
    {
        var (a, b, c) = (s - 1.0, s - 2.0, s - 3.0);
        return (table[first] * a * b * c / -6.0)
            + (table[first + 1] * s * b * c / 2.0)
            + (table[first + 2] * s * a * c / -2.0)
            + (table[first + 3] * s * a * b / 6.0);
    }

    private static EarthOrientation Load()
    {
        List<double> deltaT = new(RoughDays), x = new(RoughDays), y = new(RoughDays);
        var first = 0;
        foreach (var row in EmbeddedTable.Rows(LargeData.Open("eop_c04_1962-2022.csv")))
        {
            first = deltaT.Count == 0 ? (int)EmbeddedTable.Number(row[0]) : first;
            x.Add(EmbeddedTable.Number(row[1]));
            y.Add(EmbeddedTable.Number(row[2]));
            deltaT.Add(Epoch.TtMinusTaiSeconds + EmbeddedTable.Number(row[4]) - EmbeddedTable.Number(row[3]));
        }

        return new EarthOrientation(first, [.. deltaT], [.. x], [.. y]);
    }
}
