using System.Buffers.Binary;
using Ledger.Api.Proofs.Statements;

namespace Ledger.Api.Proofs.Protocol;

/// <summary>A log entry that a statement is about.</summary>
/// <param name="Index">Index of the entry in its log.</param>
/// <param name="LeafHash">RFC 6962 leaf hash of the entry, 32 bytes.</param>
/// <param name="DatasetRoot">Root that the entry names, 32 bytes.</param>
/// <param name="Shape">Row count and committed columns of the header under that root.</param>
public sealed record ProofSubject(
    ulong Index, ReadOnlyMemory<byte> LeafHash, ReadOnlyMemory<byte> DatasetRoot, DatasetShape Shape);

/// <summary>What binds a proof to one place: the first inputs of its transcript (§8.2, `start`).</summary>
/// <param name="Origin">Origin of the log, `host/project`.</param>
/// <param name="Subjects">Entries in statement order; for derive the sources, then the outputs.</param>
/// <param name="Nonce">The verifier's nonce, at most 32 bytes, may be empty.</param>
public sealed record ProofContext(string Origin, IReadOnlyList<ProofSubject> Subjects, ReadOnlyMemory<byte> Nonce = default)
{
    /// <summary>
    /// The context of the proofs `open` and `pad` of well-formedness, made before an entry exists: index 2^64 − 1, a zero
    /// leaf hash, no nonce (§8.6).
    /// </summary>
    public static ProofContext ForWellFormed(string origin, ReadOnlyMemory<byte> datasetRoot, DatasetShape shape) =>
        new(origin, [new ProofSubject(ulong.MaxValue, new byte[32], datasetRoot, shape)]);

    /// <summary>The bytes of a subject's `entry` item: LE64(index)‖leaf hash‖dataset root.</summary>
    internal static byte[] EntryItem(ProofSubject subject)
    {
        var item = new byte[72];
        BinaryPrimitives.WriteUInt64LittleEndian(item, subject.Index);
        subject.LeafHash.Span.CopyTo(item.AsSpan(8));
        subject.DatasetRoot.Span.CopyTo(item.AsSpan(40));
        return item;
    }
}

/// <summary>
/// Gives the encodings of <paramref name="count"/> commitments of a subject's column from chunk
/// <paramref name="firstChunk"/> on, 32 bytes each, already checked against the column root.
/// </summary>
/// <param name="subject">Ordinal of the subject in the statement.</param>
/// <param name="column">Column index in that subject's header.</param>
/// <param name="firstChunk">First chunk.</param>
/// <param name="count">How many chunks.</param>
public delegate ReadOnlyMemory<byte> CommitmentReader(int subject, int column, int firstChunk, int count);

/// <summary>What the prover knows of one subject.</summary>
public interface IWitness
{
    /// <summary>The dataset key.</summary>
    Commitments.DatasetKey Key { get; }

    /// <summary>The N committed integers of a column.</summary>
    ReadOnlyMemory<long> Values(int column);

    /// <summary>The 32·M bytes of a column's commitments.</summary>
    ReadOnlyMemory<byte> Commitments(int column);
}
