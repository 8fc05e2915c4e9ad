using System.Text.Encodings.Web;
using System.Text.Json;
using Ledger.Api.Tables;

namespace Ledger.Tool;

/// <summary>Rows as JSON lines: the form that tells an empty text from a missing one. Read with the columns declared, they are the same table.</summary>
internal static class RowsFile
{
    private const int FlushBytes = 1 << 16;

    /// <summary>Writes a table; its owner alone may read it.</summary>
    public static async Task WriteAsync(string path, Table table, CancellationToken cancellation)
    {
        await using var file = LocalFiles.Create(path);
        using var buffer = new MemoryStream();
        await using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        for (var row = 0; row < table.Rows; row++)
        {
            Write(json, table, row);
            json.Flush();
            json.Reset();
            buffer.WriteByte((byte)'\n');
            if (buffer.Length >= FlushBytes || row == table.Rows - 1)
            {
                await file.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), cancellation);
                buffer.SetLength(0);
            }
        }
    }

    private static void Write(Utf8JsonWriter json, Table table, int row)
    {
        Span<byte> text = stackalloc byte[CanonicalText.MaxBytes];
        json.WriteStartObject();
        foreach (var column in table.Columns)
        {
            json.WritePropertyName(column.Spec.Name);
            if (column.IsNull(row))
            {
                json.WriteNullValue();
            }
            else if (column.Text is { } texts)
            {
                json.WriteStringValue(texts[row]);
            }
            else
            {
                var length = CanonicalText.Write(column.Spec.Type, column.Spec.Scale, column.Values![row], text);
                if (column.Spec.Type is ColumnType.Date or ColumnType.Timestamp)
                {
                    json.WriteStringValue(text[..length]);
                }
                else
                {
                    json.WriteRawValue(text[..length]);
                }
            }
        }

        json.WriteEndObject();
    }
}
