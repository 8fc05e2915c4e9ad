using System.Globalization;
using Ephemeris.Api.Time;

namespace Ephemeris.Api.TimeResolution;

/// <summary>Calendar in which a date is written.</summary>
public enum CalendarKind
{
    /// <summary>Proleptic Gregorian, the default.</summary>
    Civil,

    /// <summary>Julian; converted before anything else is done.</summary>
    Julian,
}

/// <summary>What clocks on a wall showed: a date and time without an offset, in the proleptic Gregorian calendar.</summary>
/// <param name="Seconds">Whole seconds since 1970-01-01 00:00 of the same clock.</param>
/// <param name="Fraction">Rest of the second, 0 ≤ fraction &lt; 1, s.</param>
/// <param name="IsLeapSecond">True when the time was written with second 60; <see cref="Seconds"/> is then that of second 59.</param>
public readonly record struct LocalDateTime(long Seconds, double Fraction, bool IsLeapSecond)
{
    /// <summary>Julian day number of 1970-01-01.</summary>
    public const long DayNumberOfUnixEpoch = 2440588;

    private const int MaxYear = 200_000;
    private const int SecondsPerDay = 86400;

    /// <summary>The date; the year is astronomical.</summary>
    public CalendarDate Date => CalendarDays.Gregorian(DayNumberOfUnixEpoch + FloorDays(Seconds));

    /// <summary>The date as a Julian day number (that of the day's noon).</summary>
    public long DayNumber => DayNumberOfUnixEpoch + FloorDays(Seconds);

    /// <summary>Makes a local time from its parts, or says what is wrong with them.</summary>
    /// <param name="calendar">Calendar of year, month and day.</param>
    /// <param name="date">Date with an astronomical year within ±200 000.</param>
    /// <param name="hour">0–23, or 24 with nothing after it.</param>
    /// <param name="minute">0–59.</param>
    /// <param name="second">0–59, or 60.</param>
    /// <param name="fraction">Rest of the second, 0 ≤ fraction &lt; 1.</param>
    /// <param name="local">The local time.</param>
    /// <returns>The problem as a sentence without the field's name; null when there is none.</returns>
    public static string? TryCreate(
        CalendarKind calendar, CalendarDate date, int hour, int minute, int second, double fraction, out LocalDateTime local)
    {
        local = default;
        if (Math.Abs((long)date.Year) > MaxYear)
        {
            return "has a year beyond ±200000";
        }

        if (date.Month is < 1 or > 12 || date.Day is < 1 or > 31)
        {
            return "names a day that the calendar does not have";
        }

        var dayNumber = calendar == CalendarKind.Julian ? CalendarDays.JulianDayNumber(date) : CalendarDays.GregorianDayNumber(date);
        if ((calendar == CalendarKind.Julian ? CalendarDays.Julian(dayNumber) : CalendarDays.Gregorian(dayNumber)) != date)
        {
            return "names a day that the calendar does not have";
        }

        var isEndOfDay = hour == 24 && minute == 0 && second == 0 && fraction == 0.0;
        if (hour < 0 || (hour > 23 && !isEndOfDay) || minute is < 0 or > 59 || second is < 0 or > 60)
        {
            return "names a time of day that does not exist";
        }

        var isLeap = second == 60;
        local = new LocalDateTime(
            ((dayNumber - DayNumberOfUnixEpoch) * SecondsPerDay) + (hour * 3600L) + (minute * 60) + (isLeap ? 59 : second), fraction, isLeap);
        return null;
    }

    /// <summary>Universal time of this clock reading under an offset.</summary>
    /// <param name="offsetSeconds">Local minus universal time, s.</param>
    public UtcInstant ToUtc(long offsetSeconds)
    {
        var unix = Seconds - offsetSeconds;
        var day = FloorDays(unix);
        return new UtcInstant(DayNumberOfUnixEpoch + day - 0.5, unix - (day * SecondsPerDay) + Fraction);
    }

    /// <summary>ISO 8601 without offset, to the second.</summary>
    public override string ToString()
    {
        var (year, month, day) = Date;
        var second = Seconds - (FloorDays(Seconds) * SecondsPerDay);
        var yearText = year is >= 0 and <= 9999 ? year.ToString("0000", CultureInfo.InvariantCulture)
            : year.ToString("+0000;-0000", CultureInfo.InvariantCulture);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{yearText}-{month:00}-{day:00}T{second / 3600:00}:{second / 60 % 60:00}:{(second % 60) + (IsLeapSecond ? 1 : 0):00}");
    }

    private static long FloorDays(long seconds) => (seconds - (((seconds % SecondsPerDay) + SecondsPerDay) % SecondsPerDay)) / SecondsPerDay;
}
