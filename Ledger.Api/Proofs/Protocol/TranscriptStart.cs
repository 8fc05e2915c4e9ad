using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Ledger.Api.Proofs.Statements;

namespace Ledger.Api.Proofs.Protocol;

/// <summary>`start(statement)` of §8.2: binds a proof to one ledger, entry, root, column, statement and nonce.</summary>
internal static class TranscriptStart
{
    /// <summary>Absorbs origin, entries, statement, nonce and the hash of the used lists in statement order.</summary>
    public static Transcript Begin(
        ProofContext context, Statement statement, IReadOnlyList<UsedList> lists, CommitmentReader commitments)
    {
        var transcript = new Transcript();
        transcript.Absorb("origin", Encoding.UTF8.GetBytes(context.Origin));
        foreach (var subject in context.Subjects)
        {
            transcript.Absorb("entry", ProofContext.EntryItem(subject));
        }

        transcript.Absorb("statement", statement.ToCanonicalJson());
        transcript.Absorb("nonce", context.Nonce.Span);
        transcript.Absorb("commitments", HashLists(lists, commitments));
        return transcript;
    }

    private static byte[] HashLists(IReadOnlyList<UsedList> lists, CommitmentReader commitments)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> head = stackalloc byte[12];
        foreach (var list in lists)
        {
            BinaryPrimitives.WriteInt32LittleEndian(head, list.Subject);
            BinaryPrimitives.WriteInt32LittleEndian(head[4..], list.Column);
            BinaryPrimitives.WriteInt32LittleEndian(head[8..], list.Count);
            hash.AppendData(head);
            hash.AppendData(commitments(list.Subject, list.Column, list.FirstChunk, list.Count).Span);
        }

        return hash.GetHashAndReset();
    }
}
