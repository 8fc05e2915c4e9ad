namespace Ledger.Api.Proofs.Commitments;

/// <summary>
/// Signed bytes of an integer: x = Σ digit_w·256^w with digits −128..127. With the bias b = Σ 128·256^w added, the
/// digits are the bytes of x + b less 128, so no carry is chained.
/// </summary>
internal static class WindowedDigits
{
    /// <summary>Fewest windows, 1 to 8, that hold every value; |x| ≤ 2^62 always fits.</summary>
    public static int Windows(ReadOnlySpan<long> values)
    {
        long low = 0, high = 0;
        foreach (var value in values)
        {
            low = Math.Min(low, value);
            high = Math.Max(high, value);
        }

        return Windows(low, high);
    }

    /// <summary>Fewest windows for values in low..high.</summary>
    public static int Windows(long low, long high)
    {
        var windows = 1;
        while (windows < 8 && (low < -(long)BiasOf(windows) || high > (long)(BiasOf(windows) / 128 * 127)))
        {
            windows++;
        }

        return windows;
    }

    /// <summary>x + b for <paramref name="windows"/> windows, whose bytes are the digits plus 128.</summary>
    public static ulong Bias(long value, int windows) => (ulong)value + BiasOf(windows);

    /// <summary>Digit <paramref name="window"/> of a biased value.</summary>
    public static int Digit(ulong biased, int window) => (int)(byte)(biased >> (8 * window)) - 128;

    private static ulong BiasOf(int windows) => 0x8080808080808080UL >> (8 * (8 - windows));
}
