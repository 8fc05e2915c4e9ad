using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using Ledger.Api.Tables;

namespace Ledger.Api.Datasets;

/// <summary>A table's columns as bytes, and back: what is sealed and stored as the witness.</summary>
internal static class WitnessCodec
{
    /// <summary>Names of a column's parts.</summary>
    public static readonly string[] Parts = ["values", "text", "nulls"];

    /// <summary>The kind under which a part of a column is stored.</summary>
    public static string Kind(int column, string part) => string.Create(CultureInfo.InvariantCulture, $"witness/{column}/{part}");

    /// <summary>A column's parts by name.</summary>
    public static IEnumerable<(string Part, byte[] Bytes)> Write(TableColumn column)
    {
        if (column.Values is { } values)
        {
            yield return ("values", [(byte)values.Width, .. values.Bytes]);
        }

        if (column.Text is { } text)
        {
            yield return ("text", WriteText(text));
        }

        if (column.Nulls is { } nulls)
        {
            yield return ("nulls", [(byte)nulls.Width, .. nulls.Bytes]);
        }
    }

    /// <summary>A column from its parts.</summary>
    public static TableColumn Read(ColumnSpec spec, IReadOnlyDictionary<string, byte[]> parts) => new(
        spec,
        parts.TryGetValue("values", out var values) ? ReadPacked(values) : null,
        parts.TryGetValue("text", out var text) ? ReadText(text) : null,
        parts.TryGetValue("nulls", out var nulls) ? ReadPacked(nulls) : null);

    /// <summary>Packed integers from a part's bytes: their width, then they.</summary>
    public static PackedColumn ReadPacked(byte[] bytes) => new(bytes[1..], bytes[0]);

    /// <summary>LE32 count, the ends of all texts as LE32, then the texts.</summary>
    private static byte[] WriteText(TextColumn column)
    {
        var segments = column.Segments;
        var rows = segments.Sum(segment => segment.Ends.Length);
        var output = new byte[4 + (4 * rows) + segments.Sum(segment => segment.Bytes.Length)];
        BinaryPrimitives.WriteInt32LittleEndian(output, rows);
        var (at, place, before) = (4, 4 + (4 * rows), 0);
        foreach (var segment in segments)
        {
            foreach (var end in segment.Ends)
            {
                BinaryPrimitives.WriteInt32LittleEndian(output.AsSpan(at), before + end);
                at += 4;
            }

            segment.Bytes.CopyTo(output.AsSpan(place));
            place += segment.Bytes.Length;
            before += segment.Bytes.Length;
        }

        return output;
    }

    private static TextColumn ReadText(byte[] bytes)
    {
        var rows = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        var ends = MemoryMarshal.Cast<byte, int>(bytes.AsSpan(4, 4 * rows)).ToArray();
        var column = new TextColumn();
        column.Add(new TextSegment(0, bytes[(4 + (4 * rows))..], ends));
        return column;
    }
}
