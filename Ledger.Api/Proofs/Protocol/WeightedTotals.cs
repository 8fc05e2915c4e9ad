using System.Runtime.CompilerServices;
using Ledger.Api.Proofs.Group;

namespace Ledger.Api.Proofs.Protocol;

/// <summary>
/// Σ_j w_j·x_{j,p} for scalars w_j and 64-bit x: six-limb accumulators without a reduction per product.
/// </summary>
/// <remarks>
/// Integers enter biased, x + 2^63, so that products are unsigned; 2^63·Σ w_j is taken off at the end. A limb product is
/// below 2^317, so the 384-bit accumulator holds 2^67 of them.
/// </remarks>
internal static class WeightedTotals
{
    private const ulong Bias = 1UL << 63;
    private const int MaxSlotsPerTask = 128;

    /// <summary>
    /// One total per slot p of 0..width − 1: <paramref name="run"/> holds one row of <paramref name="width"/> values per
    /// weight; what is missing at its end counts as 0.
    /// </summary>
    /// <param name="run">The values.</param>
    /// <param name="weights">One weight per row.</param>
    /// <param name="width">Slots, a power of two.</param>
    public static Scalar[] Of(ReadOnlyMemory<long> run, ReadOnlyMemory<Scalar> weights, int width)
    {
        var totals = new Scalar[width];
        var bias = Scalar.Zero;
        foreach (var weight in weights.Span)
        {
            bias += weight;
        }

        bias *= Scalar.From((Int128)Bias);
        var slots = Math.Min(width, MaxSlotsPerTask);
        Parallel.For(0, width / slots, ProvingThreads.Own, task =>
            Accumulate(run.Span, weights.Span, task * slots, slots, totals, bias));
        return totals;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Accumulate(
        ReadOnlySpan<long> run, ReadOnlySpan<Scalar> weights, int firstSlot, int slots, Scalar[] totals, in Scalar bias)
    {
        Span<ulong> sums = stackalloc ulong[6 * MaxSlotsPerTask];
        sums.Clear();
        for (var j = 0; j < weights.Length; j++)
        {
            var (w0, w1, w2, w3) = weights[j].Limbs;
            var start = (j * totals.Length) + firstSlot;
            for (var p = 0; p < slots; p++)
            {
                // A slot past the last row holds 0 and still takes part, as the bias is taken off for every weight.
                var x = start + p < run.Length ? (ulong)run[start + p] + Bias : Bias;
                var sum = sums.Slice(6 * p, 6);
                var h0 = Wide.Multiply(w0, x, out var l0);
                var h1 = Wide.Multiply(w1, x, out var l1);
                var h2 = Wide.Multiply(w2, x, out var l2);
                var h3 = Wide.Multiply(w3, x, out var l3);
                l1 += h0;
                h1 += l1 < h0 ? 1UL : 0;
                l2 += h1;
                h2 += l2 < h1 ? 1UL : 0;
                l3 += h2;
                h3 += l3 < h2 ? 1UL : 0;
                var s0 = sum[0] + l0;
                var carry = s0 < l0 ? 1UL : 0;
                var s1 = sum[1] + l1;
                var c1 = s1 < l1 ? 1UL : 0;
                s1 += carry;
                carry = c1 + (s1 < carry ? 1UL : 0);
                var s2 = sum[2] + l2;
                var c2 = s2 < l2 ? 1UL : 0;
                s2 += carry;
                carry = c2 + (s2 < carry ? 1UL : 0);
                var s3 = sum[3] + l3;
                var c3 = s3 < l3 ? 1UL : 0;
                s3 += carry;
                carry = c3 + (s3 < carry ? 1UL : 0);
                var s4 = sum[4] + h3;
                var c4 = s4 < h3 ? 1UL : 0;
                s4 += carry;
                sum[5] += c4 + (s4 < carry ? 1UL : 0);
                sum[0] = s0;
                sum[1] = s1;
                sum[2] = s2;
                sum[3] = s3;
                sum[4] = s4;
            }
        }

        for (var p = 0; p < slots; p++)
        {
            totals[firstSlot + p] = Scalar.ReduceForms(sums.Slice(6 * p, 6)) - bias;
        }
    }
}
