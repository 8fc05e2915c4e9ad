using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Ledger.Api.Proofs.Group;

/// <summary>Σ k_i·P_i over public or prover-side scalars: Pippenger's bucket method with signed windows.</summary>
/// <remarks>Running time depends on the scalars. The work is spread over lanes and cores; the result does not depend on that.</remarks>
internal static class MultiScalar
{
    // Of k and ℓ − k the lesser is at most (ℓ − 1)/2 < 2^251 + 2^124: one more bit holds it in signed digits.
    private const int DigitBits = 252;

    /// <summary>Σ digit_i·P_i of each window, from as many signed digits per window as points, window by window.</summary>
    internal delegate Point[] Path(ReadOnlyMemory<AffinePoint> points, short[] digits, int width);

    /// <summary>Σ scalars_i·points_i; zero scalars cost nothing.</summary>
    /// <param name="points">Points.</param>
    /// <param name="scalars">As many scalars.</param>
    public static Point Sum(ReadOnlyMemory<AffinePoint> points, ReadOnlyMemory<Scalar> scalars) =>
        Sum(points, scalars, Widest(points.Length));

    /// <summary>The same by a chosen path.</summary>
    internal static Point Sum(ReadOnlyMemory<AffinePoint> points, ReadOnlyMemory<Scalar> scalars, Path path)
    {
        if (points.Length != scalars.Length)
        {
            throw new ArgumentException("As many scalars as points are wanted.", nameof(scalars));
        }

        if (points.IsEmpty)
        {
            return Point.Identity;
        }

        var width = WindowBits(points.Length);
        var windows = Windows(width);
        var digits = Digits(scalars.Span, width, windows);
        var sums = path(points, digits, width);
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

    /// <summary>Without vector instructions, one window after the other: what the lanes are tested against.</summary>
    internal static Point[] WindowSums(ReadOnlyMemory<AffinePoint> points, short[] digits, int width)
    {
        var sums = new Point[digits.Length / points.Length];
        Parallel.For(0, sums.Length, ProvingThreads.Own, w =>
            sums[w] = WindowSum(points.Span, digits.AsSpan(w * points.Length, points.Length), width));
        return sums;
    }

    /// <summary>The widest path that this machine has and that pays: few points leave most lanes empty.</summary>
    private static Path Widest(int points)
    {
        const int worthLanes = 32;
        return points < worthLanes ? WindowSums
            : EightLanes.IsSupported ? LaneMultiScalar<Vector512<ulong>, EightLanes>.WindowSums
            : FourLanes.IsSupported ? LaneMultiScalar<Vector256<ulong>, FourLanes>.WindowSums
            : WindowSums;
    }

    /// <summary>Window width that minimises additions: n per window, and two per bucket.</summary>
    private static int WindowBits(int n)
    {
        var (best, bestCost) = (2, double.MaxValue);
        for (var width = 2; width <= 14; width++)
        {
            // A bucket addition has nine products, the addition of an affine point seven.
            var cost = Windows(width) * (n + (2.6 * (1 << (width - 1))));
            if (cost < bestCost)
            {
                (best, bestCost) = (width, cost);
            }
        }

        return best;
    }

    private static int Windows(int width) => (DigitBits + width - 1) / width;

    /// <summary>
    /// Digits in −2^(w−1)..2^(w−1), window by window: scalar = Σ digit_i·2^(w·i) mod ℓ. Scalars of the upper half are taken as
    /// −(ℓ − k): a top window of single bits would bring half of all points into one bucket.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static short[] Digits(ReadOnlySpan<Scalar> scalars, int width, int windows)
    {
        var digits = new short[windows * scalars.Length];
        Span<byte> bytes = stackalloc byte[36]; // four zero bytes above, so that every window reads whole words
        bytes.Clear();
        for (var i = 0; i < scalars.Length; i++)
        {
            scalars[i].WriteTo(bytes);
            var negate = bytes[31] >= 8; // 2^251 or more
            if (negate)
            {
                (-scalars[i]).WriteTo(bytes);
            }

            var carry = 0;
            for (var w = 0; w < windows; w++)
            {
                var bit = w * width;
                var word = bit >> 3 <= 32 ? BitConverter.ToUInt32(bytes[(bit >> 3)..]) : 0;
                var digit = (int)((word >> (bit & 7)) & ((1u << width) - 1)) + carry;
                carry = digit > 1 << (width - 1) ? 1 : 0;
                digit -= carry << width;
                digits[(w * scalars.Length) + i] = (short)(negate ? -digit : digit);
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
