using System.Globalization;

namespace Ephemeris.Api.Time;

/// <summary>
/// A civil instant: UTC from 1972-01-01 on, UT1 before (no clock counted leap seconds, and history's clocks followed the
/// Earth).
/// </summary>
/// <param name="MidnightJd">Julian date of the day's 0h, ends in .5.</param>
/// <param name="SecondsOfDay">0 ≤ s &lt; 86 400, or below 86 401 on a day with a leap second.</param>
public readonly record struct UtcInstant(double MidnightJd, double SecondsOfDay)
{
    /// <summary>From a proleptic Gregorian date and seconds of the day, which may run over either end of it.</summary>
    /// <remarks>Overflow is counted in days of 86 400 s: right for offsets and for calendars, which know no leap second.</remarks>
    public static UtcInstant From(CalendarDate date, double secondsOfDay)
    {
        var days = Math.Floor(secondsOfDay / JulianDate.SecondsPerDay);
        var midnight = CalendarDays.GregorianDayNumber(date) - 0.5 + days;
        return new UtcInstant(midnight, secondsOfDay - (days * JulianDate.SecondsPerDay));
    }

    /// <summary>From a Unix time (leap seconds not counted), s.</summary>
    public static UtcInstant FromUnix(double seconds) => From(new CalendarDate(1970, 1, 1), seconds);

    /// <summary>True when the label counts SI seconds (1972 on).</summary>
    public bool IsUtc => MidnightJd >= LeapSeconds.UtcBeginsJd;

    /// <summary>Proleptic Gregorian date; the year is astronomical.</summary>
    public CalendarDate Date => CalendarDays.Gregorian((long)(MidnightJd + 0.5));

    /// <summary>The label read as a Julian date: seconds over 86 400, so a leap second reads as the next day's start.</summary>
    public JulianDate JulianDate => new JulianDate(MidnightJd, 0.0).AddSeconds(SecondsOfDay);

    /// <summary>ISO 8601 with Z; years outside 0–9999 signed, at least four digits; fraction only where there is one.</summary>
    /// <param name="decimals">Decimals of the second, 0–9; truncated, so that a label never shows a second not yet begun.</param>
    public string ToIso(int decimals = 0)
    {
        var scale = Math.Pow(10.0, decimals);
        // A nanosecond of slack undoes the rounding of sums like 0.1 + 0.2 without reaching the next label.
        var units = Math.Floor((SecondsOfDay + 1e-9) * scale);
        var leap = units >= JulianDate.SecondsPerDay * scale;
        var whole = leap ? 86399L : (long)(units / scale);
        var second = (whole % 60) + (leap ? 1 : 0);
        var fraction = units - Math.Floor(units / scale) * scale;
        var (year, month, day) = Date;
        var yearText = year is >= 0 and <= 9999
            ? year.ToString("0000", CultureInfo.InvariantCulture)
            : year.ToString(year < 0 ? "0000" : "+0000", CultureInfo.InvariantCulture);
        var tail = decimals > 0 ? "." + ((long)fraction).ToString(CultureInfo.InvariantCulture).PadLeft(decimals, '0') : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{yearText}-{month:00}-{day:00}T{whole / 3600:00}:{whole / 60 % 60:00}:{second:00}{tail}Z");
    }
}
