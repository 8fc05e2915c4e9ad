using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ledger.Api.Proofs.Commitments;

/// <summary>
/// Signed bytes of an integer: x = Σ digit_w·256^w with digits −128..127. With the bias b = Σ 128·256^w added, the
/// digits are the bytes of x + b less 128, so no carry is chained.
/// </summary>
internal static class WindowedDigits
{
    /// <summary>Fewest windows, 1 to 8, that hold every value; |x| ≤ 2^62 always fits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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

    /// <summary>
    /// The value o from which digits are counted, x = o + Σ digit_w·256^w, and the windows that then hold every x. o is 0 unless
    /// another saves a window that many values reach into: an outlier alone leaves whole windows empty, which cost nothing.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (int Windows, long Origin) Layout(ReadOnlySpan<long> values)
    {
        const int many = 8; // one value in eight: with as many lanes, nearly no window is empty
        long low = long.MaxValue, high = long.MinValue;
        foreach (var value in values)
        {
            low = Math.Min(low, value);
            high = Math.Max(high, value);
        }

        var windows = Windows(Math.Min(low, 0), Math.Max(high, 0));
        var bytes = (71 - BitOperations.LeadingZeroCount((ulong)(high - low) | 1)) / 8;
        if (bytes >= windows)
        {
            return (windows, 0);
        }

        var reaching = 0;
        foreach (var value in values)
        {
            reaching += Digit(Bias(value, windows), windows - 1) != 0 ? 1 : 0;
        }

        // x − low is a number of that many bytes; each byte less 128 is a digit.
        return reaching > values.Length / many ? (bytes, low + (long)BiasOf(bytes)) : (windows, 0);
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
