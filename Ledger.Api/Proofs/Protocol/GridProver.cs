using System.Runtime.CompilerServices;
using Ledger.Api.Proofs.Group;

namespace Ledger.Api.Proofs.Protocol;

/// <summary>
/// The prover of a grid sumcheck over Σ_i f(a_i, b_i, …): block values, then folding by the block's challenges. Tables that
/// are shorter than a power of two count as zero beyond their end.
/// </summary>
/// <typeparam name="TSummand">The function f.</typeparam>
internal static class GridProver<TSummand>
    where TSummand : struct, ISummand
{
    private const int Tasks = 16;

    /// <summary>
    /// Runs blocks <paramref name="firstBlock"/>..R − 1, sending `P` and drawing `r`, and returns the tables folded by all
    /// challenges (length <paramref name="tail"/>) with those challenges appended to <paramref name="r"/>.
    /// </summary>
    /// <param name="grid">Layout.</param>
    /// <param name="writer">Proof so far.</param>
    /// <param name="auxiliary">Slots so far.</param>
    /// <param name="tables">Tables; index bits are the remaining variables, then <paramref name="tail"/> places.</param>
    /// <param name="summand">f.</param>
    /// <param name="tail">Places below the variables that are summed throughout: 1 or 1024.</param>
    /// <param name="firstBlock">First block to run.</param>
    /// <param name="r">Challenges so far.</param>
    public static Scalar[][] Run(
        Grid grid, ProofWriter writer, AuxiliaryWitness auxiliary, Scalar[][] tables, TSummand summand, int tail,
        int firstBlock, List<Scalar> r)
    {
        for (var k = firstBlock; k < grid.Blocks.Length; k++)
        {
            var suffixes = tail << grid.Blocks.Skip(k + 1).Sum();
            auxiliary.Send(writer, "P", BlockValues(grid, tables, summand, grid.Blocks[k], suffixes));
            var challenges = grid.Draw(writer.Transcript, k);
            r.AddRange(challenges);
            tables = [.. tables.Select(table => Fold(table, challenges, suffixes))];
        }

        return tables;
    }

    /// <summary>E[e] = Σ_suffix f(a_e, b_e, …) with tables extended from {0,1}^t to all grid points, linear in each variable.</summary>
    public static Scalar[] BlockValues(Grid grid, Scalar[][] tables, TSummand summand, int t, int suffixes)
    {
        var partial = new Scalar[Tasks][];
        Parallel.For(0, Tasks, ProvingThreads.Own, task => partial[task] = PartialValues(
            grid, tables, summand, t, suffixes, (int)((long)suffixes * task / Tasks), (int)((long)suffixes * (task + 1) / Tasks)));
        var total = new Scalar[grid.Points(t)];
        foreach (var sums in partial)
        {
            for (var e = 0; e < total.Length; e++)
            {
                total[e] += sums[e];
            }
        }

        return total;
    }

    /// <summary>The share of suffixes <paramref name="start"/>..<paramref name="end"/> − 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Scalar[] PartialValues(Grid grid, Scalar[][] tables, TSummand summand, int t, int suffixes, int start, int end)
    {
        var points = grid.Points(t);
        var sums = new ProductSum[points];
        var extended = tables.Select(_ => new Scalar[points]).ToArray();
        var scratch = new Scalar[points];
        for (var s = start; s < end; s++)
        {
            for (var i = 0; i < tables.Length; i++)
            {
                Extend(grid.Degree, tables[i], t, suffixes, s, extended[i], scratch);
            }

            for (var e = 0; e < points; e++)
            {
                summand.AddTo(ref sums[e], extended, e);
            }
        }

        return Array.ConvertAll(sums, sum => sum.Value);
    }

    /// <summary>
    /// Values at all grid points of the multilinear polynomial through a[prefix·suffixes + s]: g(d) = g(d − 1) + g(1) − g(0).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Extend(int degree, Scalar[] a, int t, int suffixes, int s, Scalar[] extended, Scalar[] scratch)
    {
        // Variables are extended from the last one up, so that the result ends in `extended` after t swaps.
        var (from, to) = t % 2 == 0 ? (extended, scratch) : (scratch, extended);
        for (var prefix = 0; prefix < 1 << t; prefix++)
        {
            var i = ((long)prefix * suffixes) + s;
            from[prefix] = i < a.Length ? a[i] : Scalar.Zero;
        }

        var (high, low) = (1 << t, 1);
        for (var variable = 0; variable < t; variable++)
        {
            high /= 2;
            for (var h = 0; h < high; h++)
            {
                for (var l = 0; l < low; l++)
                {
                    var f0 = from[(2 * h * low) + l];
                    var f1 = from[(((2 * h) + 1) * low) + l];
                    var row = ((degree + 1) * h * low) + l;
                    to[row] = f0;
                    to[row + low] = f1;
                    var step = f1 - f0;
                    for (var d = 2; d <= degree; d++)
                    {
                        f1 += step;
                        to[row + (d * low)] = f1;
                    }
                }
            }

            low *= degree + 1;
            (from, to) = (to, from);
        }
    }

    /// <summary>a'[s] = Σ_prefix eq_prefix(challenges)·a[prefix·suffixes + s].</summary>
    public static Scalar[] Fold(Scalar[] a, Scalar[] challenges, int suffixes)
    {
        var eq = Grid.Eq(challenges);
        var folded = new Scalar[suffixes];
        Parallel.For(0, Tasks, ProvingThreads.Own, task => Fold(
            a, eq, folded, (int)((long)suffixes * task / Tasks), (int)((long)suffixes * (task + 1) / Tasks)));
        return folded;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Fold(Scalar[] a, Scalar[] eq, Scalar[] folded, int start, int end)
    {
        for (var s = start; s < end; s++)
        {
            var sum = default(ProductSum);
            var i = (long)s;
            for (var prefix = 0; prefix < eq.Length && i < a.Length; prefix++, i += folded.Length)
            {
                sum.Add(eq[prefix], a[i]);
            }

            folded[s] = sum.Value;
        }
    }
}
