namespace Ledger.Api.Tables;

/// <summary>The rows of a dataset in columns, typed. Filled by one reader, then only read; any number of readers.</summary>
/// <param name="Rows">Number of rows, 1 or more.</param>
/// <param name="Columns">Declared columns in the file's order.</param>
internal sealed record Table(int Rows, IReadOnlyList<TableColumn> Columns)
{
    /// <summary>
    /// What is committed, by column index: declared columns where their index says, then one 0/1 mask for each nullable
    /// committed column, in column order.
    /// </summary>
    public IReadOnlyList<(int Index, PackedColumn Values)> Committed()
    {
        var committed = new List<(int, PackedColumn)>();
        for (var i = 0; i < Columns.Count; i++)
        {
            if (Columns[i].Spec.Committed)
            {
                committed.Add((i, Columns[i].Values!));
            }
        }

        var next = Columns.Count;
        foreach (var column in Columns.Where(column => column.Spec is { Committed: true, Nullable: true }))
        {
            committed.Add((next++, column.Nulls!));
        }

        return committed;
    }
}

/// <summary>One column's cells.</summary>
/// <param name="Spec">Its declaration.</param>
/// <param name="Values">Committed integers, 0 where null; null for text.</param>
/// <param name="Text">Texts, empty where null; null for other types.</param>
/// <param name="Nulls">1 where null, else 0; null for a column that is not nullable.</param>
internal sealed record TableColumn(ColumnSpec Spec, PackedColumn? Values, TextColumn? Text, PackedColumn? Nulls)
{
    /// <summary>True when the cell is missing.</summary>
    public bool IsNull(int row) => Nulls is not null && Nulls[row] != 0;
}
