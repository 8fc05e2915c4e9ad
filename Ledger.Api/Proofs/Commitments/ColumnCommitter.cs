using System.Runtime.Intrinsics;
using Ledger.Api.Proofs.Group;

namespace Ledger.Api.Proofs.Commitments;

/// <summary>
/// Chunked Pedersen commitments of a column, §8.3: C_j = Σ_{p&lt;1024} x_{1024j+p}·G_p + r_j·H, missing rows being 0.
/// </summary>
public static class ColumnCommitter
{
    /// <summary>The commitments of one column, 32·⌈N/1024⌉ bytes; equal inputs give equal bytes.</summary>
    /// <param name="values">The N integers, |x| ≤ 2^62.</param>
    /// <param name="key">Dataset key, source of the blindings.</param>
    /// <param name="column">Column index in the header.</param>
    public static byte[] Commit(ReadOnlyMemory<long> values, DatasetKey key, int column)
    {
        var chunks = (values.Length + Generators.Width - 1) / Generators.Width;
        var sums = new Point[chunks];
        Sum(values, sums);
        var encodings = new byte[Ristretto.EncodedBytes * chunks];
        const int chunksPerTask = 64;
        Parallel.For(0, (chunks + chunksPerTask - 1) / chunksPerTask, task =>
        {
            var first = task * chunksPerTask;
            var end = Math.Min(chunks, first + chunksPerTask);
            for (var j = first; j < end; j++)
            {
                sums[j] += Generators.MultiplyH(key.Blinding(column, j));
            }

            Ristretto.Encode(
                sums.AsSpan(first, end - first), encodings.AsSpan(Ristretto.EncodedBytes * first, Ristretto.EncodedBytes * (end - first)));
        });
        return encodings;
    }

    /// <summary>The widest path that this machine has and that pays: tables cost as much as some 200 chunks by buckets.</summary>
    private static void Sum(ReadOnlyMemory<long> values, Memory<Point> sums)
    {
        const int worthTables = 128;
        if (sums.Length >= worthTables && EightLanes.IsSupported)
        {
            LaneCommitter<Vector512<ulong>, EightLanes>.Sum(values, sums);
        }
        else if (sums.Length >= worthTables && FourLanes.IsSupported)
        {
            LaneCommitter<Vector256<ulong>, FourLanes>.Sum(values, sums);
        }
        else
        {
            ScalarCommitter.Sum(values, sums);
        }
    }
}
