namespace Ledger.Api.Reading;

/// <summary>JSON Lines: one flat object a line; empty lines are passed over.</summary>
internal sealed class JsonLinesFormat : RowFormat
{
    /// <inheritdoc/>
    public override int LastRowEnd(ReadOnlySpan<byte> text) => text.LastIndexOf((byte)'\n') + 1;

    /// <inheritdoc/>
    public override ReadFault? Open(ReadOnlySpan<byte> text, bool final, ColumnNames columns, out int length)
    {
        length = 0;
        return null;
    }

    /// <inheritdoc/>
    public override ReadFault? Close(ReadOnlySpan<byte> rest, out int length)
    {
        length = rest.Length;
        return null;
    }

    /// <inheritdoc/>
    public override ReadFault? Split(ReadOnlySpan<byte> block, ColumnNames columns, CellTable table)
    {
        table.Clear(columns.Count);
        for (var start = 0; start < block.Length;)
        {
            var length = block[start..].IndexOf((byte)'\n');
            length = length < 0 ? block.Length - start : length;
            if (block.Slice(start, length).ContainsAnyExcept(" \t\r"u8))
            {
                if (JsonRow.Read(block, start, length, columns, table, out var consumed) is { } fault)
                {
                    return fault;
                }

                if (block[(start + consumed)..(start + length)].ContainsAnyExcept(" \t\r"u8))
                {
                    return new ReadFault("value", start, "text follows the row's JSON object.") { Column = "", Text = "" };
                }
            }

            start += length + 1;
        }

        return null;
    }
}
