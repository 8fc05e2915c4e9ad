using System.Runtime.CompilerServices;
using Ledger.Api.Proofs.Commitments;
using Ledger.Api.Proofs.Group;

namespace Ledger.Api.Proofs.Protocol;

/// <summary>The prover's side of P = Σ weight_j·C_j: the opening v = Σ weight_j·x_j (1024 slots) and r = Σ weight_j·r_j.</summary>
internal static class WitnessSums
{
    /// <summary>Adds up an opening over all lists.</summary>
    public static (Scalar[] V, Scalar R) Open(IReadOnlyList<WeightedList> lists, IReadOnlyList<IWitness> witnesses)
    {
        var v = new Scalar[Generators.Width];
        var r = Scalar.Zero;
        foreach (var (list, factor, perChunk) in lists)
        {
            var witness = witnesses[list.Subject];
            var slots = Slots(list, witness.Values(list.Column), perChunk);
            for (var p = 0; p < v.Length; p++)
            {
                v[p] += factor * slots[p];
            }

            r += factor * Blinding(list, witness.Key, perChunk);
        }

        return (v, r);
    }

    /// <summary>Σ_j weight_j·x_{j,p} for every slot p of a run.</summary>
    private static Scalar[] Slots(UsedList list, ReadOnlyMemory<long> values, ReadOnlyMemory<Scalar> perChunk)
    {
        var start = list.FirstChunk * Generators.Width;
        var run = values[start..Math.Min(values.Length, start + (list.Count * Generators.Width))];
        return perChunk.IsEmpty ? Totals(run.Span) : WeightedTotals.Of(run, perChunk, Generators.Width);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Scalar[] Totals(ReadOnlySpan<long> run)
    {
        var totals = new Int128[Generators.Width];
        for (var i = 0; i < run.Length; i++)
        {
            totals[i % Generators.Width] += run[i];
        }

        return Array.ConvertAll(totals, t => Scalar.From(t));
    }

    private static Scalar Blinding(UsedList list, DatasetKey key, ReadOnlyMemory<Scalar> perChunk)
    {
        var sum = Scalar.Zero;
        for (var j = 0; j < list.Count; j++)
        {
            var blinding = key.Blinding(list.Column, list.FirstChunk + j);
            sum += perChunk.IsEmpty ? blinding : perChunk.Span[j] * blinding;
        }

        return sum;
    }
}
