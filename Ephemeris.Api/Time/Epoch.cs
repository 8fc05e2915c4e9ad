namespace Ephemeris.Api.Time;

/// <summary>One instant in every scale that an ephemeris needs. Immutable.</summary>
/// <param name="Tt">Terrestrial time.</param>
/// <param name="Ut1">Universal time, the Earth's rotation.</param>
/// <param name="Tdb">Barycentric dynamical time, the argument of the kernels.</param>
/// <param name="Et">The same as seconds past J2000.0.</param>
/// <param name="DeltaTSeconds">TT − UT1, s.</param>
/// <param name="PoleXArcsec">Polar motion x, arc seconds.</param>
/// <param name="PoleYArcsec">Polar motion y, arc seconds.</param>
/// <param name="IsEarthOrientationMeasured">True when UT1 and the pole come from the IERS series.</param>
public readonly record struct Epoch(
    JulianDate Tt,
    JulianDate Ut1,
    JulianDate Tdb,
    EphemerisTime Et,
    double DeltaTSeconds,
    double PoleXArcsec,
    double PoleYArcsec,
    bool IsEarthOrientationMeasured)
{
    /// <summary>TT − TAI, s, by definition of TT.</summary>
    public const double TtMinusTaiSeconds = 32.184;

    private const double MjdZero = 2400000.5;

    // Two-part Julian dates round at 1e-11 s; an instant that close below midnight is midnight.
    private const double ClockRoundingSeconds = 1e-9;

    /// <summary>Julian centuries of TT since J2000.0.</summary>
    public double CenturiesTt => Tt.CenturiesSinceJ2000;

    /// <summary>From a civil instant: UTC by the leap seconds from 1972 on, before it UT1.</summary>
    /// <param name="utc">The instant.</param>
    /// <param name="deltaTSeconds">TT − UT1 to be used instead of table and model, s; null for those.</param>
    public static Epoch FromUtc(UtcInstant utc, double? deltaTSeconds = null)
    {
        var day = new JulianDate(utc.MidnightJd, 0.0);
        if (!utc.IsUtc)
        {
            return FromUt1(day.AddSeconds(utc.SecondsOfDay), deltaTSeconds);
        }

        var tt = day.AddSeconds(utc.SecondsOfDay + LeapSeconds.TaiMinusUtc(utc.MidnightJd) + TtMinusTaiSeconds);
        return Build(tt, utc.MidnightJd - MjdZero + (utc.SecondsOfDay / JulianDate.SecondsPerDay), deltaTSeconds);
    }

    /// <summary>From UT1.</summary>
    /// <param name="ut1">The instant.</param>
    /// <param name="deltaTSeconds">TT − UT1 to be used, s; null for table and model.</param>
    public static Epoch FromUt1(JulianDate ut1, double? deltaTSeconds = null)
    {
        // The tables' argument differs from UT1 by less than a second, in which ΔT changes by less than 1e-7 s.
        var values = EarthOrientation.Measured.At(ut1.Day - MjdZero + ut1.Fraction);
        var deltaT = deltaTSeconds ?? values.DeltaTSeconds;
        return Build(ut1.AddSeconds(deltaT), ut1, deltaT, values);
    }

    /// <summary>From TT.</summary>
    /// <param name="tt">The instant.</param>
    /// <param name="deltaTSeconds">TT − UT1 to be used, s; null for table and model.</param>
    public static Epoch FromTt(JulianDate tt, double? deltaTSeconds = null)
    {
        var utc = UtcOf(tt);
        return Build(tt, utc.MidnightJd - MjdZero + (utc.SecondsOfDay / JulianDate.SecondsPerDay), deltaTSeconds);
    }

    /// <summary>From TDB.</summary>
    /// <param name="tdb">The instant.</param>
    /// <param name="deltaTSeconds">TT − UT1 to be used, s; null for table and model.</param>
    public static Epoch FromTdb(JulianDate tdb, double? deltaTSeconds = null) =>
        FromTt(tdb.AddSeconds(-TdbMinusTtSeconds(tdb)), deltaTSeconds) with { Tdb = tdb, Et = EphemerisTime.FromTdb(tdb) };

    /// <summary>This instant with other values of the Earth's orientation.</summary>
    public Epoch WithPole(double xArcsec, double yArcsec) => this with { PoleXArcsec = xArcsec, PoleYArcsec = yArcsec };

    /// <summary>The civil instant: UTC from 1972 on, UT1 before.</summary>
    public UtcInstant ToUtc()
    {
        var utc = UtcOf(Tt);
        return utc.IsUtc ? utc : new UtcInstant(Ut1.Day, Ut1.Fraction * JulianDate.SecondsPerDay);
    }

    /// <summary>TDB − TT in seconds, within 30 µs of the full series between 1600 and 2200 (NAIF leap seconds kernel).</summary>
    /// <param name="tt">TT or TDB: the difference does not matter here.</param>
    public static double TdbMinusTtSeconds(JulianDate tt)
    {
        const double K = 1.657e-3, Eb = 1.671e-2, M0 = 6.239996, M1 = 1.99096871e-7;
        var m = M0 + (M1 * (((tt.Day - JulianDate.J2000) + tt.Fraction) * JulianDate.SecondsPerDay));
        return K * Math.Sin(m + (Eb * Math.Sin(m)));
    }

    private static Epoch Build(JulianDate tt, double mjdUtc, double? deltaTSeconds)
    {
        var values = EarthOrientation.Measured.At(mjdUtc);
        var deltaT = deltaTSeconds ?? values.DeltaTSeconds;
        return Build(tt, tt.AddSeconds(-deltaT), deltaT, values);
    }

    private static Epoch Build(JulianDate tt, JulianDate ut1, double deltaT, EarthOrientationValues values)
    {
        var tdb = tt.AddSeconds(TdbMinusTtSeconds(tt));
        return new Epoch(
            tt, ut1, tdb, EphemerisTime.FromTdb(tdb), deltaT, values.PoleXArcsec, values.PoleYArcsec, values.IsMeasured);
    }

    /// <summary>UTC of a TT from 1972 on; before it UT1 by the table and model.</summary>
    private static UtcInstant UtcOf(JulianDate tt)
    {
        var tai = tt.AddSeconds(-TtMinusTaiSeconds);
        // TAI − UTC of the day that the instant falls into; the last second of a day with a leap second is its 86 401st.
        var day = tai.AddSeconds(-LeapSeconds.TaiMinusUtc(tai.Day)).Day;
        for (var midnight = day + 1.0; midnight >= Math.Max(day - 1.0, LeapSeconds.UtcBeginsJd); midnight -= 1.0)
        {
            var since = tai.SecondsSince(new JulianDate(midnight, 0.0)) - LeapSeconds.TaiMinusUtc(midnight);
            if (since >= -ClockRoundingSeconds)
            {
                return new UtcInstant(midnight, Math.Max(since, 0.0));
            }
        }

        var deltaT = DeltaT.Model(tt.JulianYear);
        for (var pass = 0; pass < 2; pass++)
        {
            var guess = tt.AddSeconds(-deltaT);
            deltaT = EarthOrientation.Measured.At(guess.Day - MjdZero + guess.Fraction).DeltaTSeconds;
        }

        var ut1 = tt.AddSeconds(-deltaT);
        return new UtcInstant(ut1.Day, ut1.Fraction * JulianDate.SecondsPerDay);
    }
}
