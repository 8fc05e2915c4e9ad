using System.Globalization;

namespace Ephemeris.Api.Time;

/// <summary>Reader of ISO 8601 civil instants with expanded years.</summary>
public static class IsoInstant
{
    private const int MaxYear = 200_000;

    /// <summary>
    /// Reads <c>[±]YYYY[YY]-MM-DDTHH:MM[:SS[.f…]](Z|±HH[:MM[:SS]])</c>. Years of more than four digits, and those before
    /// year 0, carry a sign. Second 60 is read only where a leap second was inserted.
    /// </summary>
    /// <param name="text">The instant.</param>
    /// <param name="instant">The result.</param>
    /// <param name="problem">What is wrong, as a sentence without the field's name; null on success.</param>
    public static bool TryParse(string text, out UtcInstant instant, out string? problem)
    {
        instant = default;
        if (!TryParseLocal(text, out var date, out var seconds, out var leap, out var rest, out problem))
        {
            return false;
        }

        if (!TryParseOffset(rest, out var offset))
        {
            problem = rest.IsEmpty ? "has no offset: end it with Z or ±HH:MM" : $"has an offset that cannot be read: '{rest}'";
            return false;
        }

        var utc = UtcInstant.From(date, seconds - offset);
        if (leap)
        {
            if (utc.SecondsOfDay < 86399.0 || !LeapSeconds.EndsWithLeapSecond(utc.MidnightJd))
            {
                problem = "has second 60 where no leap second was inserted";
                return false;
            }

            utc = utc with { SecondsOfDay = utc.SecondsOfDay + 1.0 };
        }

        instant = utc;
        return true;
    }

    /// <summary>Reads the date and time without an offset; what follows them is left in <paramref name="rest"/>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="date">Proleptic Gregorian date.</param>
    /// <param name="seconds">Seconds of the day, 0 ≤ s ≤ 86 400; on second 60 that of second 59.</param>
    /// <param name="isLeapSecond">True when the second was 60.</param>
    /// <param name="rest">Text after the time.</param>
    /// <param name="problem">What is wrong; null on success.</param>
    public static bool TryParseLocal(
        string text,
        out CalendarDate date,
        out double seconds,
        out bool isLeapSecond,
        out ReadOnlySpan<char> rest,
        out string? problem)
    {
        date = default;
        seconds = 0.0;
        isLeapSecond = false;
        problem = "is not an ISO 8601 date and time such as 2024-06-21T18:00:00Z";
        rest = text.AsSpan().Trim();
        var sign = rest.IsEmpty ? ' ' : rest[0];
        var signed = sign is '+' or '-';
        rest = signed ? rest[1..] : rest;
        var digits = rest.IndexOf('-');
        if (digits < 4 || digits > 6 || (!signed && digits != 4) || !Number(ref rest, digits, out var year)
            || !Skip(ref rest, '-') || !Number(ref rest, 2, out var month)
            || !Skip(ref rest, '-') || !Number(ref rest, 2, out var day)
            || rest.IsEmpty || rest[0] is not ('T' or 't' or ' '))
        {
            return false;
        }

        rest = rest[1..];
        if (!Number(ref rest, 2, out var hour) || !Skip(ref rest, ':') || !Number(ref rest, 2, out var minute))
        {
            return false;
        }

        var second = 0;
        var fraction = 0.0;
        if (Skip(ref rest, ':') && !(Number(ref rest, 2, out second) && Fraction(ref rest, out fraction)))
        {
            return false;
        }

        year = sign == '-' ? -year : year;
        if (Math.Abs(year) > MaxYear)
        {
            problem = "has a year beyond ±200000";
            return false;
        }

        if (month is < 1 or > 12 || day < 1 || day > CalendarDays.DaysInGregorianMonth(year, month))
        {
            problem = "names a day that the calendar does not have";
            return false;
        }

        var endOfDay = hour == 24 && minute == 0 && second == 0 && fraction == 0.0;
        if ((hour > 23 && !endOfDay) || minute > 59 || second > 60)
        {
            problem = "names a time of day that does not exist";
            return false;
        }

        isLeapSecond = second == 60;
        date = new CalendarDate(year, month, day);
        seconds = (hour * 3600.0) + (minute * 60.0) + (isLeapSecond ? 59 : second) + fraction;
        problem = null;
        return true;
    }

    private static bool TryParseOffset(ReadOnlySpan<char> text, out double seconds)
    {
        seconds = 0.0;
        if (text is "Z" or "z")
        {
            return true;
        }

        if (text.IsEmpty || text[0] is not ('+' or '-' or '−'))
        {
            return false;
        }

        var negative = text[0] != '+';
        text = text[1..];
        if (!Number(ref text, 2, out var hours) || hours > 23)
        {
            return false;
        }

        var minutes = 0;
        var rest = 0;
        var colon = Skip(ref text, ':');
        if ((colon || !text.IsEmpty) && (!Number(ref text, 2, out minutes) || minutes > 59))
        {
            return false;
        }

        if (Skip(ref text, ':') && (!Number(ref text, 2, out rest) || rest > 59))
        {
            return false;
        }

        seconds = (hours * 3600.0) + (minutes * 60.0) + rest;
        seconds = negative ? -seconds : seconds;
        return text.IsEmpty;
    }

    private static bool Fraction(ref ReadOnlySpan<char> text, out double value)
    {
        value = 0.0;
        if (text.IsEmpty || text[0] is not ('.' or ','))
        {
            return true;
        }

        var end = 1;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        var read = end > 1 && end <= 20
            && double.TryParse(text[1..end], NumberStyles.None, CultureInfo.InvariantCulture, out value);
        value /= Math.Pow(10.0, end - 1);
        text = text[end..];
        return read;
    }

    private static bool Number(ref ReadOnlySpan<char> text, int digits, out int value)
    {
        value = 0;
        if (text.Length < digits
            || !int.TryParse(text[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out value))
        {
            return false;
        }

        text = text[digits..];
        return true;
    }

    private static bool Skip(ref ReadOnlySpan<char> text, char expected)
    {
        if (text.IsEmpty || text[0] != expected)
        {
            return false;
        }

        text = text[1..];
        return true;
    }
}
