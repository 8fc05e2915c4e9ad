using Ephemeris.Api.TimeResolution;

namespace Ephemeris.Api.Tests.TimeResolution;

public sealed class LocalDateTimeTextTests
{
    [Theory]
    [InlineData("2023-12-25T15:30:00")]
    [InlineData("2023-12-25 15:30")]
    [InlineData("2023/12/25 15:30")]
    [InlineData("Dec 25, 2023 3:30 PM")]
    [InlineData("December 25 2023 3:30 p.m.")]
    [InlineData("25 December 2023 15:30")]
    [InlineData("25th Dec 2023, 15:30:00")]
    [InlineData("12/25/2023 3:30:00 PM")]
    [InlineData("12/25/2023 15:30")]
    [InlineData("25/12/2023 15:30")]
    [InlineData(" 12/25/2023, 03:30pm ")]
    public void TryRead_FormsPeopleWrite_MeanTheSame(string text)
    {
        Assert.Null(LocalDateTimeText.TryRead(text, CalendarKind.Civil, true, out var local));
        Assert.Equal("2023-12-25T15:30:00", local.ToString());
    }

    [Theory]
    [InlineData("12:00 AM", "00:00")]
    [InlineData("12:30 AM", "00:30")]
    [InlineData("12:00 PM", "12:00")]
    [InlineData("1:05 PM", "13:05")]
    public void TryRead_TwelveHourClock_KnowsNoonAndMidnight(string written, string expected)
    {
        Assert.Null(LocalDateTimeText.TryRead($"Jul 2, 1962 {written}", CalendarKind.Civil, true, out var local));
        Assert.Equal($"1962-07-02T{expected}:00", local.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("invalid")]
    [InlineData("13 PM")]
    [InlineData("Dec 25, 2023")]
    [InlineData("Foo 25, 2023 3:30 PM")]
    [InlineData("Dec 25, 2023 13:30 PM")]
    [InlineData("Dec 25, 2023 0:30 AM")]
    [InlineData("13/13/2023 3:30")]
    [InlineData("2023-12-25T15:30:00Z")]
    [InlineData("2023-12-25T15:30:00+01:00")]
    [InlineData("99999-12-25T15:30:00")]
    [InlineData("+999999-12-25T15:30:00")]
    [InlineData("2023-12-25T15:30:61")]
    [InlineData("2023-12-2\u0661T15:30")]
    public void TryRead_NoLocalTime_IsRefused(string? text) =>
        Assert.NotNull(LocalDateTimeText.TryRead(text, CalendarKind.Civil, true, out _));

    [Fact]
    public void TryRead_StrictCaller_ReadsIsoOnly() =>
        Assert.NotNull(LocalDateTimeText.TryRead("Dec 25, 2023 3:30 PM", CalendarKind.Civil, false, out _));

    // Meeus, Astronomical Algorithms, chapter 7 (contract case 20): JD at the noon of the Julian date.
    [Theory]
    [InlineData("0333-01-27T12:00", 1842713.0)]
    [InlineData("-4712-01-01T12:00", 0.0)]
    [InlineData("-1000-07-12T12:00", 1356001.0)]
    [InlineData("0837-04-10T07:12", 2026871.8)]
    public void TryRead_JulianCalendar_CountsTheSameDays(string text, double julianDate)
    {
        Assert.Null(LocalDateTimeText.TryRead(text, CalendarKind.Julian, false, out var local));
        Assert.Equal(julianDate, local.ToUtc(0).JulianDate.Value, 6);
    }

    [Fact]
    public void ToUtc_GregorianDate_MatchesMeeus()
    {
        // 1957-10-04.81, the launch of Sputnik 1: 19:26:24.
        Assert.Null(LocalDateTimeText.TryRead("1957-10-04T19:26:24", CalendarKind.Civil, false, out var local));
        Assert.Equal(2436116.31, local.ToUtc(0).JulianDate.Value, 6);
    }

    [Fact]
    public void ToUtc_FractionAndEndOfDay_AreKept()
    {
        Assert.Null(LocalDateTimeText.TryRead("2023-12-31T24:00", CalendarKind.Civil, false, out var midnight));
        Assert.Equal("2024-01-01T00:00:00", midnight.ToString());
        Assert.Null(LocalDateTimeText.TryRead("2023-12-31T10:00:00.25", CalendarKind.Civil, false, out var quarter));
        Assert.Equal("2023-12-31T09:00:00.250000Z", quarter.ToUtc(3600).ToIso(6));
    }
}
