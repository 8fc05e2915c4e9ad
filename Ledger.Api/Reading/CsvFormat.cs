using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace Ledger.Api.Reading;

/// <summary>
/// RFC 4180 over UTF-8 bytes: comma, header line, LF or CRLF, quotes doubled inside quotes, line breaks inside quotes. A quote
/// or a lone CR in an unquoted field is refused, as the RFC's TEXTDATA excludes both.
/// </summary>
/// <remarks>64 bytes are compared at a time; the bit mask of what was found leads from separator to separator.</remarks>
internal sealed class CsvFormat : RowFormat
{
    private const int Window = 64;

    /// <inheritdoc/>
    public override int LastRowEnd(ReadOnlySpan<byte> text)
    {
        // A line break ends a row when an even number of quotes precedes it.
        var (at, end) = (0, 0);
        while (true)
        {
            var quote = text[at..].IndexOf((byte)'"');
            var outside = quote < 0 ? text[at..] : text.Slice(at, quote);
            var lineBreak = outside.LastIndexOf((byte)'\n');
            end = lineBreak < 0 ? end : at + lineBreak + 1;
            if (quote < 0)
            {
                return end;
            }

            at += quote + 1;
            var close = text[at..].IndexOf((byte)'"');
            if (close < 0)
            {
                return end;
            }

            at += close + 1;
        }
    }

    /// <inheritdoc/>
    public override ReadFault? Open(ReadOnlySpan<byte> text, bool final, ColumnNames columns, out int length)
    {
        length = FirstRowEnd(text);
        if (length < 0)
        {
            if (!final)
            {
                return null;
            }

            length = text.Length;
        }

        var line = text[..length];
        if (line is [(byte)'\n'] or [(byte)'\r', (byte)'\n'] or [])
        {
            return new ReadFault("no_columns", 0, "The header line is empty.");
        }

        var names = new CellTable();
        names.Clear(1);
        if (SplitRows(line, CountOnly, names) is { } fault)
        {
            return fault;
        }

        for (var i = 0; i < names.Rows; i++)
        {
            names.TryGet(line, i, 0, out var name);
            if (!columns.TryAdd(Encoding.UTF8.GetString(name)))
            {
                return new ReadFault("duplicate_column", 0, "A column name stands twice.") { Column = Encoding.UTF8.GetString(name) };
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public override ReadFault? Close(ReadOnlySpan<byte> rest, out int length)
    {
        // One entirely empty last line is no row, not even of a file with one column.
        length = rest.Length;
        var empty = rest.EndsWith("\r\n"u8) ? 2 : rest.EndsWith("\n"u8) ? 1 : 0;
        if (empty > 0 && (rest.Length == empty || rest[^(empty + 1)] == '\n'))
        {
            length -= empty;
        }

        return null;
    }

    /// <inheritdoc/>
    public override ReadFault? Split(ReadOnlySpan<byte> block, ColumnNames columns, CellTable table)
    {
        table.Clear(columns.Count);
        return SplitRows(block, columns.Count, table);
    }

    /// <summary>Stands for a row width that is not known yet: the header line's.</summary>
    private const int CountOnly = -1;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ReadFault? SplitRows(ReadOnlySpan<byte> text, int width, CellTable table)
    {
        var (start, rowStart, cells) = (0, 0, 0);
        var window = 0;
        while (window < text.Length)
        {
            var mask = Specials(text, window);
            var next = window + Window;
            while (mask != 0)
            {
                var at = window + BitOperations.TrailingZeroCount(mask);
                mask &= mask - 1;
                var c = text[at];
                if (c == ',')
                {
                    table.Add(start, at - start);
                    start = at + 1;
                    cells++;
                }
                else if (c == '\n')
                {
                    var length = at - start;
                    table.Add(start, length > 0 && text[at - 1] == '\r' ? length - 1 : length);
                    if (++cells != width && width != CountOnly)
                    {
                        return Width(rowStart, width, cells);
                    }

                    (start, rowStart, cells) = (at + 1, at + 1, 0);
                }
                else if (c == '\r')
                {
                    if (at + 1 == text.Length || text[at + 1] != '\n')
                    {
                        return new ReadFault("quote", at, "A carriage return without a line feed needs quotes around its field.");
                    }
                }
                else
                {
                    if (at != start)
                    {
                        return new ReadFault("quote", at, "A quote inside a field needs quotes around it, and doubling.");
                    }

                    if (QuotedCell(text, at, table, out var end) is { } fault)
                    {
                        return fault;
                    }

                    cells++;
                    if (end < text.Length && text[end] == ',')
                    {
                        (start, next) = (end + 1, end + 1);
                        // A comma that ends the text leaves an empty last cell, added below.
                        break;
                    }

                    if (width != CountOnly && cells != width)
                    {
                        return Width(rowStart, width, cells);
                    }

                    start = end + (end < text.Length && text[end] == '\r' ? 2 : 1);
                    (rowStart, cells, next) = (start, 0, start);
                    break;
                }
            }

            window = next;
        }

        // The last line may lack its break.
        if (start < text.Length || cells > 0)
        {
            table.Add(start, text.Length - start);
            if (++cells != width && width != CountOnly)
            {
                return Width(rowStart, width, cells);
            }
        }

        return null;
    }

    private static ReadFault Width(int rowStart, int expected, int actual) =>
        new("row_width", rowStart, $"expected {expected} fields, found {actual}.") { Expected = expected, Actual = actual };

    /// <summary>Adds the cell whose opening quote stands at a place; then the place of what follows its closing quote.</summary>
    private static ReadFault? QuotedCell(ReadOnlySpan<byte> text, int open, CellTable table, out int end)
    {
        var (at, doubled) = (open + 1, 0);
        while (true)
        {
            var quote = text[at..].IndexOf((byte)'"');
            if (quote < 0)
            {
                end = text.Length;
                return new ReadFault("quote", open, "A quote is opened and not closed.");
            }

            at += quote + 1;
            if (at < text.Length && text[at] == '"')
            {
                (at, doubled) = (at + 1, doubled + 1);
                continue;
            }

            break;
        }

        end = at;
        var inner = text[(open + 1)..(at - 1)];
        if (doubled == 0)
        {
            table.Add(open + 1, inner.Length);
        }
        else
        {
            var (start, room) = table.Reserve(inner.Length - doubled);
            Undouble(inner, room.Span);
            table.Add(start, room.Length);
        }

        var closed = at == text.Length || text[at] is (byte)',' or (byte)'\n'
            || (text[at] == '\r' && at + 1 < text.Length && text[at + 1] == '\n');
        return closed ? null : new ReadFault("quote", at, "Text follows a closing quote.");
    }

    private static void Undouble(ReadOnlySpan<byte> inner, Span<byte> room)
    {
        var written = 0;
        for (var i = 0; i < inner.Length; i++)
        {
            room[written++] = inner[i];
            i += inner[i] == '"' ? 1 : 0;
        }
    }

    /// <summary>One past the line break that ends the first row, or −1.</summary>
    private static int FirstRowEnd(ReadOnlySpan<byte> text)
    {
        var inside = false;
        for (var i = 0; i < text.Length; i++)
        {
            inside ^= text[i] == '"';
            if (text[i] == '\n' && !inside)
            {
                return i + 1;
            }
        }

        return -1;
    }

    /// <summary>Bit i is set where byte i of the window is a comma, a line break's byte or a quote.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Specials(ReadOnlySpan<byte> text, int window)
    {
        if (text.Length - window >= Window)
        {
            return Mask(Vector256.Create(text[window..])) | ((ulong)Mask(Vector256.Create(text[(window + 32)..])) << 32);
        }

        Span<byte> tail = stackalloc byte[Window];
        tail.Clear();
        text[window..].CopyTo(tail);
        return Mask(Vector256.Create<byte>(tail)) | ((ulong)Mask(Vector256.Create<byte>(tail[32..])) << 32);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Mask(Vector256<byte> bytes) =>
        (Vector256.Equals(bytes, Vector256.Create((byte)',')) | Vector256.Equals(bytes, Vector256.Create((byte)'\n'))
            | Vector256.Equals(bytes, Vector256.Create((byte)'"')) | Vector256.Equals(bytes, Vector256.Create((byte)'\r')))
        .ExtractMostSignificantBits();
}
