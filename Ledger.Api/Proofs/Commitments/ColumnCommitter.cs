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
        ScalarCommitter.Sum(values, sums);
        var encodings = new byte[Ristretto.EncodedBytes * chunks];
        Parallel.For(0, chunks, j =>
        {
            var point = sums[j] + Generators.MultiplyH(key.Blinding(column, j));
            Ristretto.Encode(point, encodings.AsSpan(Ristretto.EncodedBytes * j, Ristretto.EncodedBytes));
        });
        return encodings;
    }
}
