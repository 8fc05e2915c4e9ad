using Ephemeris.Api.Time;

namespace Ephemeris.Api.Tests.Time;

public sealed class TimeScaleTests
{
    // Bulletin values are printed to the millisecond; the daily series they come from was later revised by up to 4 ms.
    private const double BulletinSeconds = 0.004;

    [Theory]
    [InlineData(1972, 1, 1, 10)]
    [InlineData(2003, 6, 1, 32)]
    [InlineData(2016, 12, 31, 36)]
    [InlineData(2017, 1, 1, 37)]
    [InlineData(2017, 9, 1, 37)]
    public void TaiMinusUtc_BulletinC_IsExact(int year, int month, int day, int expected) =>
        Assert.Equal(expected, LeapSeconds.TaiMinusUtc(CalendarDays.GregorianDayNumber(year, month, day) - 0.5));

    [Theory]
    [InlineData("1973-02-01T00:00:00Z", 43.472)]
    [InlineData("2000-01-01T00:00:00Z", 63.829)]
    [InlineData("2015-01-01T00:00:00Z", 67.644)]
    public void DeltaT_IersDates_Agree(string utc, double expected) =>
        Assert.Equal(expected, Epoch.FromUtc(Instant(utc)).DeltaTSeconds, BulletinSeconds);

    [Fact]
    public void CalendarDays_MeeusChapter7_Agree()
    {
        Assert.Equal(2436116.31, CalendarDays.GregorianDayNumber(1957, 10, 4) - 0.5 + 0.81, 1e-6);
        Assert.Equal(1842713.0, CalendarDays.JulianDayNumber(new CalendarDate(333, 1, 27)) - 0.5 + 0.5, 1e-6);
        Assert.Equal(0.0, CalendarDays.JulianDayNumber(new CalendarDate(-4712, 1, 1)) - 0.5 + 0.5, 1e-6);
    }

    [Fact]
    public void CalendarDays_EveryThirdDayOfFortyMillennia_RoundTrips()
    {
        for (long day = -4_000_000; day < 10_000_000; day += 3)
        {
            Assert.Equal(day, CalendarDays.GregorianDayNumber(CalendarDays.Gregorian(day)));
            Assert.Equal(day, CalendarDays.JulianDayNumber(CalendarDays.Julian(day)));
        }
    }

    [Fact]
    public void DeltaT_WhereModelsMeet_IsContinuous()
    {
        // Julian years of the seams: parabola to cubic, cubic to spline, spline to the measured series, its end, parabola.
        foreach (var year in new[] { -1520.0, -720.0, -100.0, 400.0, 1600.0, 1962.0, 2022.91, 2800.0 })
        {
            double before = At(year - 0.02), after = At(year + 0.02);
            Assert.InRange(Math.Abs(after - before), 0.0, 1.0);
        }

        static double At(double year) =>
            EarthOrientation.Measured.At(51544.5 + ((year - 2000.0) * 365.25)).DeltaTSeconds;
    }

    [Fact]
    public void DeltaT_FarFromRecords_IsTheParabola()
    {
        Assert.Equal(-320.0 + (32.5 * 150.25 * 150.25), DeltaT.Model(-13200.0), 1e-6);
        Assert.Equal(-320.0 + (32.5 * 100.0 * 100.0), DeltaT.Model(11825.0), 1e-6);
    }

    [Theory]
    [InlineData("2016-12-31T23:59:60Z", 86400.0)]
    [InlineData("2016-12-31T18:59:60.5-05:00", 86400.5)]
    [InlineData("2016-12-31T23:59:59.25Z", 86399.25)]
    public void FromUtc_LeapSecond_CountsEverySecond(string text, double secondsAfterMidnight)
    {
        var midnight = Epoch.FromUtc(Instant("2016-12-31T00:00:00Z"));
        var epoch = Epoch.FromUtc(Instant(text));
        Assert.Equal(secondsAfterMidnight, epoch.Tt.SecondsSince(midnight.Tt), 1e-9);
        Assert.Equal(Instant(text).SecondsOfDay, epoch.ToUtc().SecondsOfDay, 1e-9);
    }

    [Theory]
    [InlineData("2015-12-31T23:59:60Z", "leap second")]
    [InlineData("2024-06-21T18:00:00", "no offset")]
    [InlineData("2023-02-29T00:00:00Z", "calendar")]
    [InlineData("12024-06-21T18:00:00Z", "ISO 8601")]
    [InlineData("2024-06-21T25:00:00Z", "time of day")]
    [InlineData("2024-06-21T18:00:00+25:00", "offset")]
    [InlineData("", "ISO 8601")]
    public void TryParse_BadText_SaysWhatIsWrong(string text, string word)
    {
        Assert.False(IsoInstant.TryParse(text, out _, out var problem));
        Assert.Contains(word, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-13199-05-06T12:00:00Z", -13199, 5, 6)]
    [InlineData("+17191-03-15T00:00:00Z", 17191, 3, 15)]
    [InlineData("0000-01-01T00:00:00Z", 0, 1, 1)]
    [InlineData("-0001-12-31T23:00:00-02:00", 0, 1, 1)]
    public void TryParse_ExpandedYears_AreAstronomical(string text, int year, int month, int day) =>
        Assert.Equal(new CalendarDate(year, month, day), Instant(text).Date);

    [Theory]
    [InlineData("-4712-01-01T12:00:00.123Z")]
    [InlineData("+12345-06-07T08:09:10.000Z")]
    [InlineData("1999-12-31T23:59:59.999Z")]
    [InlineData("2016-12-31T23:59:60.500Z")]
    public void ToIso_AnyYear_RoundTrips(string text) => Assert.Equal(text, Instant(text).ToIso(3));

    [Theory]
    [InlineData("1971-12-31T23:59:00Z")]
    [InlineData("1972-01-01T00:00:00Z")]
    [InlineData("1066-10-14T12:00:00Z")]
    [InlineData("2016-12-31T23:59:60Z")]
    [InlineData("2500-01-01T00:00:00Z")]
    public void FromTt_OfAnyCivilInstant_LeadsBack(string text)
    {
        var epoch = Epoch.FromUtc(Instant(text));
        var back = Epoch.FromTt(epoch.Tt);
        Assert.Equal(0.0, back.Ut1.SecondsSince(epoch.Ut1), 1e-6);
        Assert.Equal(epoch.ToUtc().ToIso(3), back.ToUtc().ToIso(3));
    }

    [Fact]
    public void EphemerisTime_FarFromJ2000_KeepsNanoseconds()
    {
        var start = EphemerisTime.FromTdb(JulianDate.From(-3100015.5));
        var later = start.Add(1e-9);
        Assert.Equal(1e-9, later.Seconds - start.Seconds + later.Rest - start.Rest, 1e-15);
    }

    private static UtcInstant Instant(string text)
    {
        Assert.True(IsoInstant.TryParse(text, out var instant, out var problem), problem);
        return instant;
    }
}
