using System.Globalization;
using Ephemeris.Api.Time;
using Ephemeris.Api.TimeResolution;

namespace Ephemeris.Api.Tests.Fuzz;

/// <summary>Instants, civil times and years as text: each is refused with a reason, or read and read back alike.</summary>
public sealed class TextFuzzTests
{
    private const int Brief = 30_000;

    // Digits of other scripts, signs that look alike, and white space: what people paste.
    private const string Alphabet = "0123456789-+:TZz ./,APMDecJuly\u0661\u2212\u00a0é\u0000";

    [Fact]
    public async Task IsoInstant_MutatedText_IsRefusedOrReadsBack()
    {
        var seeds = FuzzRun.Seeds("instants.txt");
        var inputs = FuzzRun.Inputs(Brief);
        var read = 0;
        await FuzzRun.AllAsync(inputs, (seed, random) =>
        {
            var text = FuzzRun.Mutate(seeds[seed % seeds.Length], Alphabet, random);
            if (IsoInstant.TryParse(text, out var instant, out var problem))
            {
                read++;
                ReadsBack(text, instant);
            }
            else
            {
                Assert.False(string.IsNullOrEmpty(problem), text);
            }
        });
        Assert.True(!FuzzRun.IsRepresentative(inputs) || (read > inputs / 50 && read < inputs), $"{read} of {inputs} read");
    }

    [Fact]
    public async Task IsoInstant_AnyYearMonthAndDay_IsTheCalendars()
    {
        var inputs = FuzzRun.Inputs(Brief);
        await FuzzRun.AllAsync(inputs, (seed, random) =>
        {
            var year = random.Next(4) == 0 ? random.Next(-250_000, 250_000) : random.Next(-14_000, 18_000);
            var (month, day) = (random.Next(0, 14), random.Next(0, 33));
            var width = random.Next(4, 8);
            var sign = year < 0 ? "-" : year > 9999 || random.Next(2) == 0 ? "+" : "";
            var text = string.Create(CultureInfo.InvariantCulture, $"{sign}{Math.Abs(year).ToString(CultureInfo.InvariantCulture).PadLeft(width, '0')}-{month:00}-{day:00}T{random.Next(24):00}:00:00Z");
            var digits = Math.Max(width, Math.Abs(year).ToString(CultureInfo.InvariantCulture).Length);
            var isWritten = digits <= 6 && (sign.Length > 0 || digits == 4);
            var isDate = Math.Abs(year) <= 200_000 && month is >= 1 and <= 12 && day >= 1 && day <= DaysIn(year, month);
            Assert.True(IsoInstant.TryParse(text, out var instant, out _) == (isWritten && isDate), text);
            if (isWritten && isDate)
            {
                Assert.Equal(new CalendarDate(year, month, day), instant.Date);
                ReadsBack(text, instant);
            }
        });
    }

    [Fact]
    public async Task LocalDateTimeText_MutatedText_IsRefusedOrReadsBack()
    {
        var seeds = FuzzRun.Seeds("civil-times.txt");
        var inputs = FuzzRun.Inputs(Brief);
        var read = 0;
        await FuzzRun.AllAsync(inputs, (seed, random) =>
        {
            var text = FuzzRun.Mutate(seeds[seed % seeds.Length], Alphabet, random);
            var calendar = random.Next(4) == 0 ? CalendarKind.Julian : CalendarKind.Civil;
            if (LocalDateTimeText.TryRead(text, calendar, random.Next(2) == 0, out var local) is null)
            {
                read++;
                Assert.InRange(local.Fraction, 0.0, 1.0);
                Assert.Null(LocalDateTimeText.TryRead(local.ToString(), CalendarKind.Civil, false, out var again));
                Assert.Equal(local.Seconds, again.Seconds);
            }
        });
        Assert.True(!FuzzRun.IsRepresentative(inputs) || (read > inputs / 50 && read < inputs), $"{read} of {inputs} read");
    }

    private static void ReadsBack(string text, UtcInstant instant)
    {
        Assert.True(IsoInstant.TryParse(instant.ToIso(9), out var again, out var problem), $"{text}: {problem}");
        Assert.Equal(0.0, again.JulianDate.SecondsSince(instant.JulianDate), 2e-9);
        Assert.True(double.IsFinite(Epoch.FromUtc(instant).Tt.Value), text);
    }

    /// <summary>Length of a month of the proleptic Gregorian calendar, from its rule alone.</summary>
    private static int DaysIn(int year, int month) => month switch
    {
        2 => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28,
        4 or 6 or 9 or 11 => 30,
        _ => 31,
    };
}
