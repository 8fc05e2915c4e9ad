using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Ledger.Api.Proofs.Statements;

namespace Ledger.Api.Proofs;

/// <summary>
/// Which source row every output row is a copy of, §7.3: per output row in order, outputs one after the other,
/// LE32(source ordinal)‖LE32(source row). An attachment; its SHA-256 is in the statement.
/// </summary>
public sealed class DerivationMap
{
    /// <summary>Bytes per output row.</summary>
    public const int EntryBytes = 8;

    private readonly ReadOnlyMemory<byte> _bytes;
    private string? _sha256;

    /// <summary>Takes the bytes as they are; <see cref="Check"/> says whether they are a map.</summary>
    public DerivationMap(ReadOnlyMemory<byte> bytes) => _bytes = bytes;

    /// <summary>Writes a map.</summary>
    /// <param name="rows">Source ordinal and source row of each output row, in order.</param>
    public static DerivationMap Of(ReadOnlySpan<(int Source, int Row)> rows)
    {
        var bytes = new byte[EntryBytes * rows.Length];
        var at = 0;
        foreach (var (source, row) in rows)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), source);
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at + 4), row);
            at += EntryBytes;
        }

        return new(bytes);
    }

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>Number of output rows.</summary>
    public int Count => _bytes.Length / EntryBytes;

    /// <summary>SHA-256 in lower-case hex, as the statement and the output entries name it.</summary>
    public string Sha256 => _sha256 ??= Convert.ToHexStringLower(SHA256.HashData(_bytes.Span));

    /// <summary>Source ordinal and source row of output row <paramref name="g"/>.</summary>
    public (uint Source, uint Row) this[int g]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)] // read millions of times, by loops that are compiled before it is hot
        get
        {
            var entry = _bytes.Span.Slice(EntryBytes * g, EntryBytes);
            return (BinaryPrimitives.ReadUInt32LittleEndian(entry), BinaryPrimitives.ReadUInt32LittleEndian(entry[4..]));
        }
    }

    /// <summary>Null, or why this is not the statement's map: other hash, other length, an entry out of range.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public string? Check(DeriveStatement statement, IReadOnlyList<DatasetShape> subjects)
    {
        if (Sha256 != statement.Map)
        {
            return "the map is another than the statement names";
        }

        var outputRows = subjects.Skip(statement.Sources).Sum(s => s.Rows);
        if (_bytes.Length != outputRows * EntryBytes)
        {
            return $"the map has {_bytes.Length} bytes, {outputRows} output rows want {outputRows * EntryBytes}";
        }

        for (var g = 0; g < Count; g++)
        {
            var (source, row) = this[g];
            if (source >= statement.Sources || row >= subjects[(int)source].Rows)
            {
                return $"output row {g} names source {source}, row {row}, which does not exist";
            }
        }

        return null;
    }

    /// <summary>
    /// True when every source row is taken exactly once: with a verified `derive` proof, the outputs of a split are then
    /// disjoint and complete. The map must have passed <see cref="Check"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool IsBijection(DeriveStatement statement, IReadOnlyList<DatasetShape> subjects)
    {
        if (subjects.Take(statement.Sources).Sum(s => s.Rows) != Count)
        {
            return false;
        }

        var seen = subjects.Take(statement.Sources).Select(s => new bool[s.Rows]).ToArray();
        for (var g = 0; g < Count; g++)
        {
            var (source, row) = this[g];
            if (seen[source][row])
            {
                return false;
            }

            seen[source][row] = true;
        }

        return true;
    }
}
