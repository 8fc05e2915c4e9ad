using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Ledger.Api.Operations;
using Ledger.Api.Tables;
using Ledger.Api.Tree;

namespace Ledger.Api.Derivations;

/// <summary>
/// Which rows train and which test (contract §6). Rows of a stratum are ordered by HMAC-SHA-256(LE64(seed), LE64(row)), the
/// first round-half-even(ratio·size) train; both sides keep source order. Equal inputs give equal splits on every machine.
/// </summary>
internal static class SplitRule
{
    private const int RowsPerTask = 1 << 14;

    /// <summary>Rows in the order that a seed gives them.</summary>
    public static int[] Order(IReadOnlyList<int> rows, ulong seed)
    {
        var (ordered, keys, seeded) = (rows.ToArray(), new ulong[rows.Count], new byte[8]);
        BinaryPrimitives.WriteUInt64LittleEndian(seeded, seed);
        Parallel.For(0, (ordered.Length + RowsPerTask - 1) / RowsPerTask, task =>
            Keys(ordered, seeded, task * RowsPerTask, Math.Min(ordered.Length, (task + 1) * RowsPerTask), keys));
        Array.Sort(keys, ordered);

        // The first eight bytes of two codes of a million are equal once in 10^8 seeds; then the others decide.
        for (var first = 0; first < keys.Length;)
        {
            var end = first + 1;
            while (end < keys.Length && keys[end] == keys[first])
            {
                end++;
            }

            ordered.AsSpan(first, end - first).Sort((left, right) => Code(seeded, left).AsSpan().SequenceCompareTo(Code(seeded, right)));
            first = end;
        }

        return ordered;
    }

    /// <summary>
    /// Rows drawn with repetition, in the order drawn: draw k is row ⌊u·rows/2^64⌋, u the first eight bytes of
    /// HMAC-SHA-256(LE64(seed), LE64(k)) as a big-endian number.
    /// </summary>
    public static int[] Draw(int rows, int count, ulong seed)
    {
        var seeded = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(seeded, seed);
        var drawn = new int[count];
        Parallel.For(0, count, k => drawn[k] = (int)Math.BigMul(BinaryPrimitives.ReadUInt64BigEndian(Code(seeded, k)), (ulong)rows, out _));
        return drawn;
    }

    /// <summary>Source rows of both sides.</summary>
    /// <param name="table">Source.</param>
    /// <param name="ratio">Share of training rows, between 0 and 1.</param>
    /// <param name="seed">Seed.</param>
    /// <param name="stratifyBy">Column whose texts are the strata; null for one stratum.</param>
    public static (int[] Train, int[] Test) Split(Table table, decimal ratio, ulong seed, TableColumn? stratifyBy)
    {
        using var phase = Phases.Start("order");
        var train = new bool[table.Rows];
        foreach (var stratum in Strata(table, stratifyBy))
        {
            var count = (int)Math.Round(ratio * stratum.Count, MidpointRounding.ToEven);
            foreach (var row in Order(stratum, seed).AsSpan(0, count))
            {
                train[row] = true;
            }
        }

        var rows = Enumerable.Range(0, table.Rows);
        return ([.. rows.Where(row => train[row])], [.. rows.Where(row => !train[row])]);
    }

    /// <summary>The first eight bytes of each row's code, as a big-endian number: they order as the codes do.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Keys(int[] rows, byte[] seed, int start, int end, ulong[] keys)
    {
        var codes = new HmacLanes(seed);
        var lanes = new Digest[HmacLanes.Lanes];
        for (var i = start; i < end; i += HmacLanes.Lanes)
        {
            for (var lane = 0; lane < HmacLanes.Lanes; lane++)
            {
                BinaryPrimitives.WriteInt64LittleEndian(codes.Message(lane), rows[Math.Min(i + lane, end - 1)]);
            }

            codes.Hash(sizeof(long), lanes);
            for (var lane = 0; lane < HmacLanes.Lanes && i + lane < end; lane++)
            {
                keys[i + lane] = BinaryPrimitives.ReadUInt64BigEndian(MerkleHash.AsBytes(lanes.AsSpan(lane, 1)));
            }
        }
    }

    private static byte[] Code(byte[] seed, int row)
    {
        Span<byte> message = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(message, row);
        return HMACSHA256.HashData(seed, message);
    }

    private static IEnumerable<IReadOnlyList<int>> Strata(Table table, TableColumn? column)
    {
        if (column is null)
        {
            return [Enumerable.Range(0, table.Rows).ToArray()];
        }

        // Strata do not share rows, so their order only fixes the order of work.
        return Enumerable.Range(0, table.Rows).GroupBy(row => Text(column, row)).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => group.ToArray());
    }

    private static string? Text(TableColumn column, int row) => column.IsNull(row) ? null
        : column.Text is { } text ? Encoding.UTF8.GetString(text[row])
        : CanonicalText.Write(column.Spec.Type, column.Spec.Scale, column.Values![row]);
}
