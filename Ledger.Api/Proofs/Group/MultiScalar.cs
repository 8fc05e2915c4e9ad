using System.Runtime.CompilerServices;

namespace Ledger.Api.Proofs.Group;

/// <summary>Σ k_i·P_i over public or prover-side scalars: Pippenger's bucket method with signed windows.</summary>
/// <remarks>Running time depends on the scalars. Windows are spread over the machine's cores; the result does not depend on that.</remarks>
internal static class MultiScalar
{
    private const int ScalarBits = 253;

    /// <summary>Σ scalars_i·points_i; zero scalars cost nothing.</summary>
    /// <param name="points">Points.</param>
    /// <param name="scalars">As many scalars.</param>
    public static Point Sum(ReadOnlyMemory<AffinePoint> points, ReadOnlyMemory<Scalar> scalars)
    {
        if (points.Length != scalars.Length)
        {
            throw new ArgumentException("As many scalars as points are wanted.", nameof(scalars));
        }

        var width = WindowBits(points.Length);
        var windows = (ScalarBits / width) + 1; // one bit to spare for the carry of signed digits
        var digits = Digits(scalars.Span, width, windows);
        var sums = new Point[windows];
        Parallel.For(0, windows, w => sums[w] = WindowSum(points.Span, digits.AsSpan(w * points.Length, points.Length), width));
        var total = Point.Identity;
        for (var w = windows - 1; w >= 0; w--)
        {
            for (var i = 0; i < width && w != windows - 1; i++)
            {
                total = total.Double();
            }

            total += sums[w];
        }

        return total;
    }

    /// <summary>Window width that minimises additions: n per window, and two per bucket.</summary>
    private static int WindowBits(int n)
    {
        var (best, bestCost) = (2, double.MaxValue);
        for (var width = 2; width <= 14; width++)
        {
            // A bucket addition has nine products, the addition of an affine point seven.
            var cost = ((ScalarBits / width) + 1) * (n + (2.6 * (1 << (width - 1))));
            if (cost < bestCost)
            {
                (best, bestCost) = (width, cost);
            }
        }

        return best;
    }

    /// <summary>Digits in −2^(w−1)..2^(w−1), window by window: scalar = Σ digit_i·2^(w·i).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static short[] Digits(ReadOnlySpan<Scalar> scalars, int width, int windows)
    {
        var digits = new short[windows * scalars.Length];
        Span<byte> bytes = stackalloc byte[36]; // four zero bytes above, so that every window reads whole words
        bytes.Clear();
        for (var i = 0; i < scalars.Length; i++)
        {
            scalars[i].WriteTo(bytes);
            var carry = 0;
            for (var w = 0; w < windows; w++)
            {
                var bit = w * width;
                var word = bit >> 3 <= 32 ? BitConverter.ToUInt32(bytes[(bit >> 3)..]) : 0;
                var digit = (int)((word >> (bit & 7)) & ((1u << width) - 1)) + carry;
                carry = digit > 1 << (width - 1) ? 1 : 0;
                digits[(w * scalars.Length) + i] = (short)(digit - (carry << width));
            }
        }

        return digits;
    }

    /// <summary>Σ digit_i·P_i: points gathered by digit, then Σ j·bucket_j by running sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Point WindowSum(ReadOnlySpan<AffinePoint> points, ReadOnlySpan<short> digits, int width)
    {
        var buckets = new Point[(1 << (width - 1)) + 1];
        Array.Fill(buckets, Point.Identity);
        for (var i = 0; i < points.Length; i++)
        {
            int digit = digits[i];
            if (digit > 0)
            {
                buckets[digit] += points[i];
            }
            else if (digit < 0)
            {
                buckets[-digit] -= points[i];
            }
        }

        var running = Point.Identity;
        var total = Point.Identity;
        for (var j = buckets.Length - 1; j > 0; j--)
        {
            running += buckets[j];
            total += running;
        }

        return total;
    }
}
