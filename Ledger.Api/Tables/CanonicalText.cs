using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Ledger.Api.Tables;

/// <summary>The one text of each committed integer (contract §6), which row leaves hash and reports show.</summary>
internal static class CanonicalText
{
    /// <summary>No canonical text of a committed integer is longer.</summary>
    public const int MaxBytes = 40;

    private static readonly long[] PowersOfTen =
        [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000];

    /// <summary>Writes the text of a value; the count of bytes written.</summary>
    /// <param name="type">Not <see cref="ColumnType.Text"/>.</param>
    /// <param name="scale">Fraction digits of a decimal.</param>
    /// <param name="value">Committed integer.</param>
    /// <param name="destination">At least <see cref="MaxBytes"/>.</param>
    public static int Write(ColumnType type, int scale, long value, Span<byte> destination)
    {
        switch (type)
        {
            case ColumnType.Whole:
                Utf8Formatter.TryFormat(value, destination, out var written);
                return written;
            case ColumnType.Fixed:
                return WriteDecimal(scale, value, destination);
            case ColumnType.Bool:
                return value != 0 ? Copy("true"u8, destination) : Copy("false"u8, destination);
            case ColumnType.Date:
                return WriteInstant(value * 86_400_000, "yyyy-MM-dd", destination);
            case ColumnType.Timestamp:
                return WriteInstant(value, "yyyy-MM-ddTHH:mm:ss.fffZ", destination);
            default:
                throw new ArgumentOutOfRangeException(nameof(type), type, "Text has no committed integer.");
        }
    }

    /// <summary>The text of a value as a string.</summary>
    public static string Write(ColumnType type, int scale, long value)
    {
        Span<byte> text = stackalloc byte[MaxBytes];
        return Encoding.ASCII.GetString(text[..Write(type, scale, value, text)]);
    }

    private static int WriteDecimal(int scale, long value, Span<byte> destination)
    {
        var at = 0;
        if (value < 0)
        {
            destination[at++] = (byte)'-';
        }

        var (whole, fraction) = Math.DivRem(Math.Abs(value), PowersOfTen[scale]);
        Utf8Formatter.TryFormat(whole, destination[at..], out var written);
        at += written;
        if (scale > 0)
        {
            destination[at++] = (byte)'.';
            Utf8Formatter.TryFormat(fraction, destination[at..], out written, new System.Buffers.StandardFormat('D', (byte)scale));
            at += written;
        }

        return at;
    }

    private static int WriteInstant(long milliseconds, string format, Span<byte> destination)
    {
        // Within DateTime's years 1–9999: the parser accepts no other.
        DateTime.UnixEpoch.AddMilliseconds(milliseconds)
            .TryFormat(destination, out var written, format.Replace("T", "'T'", StringComparison.Ordinal), CultureInfo.InvariantCulture);
        return written;
    }

    private static int Copy(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        text.CopyTo(destination);
        return text.Length;
    }
}
