using Ledger.Api.Operations;

namespace Ledger.Api.Tables;

/// <summary>Tables made from rows and columns of others; what row rules, splits and merges come to.</summary>
internal static class TablePicking
{
    /// <summary>Rows by source and source row, of the columns named; all sources have those columns, alike.</summary>
    public static Table Pick(IReadOnlyList<Table> sources, (int Source, int Row)[] rows, IReadOnlyList<ColumnSpec> columns)
    {
        using var phase = Phases.Start("pick");
        var picked = new TableColumn[columns.Count];
        Parallel.For(0, columns.Count, i =>
        {
            var spec = columns[i];
            TableColumn[] from = [.. sources.Select(source => source.Columns.First(column => column.Spec.Name == spec.Name))];
            picked[i] = new TableColumn(
                spec,
                spec.Type == ColumnType.Text ? null : Numbers([.. from.Select(column => column.Values)], rows),
                spec.Type == ColumnType.Text ? Texts([.. from.Select(column => column.Text!)], rows) : null,
                spec.Nullable ? Numbers([.. from.Select(column => column.Nulls)], rows) : null);
        });
        return new Table(rows.Length, picked);
    }

    private static PackedColumn Numbers(PackedColumn?[] from, (int Source, int Row)[] rows)
    {
        var result = new PackedColumn(rows.Length, from.Max(column => column?.Width ?? 1));
        var buffer = new long[4096];
        for (var first = 0; first < rows.Length; first += buffer.Length)
        {
            var count = Math.Min(buffer.Length, rows.Length - first);
            for (var i = 0; i < count; i++)
            {
                var (source, row) = rows[first + i];
                buffer[i] = from[source]?[row] ?? 0;
            }

            result.Write(first, buffer.AsSpan(0, count));
        }

        return result;
    }

    private static TextColumn Texts(TextColumn[] from, (int Source, int Row)[] rows)
    {
        var ends = new int[rows.Length];
        var length = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            ends[i] = length += from[rows[i].Source][rows[i].Row].Length;
        }

        var bytes = new byte[length];
        for (var i = 0; i < rows.Length; i++)
        {
            from[rows[i].Source][rows[i].Row].CopyTo(bytes.AsSpan(i == 0 ? 0 : ends[i - 1]));
        }

        var result = new TextColumn();
        result.Add(new TextSegment(0, bytes, ends));
        return result;
    }
}
