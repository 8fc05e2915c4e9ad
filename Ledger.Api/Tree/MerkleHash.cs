using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Ledger.Api.Tree;

/// <summary>The two hashes of RFC 6962 §2.1: leaves and nodes are told apart by their first byte.</summary>
public static class MerkleHash
{
    /// <summary>Longest leaf hashed on the stack; longer ones go through an incremental hash.</summary>
    private const int StackBytes = 1024;

    /// <summary>Root of the empty tree: SHA-256 of nothing.</summary>
    public static readonly Digest Empty = Sha256([]);

    /// <summary>SHA-256(data).</summary>
    public static Digest Sha256(ReadOnlySpan<byte> data)
    {
        Span<byte> hash = stackalloc byte[Digest.Bytes];
        SHA256.HashData(data, hash);
        return Digest.Read(hash);
    }

    /// <summary>SHA-256(00‖data).</summary>
    public static Digest Leaf(ReadOnlySpan<byte> data)
    {
        if (data.Length < StackBytes)
        {
            Span<byte> prefixed = stackalloc byte[data.Length + 1];
            prefixed[0] = 0;
            data.CopyTo(prefixed[1..]);
            return Sha256(prefixed);
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([0]);
        hash.AppendData(data);
        Span<byte> result = stackalloc byte[Digest.Bytes];
        hash.GetHashAndReset(result);
        return Digest.Read(result);
    }

    /// <summary>SHA-256(01‖left‖right).</summary>
    public static Digest Node(in Digest left, in Digest right)
    {
        Span<byte> input = stackalloc byte[1 + (2 * Digest.Bytes)];
        input[0] = 1;
        left.CopyTo(input[1..]);
        right.CopyTo(input[(1 + Digest.Bytes)..]);
        return Sha256(input);
    }

    /// <summary>The bytes of a list of digests, 32 each, without a copy.</summary>
    public static ReadOnlySpan<byte> AsBytes(ReadOnlySpan<Digest> digests) => MemoryMarshal.AsBytes(digests);
}
