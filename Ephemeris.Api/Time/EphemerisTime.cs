namespace Ephemeris.Api.Time;

/// <summary>
/// TDB seconds past J2000.0 as an unevaluated sum: one double alone steps by 2 µs at the edges of DE441, in which the
/// Moon moves 2 mm.
/// </summary>
/// <param name="Seconds">Leading part, s.</param>
/// <param name="Rest">Trailing part, below half a unit in the last place of the leading one, s.</param>
public readonly record struct EphemerisTime(double Seconds, double Rest)
{
    /// <summary>From a TDB Julian date.</summary>
    public static EphemerisTime FromTdb(JulianDate tdb)
    {
        var whole = (tdb.Day - JulianDate.J2000) * JulianDate.SecondsPerDay;
        var part = tdb.Fraction * JulianDate.SecondsPerDay;
        var error = Math.FusedMultiplyAdd(tdb.Fraction, JulianDate.SecondsPerDay, -part);
        return Sum(whole, part, error);
    }

    /// <summary>The TDB Julian date.</summary>
    public JulianDate ToTdb() => new JulianDate(JulianDate.J2000 - 0.5, 0.5).AddSeconds(Seconds).AddSeconds(Rest);

    /// <summary>The time <paramref name="seconds"/> later; negative goes back, as for light time.</summary>
    public EphemerisTime Add(double seconds) => Sum(Seconds, seconds, Rest);

    private static EphemerisTime Sum(double a, double b, double rest)
    {
        var sum = a + b;
        var bVirtual = sum - a;
        var error = a - (sum - bVirtual) + (b - bVirtual) + rest;
        var leading = sum + error;
        return new EphemerisTime(leading, error - (leading - sum));
    }
}
