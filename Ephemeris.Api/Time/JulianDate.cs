
namespace Ephemeris.Api.Time;

/// <summary>
/// A Julian date in two parts, in whatever time scale its holder names. <see cref="Day"/> ends in .5 (a midnight) and
/// <see cref="Fraction"/> lies in [0, 1), so the sum resolves 10 ps where one double resolves 40 µs.
/// </summary>
/// <param name="Day">Midnight at or before the instant, days.</param>
/// <param name="Fraction">Rest of the day, 0 ≤ fraction &lt; 1, days.</param>
public readonly record struct JulianDate(double Day, double Fraction)
{
    /// <summary>JD of J2000.0, 2000-01-01 12h.</summary>
    public const double J2000 = 2451545.0;

    /// <summary>Days of a Julian century.</summary>
    public const double DaysPerCentury = 36525.0;

    /// <summary>Seconds of a day.</summary>
    public const double SecondsPerDay = 86400.0;

    /// <summary>Rounded to one double (about 40 µs).</summary>
    public double Value => Day + Fraction;

    /// <summary>Julian centuries since J2000.0.</summary>
    public double CenturiesSinceJ2000 => (Day - J2000 + Fraction) / DaysPerCentury;

    /// <summary>Julian years, 2000.0 at J2000.0: the year count of ΔT tables.</summary>
    public double JulianYear => 2000.0 + ((Day - J2000 + Fraction) / 365.25);

    /// <summary>From a sum of two doubles of any size and order.</summary>
    public static JulianDate From(double first, double second = 0.0)
    {
        var sum = first + second;
        var bigger = Math.Abs(first) >= Math.Abs(second) ? first : second;
        var rest = (bigger == first ? second : first) - (sum - bigger);
        var day = Math.Floor(sum - 0.5) + 0.5;
        var fraction = sum - day + rest;
        if (fraction < 0.0)
        {
            day -= 1.0;
            fraction += 1.0;
        }

        return fraction >= 1.0 ? new JulianDate(day + 1.0, fraction - 1.0) : new JulianDate(day, fraction);
    }

    /// <summary>The instant <paramref name="seconds"/> later (86 400 to the day).</summary>
    public JulianDate AddSeconds(double seconds)
    {
        var days = Math.Floor(seconds / SecondsPerDay);
        var fraction = Fraction + ((seconds - (days * SecondsPerDay)) / SecondsPerDay);
        var carry = Math.Floor(fraction);
        return new JulianDate(Day + days + carry, fraction - carry);
    }

    /// <summary>Seconds from <paramref name="other"/> to this.</summary>
    public double SecondsSince(JulianDate other) => ((Day - other.Day) * SecondsPerDay) + ((Fraction - other.Fraction) * SecondsPerDay);
}
