using System.Buffers.Binary;
using System.Security.Cryptography;
using Ledger.Api.Tree;

namespace Ledger.Api.Datasets;

/// <summary>
/// The tree over a dataset's parts (contract §7.1): leaf 0 the header, leaf 1 the row root, then the committed columns by
/// index. Its root is what an entry names.
/// </summary>
internal static class DatasetRoot
{
    /// <summary>The tree.</summary>
    /// <param name="header">RFC 8785 bytes of the header.</param>
    /// <param name="rowRoot">Root over the row leaves.</param>
    /// <param name="columns">Index, chunk count and root of each committed column, by index.</param>
    public static MerkleTree Tree(
        ReadOnlySpan<byte> header, in Digest rowRoot, IReadOnlyList<(int Index, int Chunks, Digest Root)> columns)
    {
        var leaves = new Digest[2 + columns.Count];
        leaves[0] = HeaderLeaf(header);
        leaves[1] = RowLeaf(rowRoot);
        for (var i = 0; i < columns.Count; i++)
        {
            leaves[2 + i] = ColumnLeaf(columns[i].Index, columns[i].Chunks, columns[i].Root);
        }

        return new MerkleTree(leaves);
    }

    /// <summary>Leaf hash of 01‖header.</summary>
    public static Digest HeaderLeaf(ReadOnlySpan<byte> header) => MerkleHash.Leaf([1, .. header]);

    /// <summary>Leaf hash of 02‖row root.</summary>
    public static Digest RowLeaf(in Digest rowRoot) => MerkleHash.Leaf([2, .. rowRoot.ToArray()]);

    /// <summary>Leaf hash of 03‖LE32(index)‖LE32(chunks)‖column root.</summary>
    public static Digest ColumnLeaf(int index, int chunks, in Digest root)
    {
        Span<byte> leaf = stackalloc byte[9 + Digest.Bytes];
        leaf[0] = 3;
        BinaryPrimitives.WriteInt32LittleEndian(leaf[1..], index);
        BinaryPrimitives.WriteInt32LittleEndian(leaf[5..], chunks);
        root.CopyTo(leaf[9..]);
        return MerkleHash.Leaf(leaf);
    }

    /// <summary>MTH over a column's commitments, the 32-byte encodings one after the other.</summary>
    public static MerkleTree ColumnTree(ReadOnlySpan<byte> commitments)
    {
        var leaves = new Digest[commitments.Length / Digest.Bytes];
        for (var i = 0; i < leaves.Length; i++)
        {
            leaves[i] = MerkleHash.Leaf(commitments.Slice(i * Digest.Bytes, Digest.Bytes));
        }

        return new MerkleTree(leaves);
    }

    /// <summary>
    /// SHA-256("zkpdl/v1/file"‖HMAC-SHA-256(K, "file")‖file hash): the bare hash in a public log would confirm a guess of a
    /// small file.
    /// </summary>
    public static Digest FileCommitment(ReadOnlySpan<byte> key, in Digest fileHash) =>
        MerkleHash.Sha256([.. "zkpdl/v1/file"u8, .. HMACSHA256.HashData(key, "file"u8), .. fileHash.ToArray()]);
}
