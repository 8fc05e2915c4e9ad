using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Unicode;

namespace Ledger.Api.Reading;

/// <summary>First reading of a block: is it text, does it split into rows, and what are its cells?</summary>
internal sealed class BlockProfiler(ReadOptions options, BlockSpool spool)
{
    private readonly ConcurrentBag<CellTable> _tables = [];

    /// <summary>Reads a block and keeps it for the second reading.</summary>
    /// <param name="buffer">Rented; taken over.</param>
    /// <param name="length">Bytes of whole rows in it.</param>
    /// <param name="sequence">Number of the block.</param>
    /// <param name="offset">Place of its first byte in the file.</param>
    /// <param name="names">Names known; a format whose cells come by name starts anew in each block.</param>
    public ReadBlock Read(byte[] buffer, int length, int sequence, long offset, ColumnNames names)
    {
        var text = buffer.AsSpan(0, length);
        var lineBreaks = text.Count((byte)'\n');
        if (BadByte(text) is { } bad)
        {
            return new ReadBlock(spool.Keep(buffer, length, sequence), offset, 0, lineBreaks, names, [], null, bad);
        }

        var table = _tables.TryTake(out var reused) ? reused : new CellTable();
        var fault = options.Format.Split(text, names, table);
        var profiles = fault is null ? Profile(text, table) : [];
        var rows = table.Rows;
        _tables.Add(table);
        return new ReadBlock(spool.Keep(buffer, length, sequence), offset, rows, lineBreaks, names, profiles, fault, null);
    }

    /// <summary>Place of the first NUL or of the first byte of an ill-formed sequence; null for sound text.</summary>
    public static int? BadByte(ReadOnlySpan<byte> text)
    {
        var nul = text.IndexOf((byte)0);
        if (nul < 0 && Utf8.IsValid(text))
        {
            return null;
        }

        var (at, end) = (0, nul < 0 ? text.Length : nul);
        while (at < end)
        {
            if (System.Text.Rune.DecodeFromUtf8(text[at..end], out _, out var consumed) != System.Buffers.OperationStatus.Done)
            {
                return at;
            }

            at += consumed;
        }

        return nul;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private ColumnProfile[] Profile(ReadOnlySpan<byte> text, CellTable table)
    {
        var profiles = new ColumnProfile[table.Columns];
        for (var column = 0; column < profiles.Length; column++)
        {
            var profile = profiles[column] = new ColumnProfile();
            for (var row = 0; row < table.Rows; row++)
            {
                if (!table.TryGet(text, row, column, out var cell))
                {
                    profile.Absent++;
                }
                else if (options.IsNull(cell))
                {
                    profile.Tokens++;
                }
                else
                {
                    profile.Add(cell);
                }
            }
        }

        return profiles;
    }
}
