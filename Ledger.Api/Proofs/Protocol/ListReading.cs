namespace Ledger.Api.Proofs.Protocol;

/// <summary>Commitments as the prover holds them.</summary>
internal static class ListReading
{
    /// <summary>A reader over the witnesses' own lists.</summary>
    public static CommitmentReader Of(IReadOnlyList<IWitness> witnesses) => (subject, column, firstChunk, count) =>
        witnesses[subject].Commitments(column).Slice(32 * firstChunk, 32 * count);
}
