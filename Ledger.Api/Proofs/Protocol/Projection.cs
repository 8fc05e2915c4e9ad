using Ledger.Api.Proofs.Group;

namespace Ledger.Api.Proofs.Protocol;

/// <summary>
/// The random matrix R ∈ {−1,0,1}^(128×N) of `magnitude`, from SHAKE-256 of a challenge's 32 bytes: row i of the data takes
/// the next 32 bytes of the stream; with a_k bit k (low bit first) of the first 16 bytes and b_k that of the last 16,
/// R_{k,i} = a_k − b_k, so −1, 0, 1 have weights ¼, ½, ¼.
/// </summary>
internal static class Projection
{
    /// <summary>Rows of R.</summary>
    public const int Rows = 128;

    private const int BytesPerColumn = 32;
    private const int Batch = 1 << 12;

    /// <summary>Σ_i R_{k,i}·x_i for every k, exact: 10^7 values of 2^62 stay below 2^86.</summary>
    public static Int128[] Apply(in Scalar seed, ReadOnlyMemory<long> x)
    {
        var sums = new Int128[Rows];
        ForEachBatch(seed, x.Length, (start, bytes) =>
        {
            var values = x.Span.Slice(start, bytes.Length / BytesPerColumn);
            for (var i = 0; i < values.Length; i++)
            {
                for (var k = 0; k < Rows; k++)
                {
                    var a = (bytes[(BytesPerColumn * i) + (k >> 3)] >> (k & 7)) & 1;
                    var b = (bytes[(BytesPerColumn * i) + 16 + (k >> 3)] >> (k & 7)) & 1;
                    sums[k] += (long)(a - b) * values[i];
                }
            }
        });
        return sums;
    }

    /// <summary>W_i = Σ_k θ^k·R_{k,i} for every row i, by tables of bytes: 32 additions a row.</summary>
    public static Scalar[] Weights(in Scalar seed, in Scalar theta, int rows)
    {
        var powers = theta.Powers(Rows);
        var tables = new Scalar[16 * 256];
        for (var i = 0; i < tables.Length; i++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                if (((i >> bit) & 1) != 0)
                {
                    tables[i] += powers[(8 * (i >> 8)) + bit];
                }
            }
        }

        var weights = new Scalar[rows];
        ForEachBatch(seed, rows, (start, bytes) =>
        {
            var batch = bytes.ToArray();
            Parallel.For(0, batch.Length / BytesPerColumn, ProvingThreads.Own, i =>
            {
                var weight = Scalar.Zero;
                for (var j = 0; j < 16; j++)
                {
                    weight += tables[(j << 8) + batch[(BytesPerColumn * i) + j]];
                    weight -= tables[(j << 8) + batch[(BytesPerColumn * i) + 16 + j]];
                }

                weights[start + i] = weight;
            });
        });
        return weights;
    }

    private static void ForEachBatch(in Scalar seed, int rows, Action<int, ReadOnlySpan<byte>> use)
    {
        var shake = new ShakeStream(seed.ToBytes());
        var bytes = new byte[Batch * BytesPerColumn];
        for (var start = 0; start < rows; start += Batch)
        {
            var part = bytes.AsSpan(0, Math.Min(Batch, rows - start) * BytesPerColumn);
            shake.Read(part);
            use(start, part);
        }
    }
}
