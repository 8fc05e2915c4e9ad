using Ephemeris.Api.Time;

namespace Ephemeris.Api.TimeResolution;

/// <summary>
/// The rule in the footer of a TZif file, such as <c>EST5EDT,M3.2.0,M11.1.0</c>: POSIX TZ string with RFC 9636's extension
/// of hours to ±167. It holds for all time after the file's last transition.
/// </summary>
public sealed class PosixRule
{
    /// <summary>300 000 years: nothing is computed beyond, and day counts would leave their range.</summary>
    private const long ReachUnixSeconds = 10_000_000_000_000;

    private readonly YearlyDay _start;
    private readonly YearlyDay _end;

    private PosixRule(LocalTimeType standard, LocalTimeType? daylight, YearlyDay start, YearlyDay end)
    {
        Standard = standard;
        Daylight = daylight;
        _start = start;
        _end = end;
    }

    /// <summary>Standard time.</summary>
    public LocalTimeType Standard { get; }

    /// <summary>Daylight saving time; null where there is none.</summary>
    public LocalTimeType? Daylight { get; }

    /// <summary>Reads a rule.</summary>
    /// <param name="text">The footer without its line feeds.</param>
    /// <param name="rule">The rule; null when it cannot be read.</param>
    public static bool TryParse(ReadOnlySpan<char> text, out PosixRule? rule)
    {
        rule = null;
        var reader = new PosixRuleReader(text);
        if (!reader.Name(out var standardName) || !reader.Offset(out var standardWest))
        {
            return false;
        }

        var standard = new LocalTimeType(-standardWest, false, standardName);
        if (reader.AtEnd)
        {
            rule = new PosixRule(standard, null, default, default);
            return true;
        }

        var daylightWest = standardWest - 3600;
        if (!reader.Name(out var daylightName)
            || (!reader.Next(',') && !(reader.Offset(out daylightWest) && reader.Next(',')))
            || !reader.Day(out var start) || !reader.Next(',') || !reader.Day(out var end) || !reader.AtEnd)
        {
            return false;
        }

        rule = new PosixRule(standard, new LocalTimeType(-daylightWest, true, daylightName), start, end);
        return true;
    }

    /// <summary>The stretch of time around an instant, as the rule alone would have it.</summary>
    public ZoneSpan SpanAt(long unixSeconds)
    {
        if (Daylight is null || Math.Abs(unixSeconds / 2) > ReachUnixSeconds / 2)
        {
            return new ZoneSpan(long.MinValue, long.MaxValue, Standard);
        }

        // A rule's day may lie up to a week outside its year: the neighbours' changes decide near New Year.
        var year = YearOf(unixSeconds + Standard.OffsetSeconds);
        Span<(long At, bool ToDaylight)> changes = stackalloc (long, bool)[6];
        for (var i = 0; i < 3; i++)
        {
            var midnightOf = year - 1 + i;
            changes[2 * i] = (_end.LocalSeconds(midnightOf) - Daylight.OffsetSeconds, false);
            changes[(2 * i) + 1] = (_start.LocalSeconds(midnightOf) - Standard.OffsetSeconds, true);
        }

        // Ties, as in rules for daylight saving all year, leave daylight saving in force: sorted last, it wins.
        changes.Sort(static (a, b) => a.At != b.At ? a.At.CompareTo(b.At) : a.ToDaylight.CompareTo(b.ToDaylight));
        var (from, to, isDaylight) = (long.MinValue, long.MaxValue, !changes[0].ToDaylight);
        foreach (var (at, toDaylight) in changes)
        {
            if (at > unixSeconds)
            {
                to = at;
                break;
            }

            (from, isDaylight) = (at, toDaylight);
        }

        return new ZoneSpan(from, to, isDaylight ? Daylight : Standard);
    }

    private static long YearOf(long localUnixSeconds) =>
        CalendarDays.Gregorian(LocalDateTime.DayNumberOfUnixEpoch + (long)Math.Floor(localUnixSeconds / 86400.0)).Year;
}

/// <summary>A day of each year with a time of day, as POSIX writes it.</summary>
/// <param name="Kind">J: day 1–365 without 29 February; N: day 0–365; M: weekday of a week of a month.</param>
/// <param name="Month">1–12, for M.</param>
/// <param name="Week">1–5, 5 is the last, for M.</param>
/// <param name="Day">Weekday 0 (Sunday)–6 for M, else the day of the year.</param>
/// <param name="Seconds">Seconds after local midnight, −604 800…604 800.</param>
internal readonly record struct YearlyDay(char Kind, int Month, int Week, int Day, int Seconds)
{
    /// <summary>The change in local seconds since 1970-01-01 00:00 local, for one year.</summary>
    public long LocalSeconds(long year) => ((DayNumber(year) - LocalDateTime.DayNumberOfUnixEpoch) * 86400L) + Seconds;

    private long DayNumber(long year)
    {
        var newYear = CalendarDays.GregorianDayNumber(year, 1, 1);
        if (Kind == 'J')
        {
            var leap = CalendarDays.DaysInGregorianMonth(year, 2) == 29;
            return newYear + Day - 1 + (leap && Day > 59 ? 1 : 0);
        }

        if (Kind == 'N')
        {
            return newYear + Day;
        }

        var first = CalendarDays.GregorianDayNumber(year, Month, 1);
        // Julian day number 0 was a Monday: (n + 1) mod 7 counts from Sunday.
        var firstWeekday = (int)(((first + 1) % 7 + 7) % 7);
        var day = 1 + ((Day - firstWeekday + 7) % 7) + ((Week - 1) * 7);
        return first + (day > CalendarDays.DaysInGregorianMonth(year, Month) ? day - 7 : day) - 1;
    }
}
