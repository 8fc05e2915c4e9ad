namespace Ledger.Api.Reading;

/// <summary>
/// One JSON array of flat objects. Blocks are cut after an object, so that each but the first starts with the comma before
/// its first object.
/// </summary>
internal sealed class JsonArrayFormat : RowFormat
{
    /// <inheritdoc/>
    public override int LastRowEnd(ReadOnlySpan<byte> text)
    {
        var (depth, end, at) = (0, 0, 0);
        while (at < text.Length)
        {
            var next = text[at..].IndexOfAny("\"{}"u8);
            if (next < 0)
            {
                return end;
            }

            at += next;
            if (text[at] == '"')
            {
                at = StringEnd(text, at);
                if (at < 0)
                {
                    return end;
                }

                continue;
            }

            depth += text[at] == '{' ? 1 : -1;
            at++;
            end = depth <= 0 ? at : end;
        }

        return end;
    }

    /// <inheritdoc/>
    public override ReadFault? Open(ReadOnlySpan<byte> text, bool final, ColumnNames columns, out int length)
    {
        var start = text.IndexOfAnyExcept(" \t\r\n"u8);
        length = start + 1;
        if (start < 0)
        {
            length = final ? 0 : -1;
            return final ? new ReadFault("empty_file", 0, "The file holds only white space.") : null;
        }

        return text[start] == '[' ? null
            : new ReadFault("value", start, "the file must be a JSON array of objects.") { Column = "", Text = "" };
    }

    /// <inheritdoc/>
    public override ReadFault? Close(ReadOnlySpan<byte> rest, out int length)
    {
        length = LastRowEnd(rest);
        var tail = rest[length..].Trim(" \t\r\n"u8);
        return tail is [(byte)']'] ? null
            : new ReadFault("value", length, "the JSON array does not end here.") { Column = "", Text = "" };
    }

    /// <inheritdoc/>
    public override ReadFault? Split(ReadOnlySpan<byte> block, ColumnNames columns, CellTable table)
    {
        table.Clear(columns.Count);
        var first = true;
        for (var at = 0; ;)
        {
            var gap = block[at..].IndexOfAnyExcept(" \t\r\n"u8);
            if (gap < 0)
            {
                return null;
            }

            at += gap;
            if (block[at] == ',')
            {
                var after = block[(at + 1)..].IndexOfAnyExcept(" \t\r\n"u8);
                at += 1 + Math.Max(after, 0);
            }
            else if (!first)
            {
                return new ReadFault("value", at, "a comma is missing between two objects.") { Column = "", Text = "" };
            }

            first = false;
            if (JsonRow.Read(block, at, block.Length - at, columns, table, out var consumed) is { } fault)
            {
                return fault;
            }

            at += consumed;
        }
    }

    /// <summary>One past the quote that closes the string opened at a place, or −1.</summary>
    private static int StringEnd(ReadOnlySpan<byte> text, int open)
    {
        for (var at = open + 1; at < text.Length; at++)
        {
            var next = text[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (next < 0)
            {
                return -1;
            }

            at += next;
            if (text[at] == '"')
            {
                return at + 1;
            }
        }

        return -1;
    }
}
