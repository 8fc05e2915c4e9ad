using System.Numerics;
using System.Runtime.CompilerServices;
using Ledger.Api.Proofs.Group;
using Ledger.Api.Proofs.Statements;

namespace Ledger.Api.Proofs.Protocol;

/// <summary>
/// A virtual column as the moment prover uses it in the first block: 64-bit integers when every extended value fits,
/// else scalars (four times the memory, ten times the work).
/// </summary>
internal sealed class MomentColumn
{
    // Extending to {0,1,2} multiplies magnitudes by 3 per variable; blocks have at most five.
    private static readonly BigInteger NarrowLimit = (BigInteger.One << 63) / 243;
    private const int Tasks = 16;
    private readonly long[]? _narrow;
    private readonly Scalar[]? _wide;

    private MomentColumn(long[]? narrow, Scalar[]? wide)
    {
        _narrow = narrow;
        _wide = wide;
    }

    /// <summary>Σ w·x_c row by row.</summary>
    public static MomentColumn Of(IReadOnlyList<ColumnTerm> terms, DatasetShape shape, IWitness witness)
    {
        var columns = terms.Select(t => witness.Values(shape.IndexOf(t.Column))).ToArray();
        var bound = BigInteger.Zero;
        foreach (var (i, term) in terms.Index())
        {
            bound += BigInteger.Abs(term.Weight) * Magnitude(columns[i].Span);
        }

        return bound < NarrowLimit ? new(Integers(terms, columns), null) : new(null, Scalars(terms, columns));
    }

    /// <summary>E_0, the slots of the first block.</summary>
    public Scalar[] FirstBlock(Grid grid)
    {
        var suffixes = 1 << grid.Blocks.Skip(1).Sum();
        return _wide is null
            ? NarrowBlock(_narrow!, grid, suffixes)
            : GridProver<SquareSummand>.BlockValues(grid, [_wide], default, grid.Blocks[0], suffixes);
    }

    /// <summary>The table folded by the first block's challenges.</summary>
    public Scalar[] Fold(Grid grid, Scalar[] challenges)
    {
        var suffixes = 1 << grid.Blocks.Skip(1).Sum();
        return _wide is null
            ? WeightedTotals.Of(_narrow, Grid.Eq(challenges), suffixes)
            : GridProver<SquareSummand>.Fold(_wide, challenges, suffixes);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static long Magnitude(ReadOnlySpan<long> values)
    {
        long low = 0, high = 0;
        foreach (var value in values)
        {
            low = Math.Min(low, value);
            high = Math.Max(high, value);
        }

        return Math.Max(-low, high);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static long[] Integers(IReadOnlyList<ColumnTerm> terms, ReadOnlyMemory<long>[] columns)
    {
        var values = new long[columns[0].Length];
        foreach (var (t, term) in terms.Index())
        {
            var column = columns[t].Span;
            for (var i = 0; i < values.Length; i++)
            {
                values[i] += term.Weight * column[i];
            }
        }

        return values;
    }

    private static Scalar[] Scalars(IReadOnlyList<ColumnTerm> terms, ReadOnlyMemory<long>[] columns)
    {
        var values = new Scalar[columns[0].Length];
        foreach (var (t, term) in terms.Index())
        {
            var column = columns[t].Span;
            for (var i = 0; i < values.Length; i++)
            {
                values[i] += Scalar.From((Int128)term.Weight * column[i]);
            }
        }

        return values;
    }

    /// <summary>As <see cref="GridProver{TSummand}.BlockValues"/>, with 64-bit values and 192-bit sums of squares.</summary>
    private static Scalar[] NarrowBlock(long[] x, Grid grid, int suffixes)
    {
        var t = grid.Blocks[0];
        var points = grid.Points(t);
        var total = new Scalar[points];
        var gate = new Lock();
        Parallel.For(0, Tasks, ProvingThreads.Own, task =>
        {
            Span<ulong> sums = stackalloc ulong[3 * points];
            sums.Clear();
            Span<long> values = stackalloc long[points];
            Span<long> scratch = stackalloc long[points];
            var end = (int)((long)suffixes * (task + 1) / Tasks);
            for (var s = (int)((long)suffixes * task / Tasks); s < end; s++)
            {
                Extend(x, t, suffixes, s, values, scratch);
                for (var e = 0; e < points; e++)
                {
                    var magnitude = (ulong)Math.Abs(values[e]);
                    var high = Wide.Multiply(magnitude, magnitude, out var low);
                    var sum = sums.Slice(3 * e, 3);
                    sum[0] += low;
                    high += sum[0] < low ? 1UL : 0;
                    sum[1] += high;
                    sum[2] += sum[1] < high ? 1UL : 0;
                }
            }

            lock (gate)
            {
                for (var e = 0; e < points; e++)
                {
                    total[e] += Scalar.From(sums[3 * e], sums[(3 * e) + 1], sums[(3 * e) + 2]);
                }
            }
        });
        return total;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Extend(long[] x, int t, int suffixes, int s, Span<long> extended, Span<long> scratch)
    {
        var from = t % 2 == 0 ? extended : scratch;
        var to = t % 2 == 0 ? scratch : extended;
        for (var prefix = 0; prefix < 1 << t; prefix++)
        {
            var i = ((long)prefix * suffixes) + s;
            from[prefix] = i < x.Length ? x[i] : 0;
        }

        var (high, low) = (1 << t, 1);
        for (var variable = 0; variable < t; variable++)
        {
            high /= 2;
            for (var h = 0; h < high; h++)
            {
                var f0 = from.Slice(2 * h * low, low);
                var f1 = from.Slice(((2 * h) + 1) * low, low);
                var row = to.Slice(3 * h * low, 3 * low);
                f0.CopyTo(row);
                f1.CopyTo(row[low..]);
                for (var l = 0; l < low; l++)
                {
                    row[(2 * low) + l] = f1[l] + (f1[l] - f0[l]);
                }
            }

            low *= 3;
            var swap = from;
            from = to;
            to = swap;
        }
    }
}
