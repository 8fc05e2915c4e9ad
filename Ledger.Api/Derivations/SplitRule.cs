using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Ledger.Api.Tables;

namespace Ledger.Api.Derivations;

/// <summary>
/// Which rows train and which test (contract §6). Rows of a stratum are ordered by HMAC-SHA-256(LE64(seed), LE64(row)), the
/// first round-half-even(ratio·size) train; both sides keep source order. Equal inputs give equal splits on every machine.
/// </summary>
internal static class SplitRule
{
    /// <summary>Rows in the order that a seed gives them.</summary>
    public static int[] Order(IReadOnlyList<int> rows, ulong seed)
    {
        var (key, message, keys) = (new byte[8], new byte[8], new byte[rows.Count][]);
        BinaryPrimitives.WriteUInt64LittleEndian(key, seed);
        for (var i = 0; i < rows.Count; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(message, rows[i]);
            keys[i] = HMACSHA256.HashData(key, message);
        }

        var ordered = rows.ToArray();
        Array.Sort(keys, ordered, Comparer<byte[]>.Create((left, right) => left.AsSpan().SequenceCompareTo(right)));
        return ordered;
    }

    /// <summary>Source rows of both sides.</summary>
    /// <param name="table">Source.</param>
    /// <param name="ratio">Share of training rows, between 0 and 1.</param>
    /// <param name="seed">Seed.</param>
    /// <param name="stratifyBy">Column whose texts are the strata; null for one stratum.</param>
    public static (int[] Train, int[] Test) Split(Table table, decimal ratio, ulong seed, TableColumn? stratifyBy)
    {
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
