using System.Runtime.CompilerServices;
using Ledger.Api.Proofs.Group;

namespace Ledger.Api.Proofs.Commitments;

/// <summary>
/// Σ x_p·G_p per chunk without vector instructions and without tables: buckets by signed bytes, the portable path that
/// the lanes are tested against.
/// </summary>
internal static class ScalarCommitter
{
    /// <summary>One sum per chunk of 1024 values, the last one short.</summary>
    public static void Sum(ReadOnlyMemory<long> values, Memory<Point> sums) =>
        Parallel.For(0, sums.Length, j =>
        {
            var start = j * Generators.Width;
            var count = Math.Min(Generators.Width, values.Length - start);
            sums.Span[j] = SumChunk(values.Span.Slice(start, count));
        });

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Point SumChunk(ReadOnlySpan<long> values)
    {
        var windows = WindowedDigits.Windows(values);
        var total = Point.Identity;
        var buckets = new Point[129];
        for (var w = windows - 1; w >= 0; w--)
        {
            for (var i = 0; i < 8; i++)
            {
                total = total.Double();
            }

            Array.Fill(buckets, Point.Identity);
            for (var p = 0; p < values.Length; p++)
            {
                var digit = WindowedDigits.Digit(WindowedDigits.Bias(values[p], windows), w);
                if (digit > 0)
                {
                    buckets[digit] += Generators.Bases[p];
                }
                else if (digit < 0)
                {
                    buckets[-digit] -= Generators.Bases[p];
                }
            }

            var running = Point.Identity;
            for (var d = 128; d > 0; d--)
            {
                running += buckets[d];
                total += running;
            }
        }

        return total;
    }
}
