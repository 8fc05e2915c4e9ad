using System.Text;
using System.Text.Json;

namespace Ledger.Api.Reading;

/// <summary>One flat JSON object as a row: cells by name, null where a name is missing.</summary>
internal static class JsonRow
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 2 };

    /// <summary>Appends the object that starts a text.</summary>
    /// <param name="block">Block the text lies in.</param>
    /// <param name="start">Where the object starts in it.</param>
    /// <param name="length">Bytes that may belong to it.</param>
    /// <param name="columns">Names known; new ones are appended.</param>
    /// <param name="table">Receives the row.</param>
    /// <param name="consumed">Bytes of the object.</param>
    public static ReadFault? Read(
        ReadOnlySpan<byte> block, int start, int length, ColumnNames columns, CellTable table, out int consumed)
    {
        consumed = 0;
        var reader = new Utf8JsonReader(block.Slice(start, length), isFinalBlock: false, new JsonReaderState(Options));
        var column = -1;
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return Malformed(block, start, length, "A row must be a JSON object.");
            }

            table.AddRow();
            var guess = 0;
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.EndObject)
                {
                    consumed = (int)reader.BytesConsumed;
                    return null;
                }

                if (NulIn(reader) is { } nulInName)
                {
                    return Nul(start + nulInName);
                }

                if (Column(ref reader, guess, columns, table, out column) is { } name)
                {
                    return new ReadFault("duplicate_column", start, $"the column '{name}' stands twice in one row.");
                }

                guess = column + 1;
                if (!reader.Read())
                {
                    break;
                }

                if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                {
                    return Value(block, start, reader, columns[column]);
                }

                if (NulIn(reader) is { } nul)
                {
                    return Nul(start + nul);
                }

                Cell(ref reader, start, column, table);
            }
        }
        catch (JsonException)
        {
            // A value nested deeper than a row allows is one too.
            return Malformed(block, start, length, "This is not a flat JSON object.");
        }
        catch (InvalidOperationException)
        {
            return new ReadFault("encoding", start + (int)reader.TokenStartIndex, "A string holds half of a surrogate pair.");
        }

        return Malformed(block, start, length, "A row's JSON object does not end.");
    }

    /// <summary>The name when it stands twice in the row, else null and its column.</summary>
    private static string? Column(
        ref Utf8JsonReader reader, int guess, ColumnNames columns, CellTable table, out int column)
    {
        var escaped = reader.ValueIsEscaped;
        var name = escaped ? Encoding.UTF8.GetBytes(reader.GetString()!) : reader.ValueSpan;
        column = columns.Find(name, guess);
        if (column < 0)
        {
            var text = Encoding.UTF8.GetString(name);
            columns.TryAdd(text);
            column = columns.Count - 1;
        }

        while (table.Columns <= column)
        {
            table.AddColumn();
        }

        return table.IsSet(column) ? Encoding.UTF8.GetString(name) : null;
    }

    /// <summary>Place of an escaped NUL in the text read; null when it has none. One that is not escaped is found before rows are.</summary>
    private static int? NulIn(in Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
        {
            return null;
        }

        var text = reader.ValueSpan;
        for (var at = text.IndexOf((byte)'\\'); at >= 0 && at < text.Length;)
        {
            if (text[at..].StartsWith("\\u0000"u8))
            {
                return (int)reader.TokenStartIndex + 1 + at;
            }

            // An escape's second byte may be a backslash itself.
            var next = text[(at + 2)..].IndexOf((byte)'\\');
            at = next < 0 ? next : at + 2 + next;
        }

        return null;
    }

    private static ReadFault Nul(int offset) => new("encoding", offset, "A string holds a NUL.");

    private static void Cell(ref Utf8JsonReader reader, int start, int column, CellTable table)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            table.SetNull(column);
            return;
        }

        if (reader.ValueIsEscaped)
        {
            var (at, room) = table.Reserve(reader.ValueSpan.Length);
            table.Set(column, at, reader.CopyString(room.Span));
            return;
        }

        var quote = reader.TokenType == JsonTokenType.String ? 1 : 0;
        table.Set(column, start + (int)reader.TokenStartIndex + quote, reader.ValueSpan.Length);
    }

    private static ReadFault Value(ReadOnlySpan<byte> block, int start, Utf8JsonReader reader, string column)
    {
        var from = start + (int)reader.TokenStartIndex;
        return new ReadFault("value", from, "a nested value is not a cell.") { Column = column, Text = Shown(block[from..]) };
    }

    private static ReadFault Malformed(ReadOnlySpan<byte> block, int start, int length, string detail) =>
        new("value", start, detail) { Column = "", Text = Shown(block.Slice(start, length)) };

    private static string Shown(ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(text[..Math.Min(text.Length, 160)]);
}
