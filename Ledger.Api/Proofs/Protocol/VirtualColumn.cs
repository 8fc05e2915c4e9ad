using Ledger.Api.Proofs.Group;
using Ledger.Api.Proofs.Statements;

namespace Ledger.Api.Proofs.Protocol;

/// <summary>A virtual column Σ w·x_c, §8.6: its commitments are Σ w·C_c.</summary>
internal static class VirtualColumn
{
    /// <summary>The used lists, one per term in order.</summary>
    public static UsedList[] Lists(IReadOnlyList<ColumnTerm> terms, DatasetShape shape) =>
        [.. terms.Select(t => new UsedList(0, shape.IndexOf(t.Column), 0, shape.Chunks))];

    /// <summary>The lists with weights w, and optionally one more weight per chunk.</summary>
    public static WeightedList[] Weighted(
        IReadOnlyList<UsedList> lists, IReadOnlyList<ColumnTerm> terms, ReadOnlyMemory<Scalar> perChunk = default) =>
        [.. lists.Select((list, i) => new WeightedList(list, Scalar.From(terms[i].Weight), perChunk))];
}
