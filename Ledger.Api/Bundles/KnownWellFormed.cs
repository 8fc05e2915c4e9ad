using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Ledger.Api.Proofs;
using Ledger.Api.Proofs.Protocol;
using Ledger.Api.Proofs.Statements;
using Ledger.Api.Tree;

namespace Ledger.Api.Bundles;

/// <summary>
/// Proofs of well-formedness, which a verifier checks once per root (contract §8.6): those that held are remembered in this
/// process by the hash of all that went in. Nothing is remembered of those that did not.
/// </summary>
internal static class KnownWellFormed
{
    // 32 bytes each; when full, all are forgotten and checked again.
    private const int Most = 4096;

    private static readonly ConcurrentDictionary<Digest, byte> Held = new();

    /// <summary>
    /// Checks a proof, unless the same one held before. Header and commitment lists MUST already have been compared with the
    /// root: it stands for them in what is remembered.
    /// </summary>
    public static Verification Verify(
        string origin, ReadOnlyMemory<byte> root, DatasetShape shape, WellFormed proof, CommitmentReader lists)
    {
        var inputs = HashOf(Encoding.UTF8.GetBytes(origin), root.ToArray(), proof.Open, proof.Pad ?? []);
        if (Held.ContainsKey(inputs))
        {
            return Verification.Passed;
        }

        var verification = proof.Verify(origin, root, shape, lists);
        if (verification.Valid)
        {
            if (Held.Count >= Most)
            {
                Held.Clear();
            }

            Held.TryAdd(inputs, 0);
        }

        return verification;
    }

    private static Digest HashOf(params ReadOnlySpan<byte[]> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var part in parts)
        {
            BinaryPrimitives.WriteInt32LittleEndian(length, part.Length);
            hash.AppendData(length);
            hash.AppendData(part);
        }

        return Digest.Read(hash.GetHashAndReset());
    }
}
