namespace Ephemeris.Api.Time;

/// <summary>A calendar date; the year is astronomical (0 is 1 BCE).</summary>
/// <param name="Year">Astronomical year, −200 000…200 000.</param>
/// <param name="Month">1–12.</param>
/// <param name="Day">1–31.</param>
public readonly record struct CalendarDate(int Year, int Month, int Day);

/// <summary>Day counts of the proleptic Gregorian and the Julian calendar, without .NET's limits of years 1 and 9999.</summary>
/// <remarks>Integer algorithms after Richards, Explanatory Supplement (3rd ed.), section 15.11.</remarks>
public static class CalendarDays
{
    /// <summary>Julian day number (the day's noon) of a proleptic Gregorian date.</summary>
    public static long GregorianDayNumber(CalendarDate date) => GregorianDayNumber(date.Year, date.Month, date.Day);

    /// <summary>Julian day number (the day's noon) of a proleptic Gregorian date; day may run past the month's end.</summary>
    public static long GregorianDayNumber(long year, int month, int day)
    {
        var (y, m) = MarchYear(year, month);
        return day + (((153 * m) + 2) / 5) + (365 * y) + FloorDiv(y, 4) - FloorDiv(y, 100) + FloorDiv(y, 400) + 1721119;
    }

    /// <summary>Julian day number (the day's noon) of a Julian-calendar date.</summary>
    public static long JulianDayNumber(CalendarDate date)
    {
        var (y, m) = MarchYear(date.Year, date.Month);
        return date.Day + (((153 * m) + 2) / 5) + (365 * y) + FloorDiv(y, 4) + 1721117;
    }

    /// <summary>Proleptic Gregorian date of a Julian day number.</summary>
    public static CalendarDate Gregorian(long dayNumber)
    {
        var n = dayNumber - 1721120;
        var era = FloorDiv(n, 146097);
        var dayOfEra = n - (era * 146097);
        var yearOfEra = (dayOfEra - (dayOfEra / 1460) + (dayOfEra / 36524) - (dayOfEra / 146096)) / 365;
        var dayOfYear = dayOfEra - ((365 * yearOfEra) + (yearOfEra / 4) - (yearOfEra / 100));
        return FromMarch(yearOfEra + (era * 400), dayOfYear);
    }

    /// <summary>Julian-calendar date of a Julian day number.</summary>
    public static CalendarDate Julian(long dayNumber)
    {
        var n = dayNumber - 1721118;
        var era = FloorDiv(n, 1461);
        var dayOfEra = n - (era * 1461);
        var yearOfEra = (dayOfEra - (dayOfEra / 1460)) / 365;
        return FromMarch(yearOfEra + (era * 4), dayOfEra - (365 * yearOfEra));
    }

    /// <summary>Days of a month of the proleptic Gregorian calendar.</summary>
    public static int DaysInGregorianMonth(long year, int month) =>
        (int)(GregorianDayNumber(month == 12 ? year + 1 : year, month == 12 ? 1 : month + 1, 1) - GregorianDayNumber(year, month, 1));

    private static (long Year, int Month) MarchYear(long year, int month) => month > 2 ? (year, month - 3) : (year - 1, month + 9);

    private static CalendarDate FromMarch(long year, long dayOfYear)
    {
        var m = (int)(((5 * dayOfYear) + 2) / 153);
        var day = (int)(dayOfYear - (((153 * m) + 2) / 5)) + 1;
        return m < 10 ? new CalendarDate((int)year, m + 3, day) : new CalendarDate((int)year + 1, m - 9, day);
    }

    private static long FloorDiv(long a, long b) => (a / b) - ((a % b != 0 && (a < 0) != (b < 0)) ? 1 : 0);
}
