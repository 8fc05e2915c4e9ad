using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Ledger.Api.Tables;
using Ledger.Api.Tree;

namespace Ledger.Api.Datasets;

/// <summary>
/// Leaves of a dataset's row tree (contract §7.1): salt HMAC-SHA-256(K, "row"‖LE64(i)), then each declared column's canonical
/// text. The salt hides a row whose text could be guessed; K stays with the owner.
/// </summary>
internal static class RowLeaves
{
    /// <summary>Rows under one node of <see cref="ChunkRoots"/>; the width of a commitment's chunk.</summary>
    public const int ChunkRows = 1024;

    internal const int SaltInputBytes = 11;

    /// <summary>Salt of a row.</summary>
    /// <param name="key">Dataset key K, 32 bytes.</param>
    /// <param name="row">Row, from 0.</param>
    public static byte[] Salt(ReadOnlySpan<byte> key, int row)
    {
        Span<byte> input = stackalloc byte[SaltInputBytes];
        WriteSaltInput(input, row);
        return HMACSHA256.HashData(key, input);
    }

    /// <summary>A row's columns as they stand in its leaf, after the salt.</summary>
    public static byte[] Content(Table table, int row)
    {
        var buffer = new byte[Width(table, row)];
        return buffer[..Write(table, row, buffer)];
    }

    /// <summary>Hash of a row's leaf.</summary>
    public static Digest Hash(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> content) => MerkleHash.Leaf([.. salt, .. content]);

    /// <summary>
    /// Roots of the subtrees over 1024 rows each, the last over what is left: the level-10 nodes from which row paths and
    /// the row root follow. Chunks are hashed on all cores.
    /// </summary>
    public static Digest[] ChunkRoots(Table table, ReadOnlySpan<byte> key, CancellationToken cancellation = default)
    {
        var secret = key.ToArray();
        var roots = new Digest[(table.Rows + ChunkRows - 1) / ChunkRows];
        var parallel = new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount };
        Parallel.For(0, roots.Length, parallel, () => new LeafHasher(table, secret), (chunk, _, hasher) =>
        {
            roots[chunk] = MerkleLevels.Root(hasher.Chunk(chunk));
            return hasher;
        }, hasher => hasher.Clear());
        CryptographicOperations.ZeroMemory(secret);
        return roots;
    }

    /// <summary>Hashes of one chunk's leaves.</summary>
    public static Digest[] Chunk(Table table, ReadOnlySpan<byte> key, int chunk) =>
        [.. new LeafHasher(table, key).Chunk(chunk)];

    /// <summary>"row"‖LE64(row).</summary>
    internal static void WriteSaltInput(Span<byte> input, int row)
    {
        "row"u8.CopyTo(input);
        BinaryPrimitives.WriteInt64LittleEndian(input[3..], row);
    }

    /// <summary>Upper bound of a row's content length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static int Width(Table table, int row)
    {
        var width = 0;
        foreach (var column in table.Columns)
        {
            width += 5 + (column.Text is null ? CanonicalText.MaxBytes : column.Text[row].Length);
        }

        return width;
    }

    /// <summary>Writes a row's content; its length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static int Write(Table table, int row, Span<byte> destination)
    {
        var at = 0;
        foreach (var column in table.Columns)
        {
            if (column.IsNull(row))
            {
                destination[at++] = 0;
                continue;
            }

            destination[at++] = 1;
            var cell = destination[(at + 4)..];
            int length;
            if (column.Text is null)
            {
                length = CanonicalText.Write(column.Spec.Type, column.Spec.Scale, column.Values![row], cell);
            }
            else
            {
                var text = column.Text[row];
                text.CopyTo(cell);
                length = text.Length;
            }

            BinaryPrimitives.WriteInt32LittleEndian(destination[at..], length);
            at += 4 + length;
        }

        return at;
    }
}
