using System.Runtime.CompilerServices;
using Ledger.Api.Tables;

namespace Ledger.Api.Reading;

/// <summary>How a cell failed to become a committed integer.</summary>
internal enum CellFault
{
    /// <summary>It did not.</summary>
    None,

    /// <summary>Not of the column's form.</summary>
    Form,

    /// <summary>Of the form, but beyond ±2^62.</summary>
    Range,
}

/// <summary>Cells to committed integers (contract §6). No rounding: a value that has no exact integer is refused.</summary>
internal static class CellParser
{
    private const int MaxDigits = 19;

    /// <summary>The committed integer of a cell.</summary>
    public static CellFault TryParse(ColumnType type, int scale, ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        switch (type)
        {
            case ColumnType.Whole:
                return Number(text, 0, integer: true, out value);
            case ColumnType.Fixed:
                return Number(text, scale, integer: false, out value);
            case ColumnType.Bool:
                value = text.SequenceEqual("true"u8) ? 1 : 0;
                return value == 1 || text.SequenceEqual("false"u8) ? CellFault.None : CellFault.Form;
            case ColumnType.Date:
                return text.Length == 10 && TryDate(text, out value) ? CellFault.None : CellFault.Form;
            case ColumnType.Timestamp:
                return TryTimestamp(text, out value) ? CellFault.None : CellFault.Form;
            default:
                throw new ArgumentOutOfRangeException(nameof(type), type, "Text has no committed integer.");
        }
    }

    /// <summary>
    /// True for <c>-?(0|[1-9]\d*)(\.\d{1,9})?</c>; then the digits before and after the point.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool IsNumber(ReadOnlySpan<byte> text, out int whole, out int fraction)
    {
        (whole, fraction) = (0, 0);
        var at = text.Length > 0 && text[0] == '-' ? 1 : 0;
        var start = at;
        while (at < text.Length && IsDigit(text[at]))
        {
            at++;
        }

        whole = at - start;
        if (whole == 0 || (whole > 1 && text[start] == '0'))
        {
            return false;
        }

        if (at == text.Length)
        {
            return true;
        }

        if (text[at] != '.')
        {
            return false;
        }

        fraction = text.Length - at - 1;
        return fraction is >= 1 and <= ColumnSpec.MaxScale && !text[(at + 1)..].ContainsAnyExceptInRange((byte)'0', (byte)'9');
    }

    /// <summary>A date <c>yyyy-MM-dd</c> of the years 1–9999 at the start of a text, as days since 1970-01-01.</summary>
    public static bool TryDate(ReadOnlySpan<byte> text, out long days)
    {
        days = 0;
        if (text.Length < 10 || text[4] != '-' || text[7] != '-' || !Digits(text[..4], out var year)
            || !Digits(text.Slice(5, 2), out var month) || !Digits(text.Slice(8, 2), out var day)
            || year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        days = new DateOnly(year, month, day).DayNumber - new DateOnly(1970, 1, 1).DayNumber;
        return true;
    }

    /// <summary>
    /// An instant <c>yyyy-MM-ddTHH:mm[:ss[.f…]]</c> with <c>Z</c>, <c>±hh:mm</c>, <c>±hhmm</c> or <c>±hh</c>, as milliseconds
    /// since 1970-01-01T00:00Z. A fraction finer than a millisecond, or an instant outside the years 1–9999, is refused.
    /// </summary>
    public static bool TryTimestamp(ReadOnlySpan<byte> text, out long milliseconds)
    {
        milliseconds = 0;
        if (text.Length < 17 || text[10] != 'T' || text[13] != ':' || !TryDate(text, out var days)
            || !Digits(text.Slice(11, 2), out var hour) || hour > 23 || !Digits(text.Slice(14, 2), out var minute) || minute > 59)
        {
            return false;
        }

        var at = 16;
        var second = 0;
        if (text[at] == ':')
        {
            if (text.Length < at + 4 || !Digits(text.Slice(at + 1, 2), out second) || second > 59)
            {
                return false;
            }

            at += 3;
        }

        var fraction = 0;
        if (at > 16 && text[at] == '.' && !TryFraction(text, ref at, out fraction))
        {
            return false;
        }

        if (!TryZone(text[at..], out var offsetMinutes))
        {
            return false;
        }

        milliseconds = (((((days * 24) + hour) * 60) + minute - offsetMinutes) * 60_000) + (second * 1000) + fraction;
        return milliseconds >= MinMilliseconds && milliseconds <= MaxMilliseconds;
    }

    private static readonly long MinMilliseconds = (long)(DateTime.MinValue - DateTime.UnixEpoch).TotalMilliseconds;
    private static readonly long MaxMilliseconds = (DateTime.MaxValue - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMillisecond;

    private static bool TryFraction(ReadOnlySpan<byte> text, ref int at, out int milliseconds)
    {
        milliseconds = 0;
        var digits = 0;
        for (at++; at < text.Length && IsDigit(text[at]); at++, digits++)
        {
            if (digits < 3)
            {
                milliseconds = (milliseconds * 10) + text[at] - '0';
            }
            else if (text[at] != '0')
            {
                return false;
            }
        }

        for (var i = digits; i < 3; i++)
        {
            milliseconds *= 10;
        }

        return digits > 0 && at < text.Length;
    }

    private static bool TryZone(ReadOnlySpan<byte> zone, out int minutes)
    {
        minutes = 0;
        if (zone.SequenceEqual("Z"u8))
        {
            return true;
        }

        var colon = zone.Length == 6 && zone[3] == ':' ? 1 : 0;
        var hasMinutes = zone.Length == 5 + colon;
        if ((zone.Length != 3 && !hasMinutes) || zone[0] is not ((byte)'+' or (byte)'-')
            || !Digits(zone.Slice(1, 2), out var hour) || hour > 23)
        {
            return false;
        }

        var minute = 0;
        if (hasMinutes && (!Digits(zone.Slice(3 + colon, 2), out minute) || minute > 59))
        {
            return false;
        }

        minutes = ((hour * 60) + minute) * (zone[0] == '-' ? -1 : 1);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static CellFault Number(ReadOnlySpan<byte> text, int scale, bool integer, out long value)
    {
        value = 0;
        if (!IsNumber(text, out var whole, out var fraction) || (integer && fraction > 0))
        {
            return CellFault.Form;
        }

        var negative = text[0] == '-';
        var digits = text.Slice(negative ? 1 : 0, whole);
        var decimals = fraction == 0 ? default : text[^fraction..].TrimEnd((byte)'0');
        if (decimals.Length > scale)
        {
            return CellFault.Form;
        }

        // 19 digits fit 64 bits; a leading zero occurs only in "0" itself.
        if (whole + scale > MaxDigits && !(whole == 1 && digits[0] == '0'))
        {
            return CellFault.Range;
        }

        ulong magnitude = 0;
        foreach (var digit in digits)
        {
            magnitude = (magnitude * 10) + digit - '0';
        }

        for (var i = 0; i < scale; i++)
        {
            magnitude = (magnitude * 10) + (i < decimals.Length ? (ulong)(decimals[i] - '0') : 0);
        }

        if (magnitude > ColumnSpec.MaxCommitted)
        {
            return CellFault.Range;
        }

        value = negative ? -(long)magnitude : (long)magnitude;
        return CellFault.None;
    }

    private static bool Digits(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        foreach (var digit in text)
        {
            if (!IsDigit(digit))
            {
                return false;
            }

            value = (value * 10) + digit - '0';
        }

        return true;
    }

    private static bool IsDigit(byte c) => (uint)(c - '0') <= 9;
}
