namespace Ephemeris.Api.Time;

/// <summary>TAI−UTC since 1972, from IERS Bulletin C (the values of NAIF's naif0012 and of IERS Bulletin C 70).</summary>
public static class LeapSeconds
{
    /// <summary>JD of 1972-01-01 0h, when UTC began to count SI seconds; before it a civil instant is UT1.</summary>
    public const double UtcBeginsJd = 2441317.5;

    // Month and year in which TAI−UTC rose by one second, on the first day; 10 s before the second entry.
    private static readonly double[] StepsJd =
    [
        UtcBeginsJd, Jd(1972, 7), Jd(1973, 1), Jd(1974, 1), Jd(1975, 1), Jd(1976, 1), Jd(1977, 1), Jd(1978, 1), Jd(1979, 1),
        Jd(1980, 1), Jd(1981, 7), Jd(1982, 7), Jd(1983, 7), Jd(1985, 7), Jd(1988, 1), Jd(1990, 1), Jd(1991, 1), Jd(1992, 7),
        Jd(1993, 7), Jd(1994, 7), Jd(1996, 1), Jd(1997, 7), Jd(1999, 1), Jd(2006, 1), Jd(2009, 1), Jd(2012, 7), Jd(2015, 7),
        Jd(2017, 1),
    ];

    /// <summary>TAI−UTC in seconds on the UTC day that starts at <paramref name="utcMidnightJd"/>; 10 before 1972.</summary>
    /// <remarks>After the last known step the last value is kept.</remarks>
    public static int TaiMinusUtc(double utcMidnightJd)
    {
        var index = Array.BinarySearch(StepsJd, utcMidnightJd);
        return 10 + Math.Max(0, index >= 0 ? index : ~index - 1);
    }

    /// <summary>True when the UTC day ends with second 60.</summary>
    public static bool EndsWithLeapSecond(double utcMidnightJd) =>
        utcMidnightJd >= UtcBeginsJd && TaiMinusUtc(utcMidnightJd + 1.0) > TaiMinusUtc(utcMidnightJd);

    private static double Jd(int year, int month) => CalendarDays.GregorianDayNumber(year, month, 1) - 0.5;
}
