using System.Globalization;
using Ledger.Api.Tables;

namespace Ledger.Api.Datasets;

/// <summary>Whether a header that somebody else wrote is one (contract §7.1).</summary>
internal static class HeaderCheck
{
    private const int MaxRows = 10_000_000;

    /// <summary>Null for a header that a dataset can have; else what is wrong.</summary>
    /// <param name="header">The header.</param>
    /// <param name="dataset">Name that it must carry; null takes any.</param>
    public static string? Problem(DatasetHeader header, string? dataset)
    {
        if (header is not { Chunk: RowLeaves.ChunkRows, V: 1, Columns: { Count: > 0 } columns, Dataset: { } name }
            || (dataset is not null && name != dataset))
        {
            return "chunk 1024, v 1, columns and the dataset's name are wanted.";
        }

        if (!long.TryParse(header.Rows, NumberStyles.None, CultureInfo.InvariantCulture, out var rows) || rows is < 1 or > MaxRows
            || header.Rows != rows.ToString(CultureInfo.InvariantCulture))
        {
            return $"rows: 1–{MaxRows} without leading zeros is wanted.";
        }

        if (columns.Any(column => column is not { Name: not null }))
        {
            return "columns: a column without a name.";
        }

        var declared = columns.TakeWhile(column => !column.Name.EndsWith(ColumnSpec.MaskSuffix, StringComparison.Ordinal)).ToArray();
        var rebuilt = DatasetHeader.Of(name, rows, [.. declared.Select(column =>
            new ColumnSpec(column.Name, column.Type, column.Scale, column.Nullable, column.Committed))]);
        return declared.Any(column => !ColumnSpec.IsName(column.Name) || column.Scale is < 0 or > ColumnSpec.MaxScale
                || (column.Scale > 0 && column.Type != ColumnType.Fixed) || (column.Committed && column.Type == ColumnType.Text))
            || declared.DistinctBy(column => column.Name).Count() != declared.Length
            || !rebuilt.Columns.SequenceEqual(columns)
            ? "columns: declared ones with their indexes, then a mask for each nullable committed one, are wanted." : null;
    }
}
