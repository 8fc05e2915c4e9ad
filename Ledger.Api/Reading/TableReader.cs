using System.Buffers;
using System.Security.Cryptography;
using Ledger.Api.Errors;
using Ledger.Api.Tables;
using Ledger.Api.Tree;
using Platform.ServiceDefaults.Errors;

namespace Ledger.Api.Reading;

/// <summary>A file read.</summary>
/// <param name="Table">Its rows.</param>
/// <param name="FileHash">Hash of its bytes, by the algorithm asked for.</param>
/// <param name="Bytes">Its length.</param>
internal sealed record ReadResult(Table Table, Digest FileHash, long Bytes);

/// <summary>
/// Streams a file into a typed table. While bytes arrive, whole-row blocks are split and profiled on other cores; when all
/// types are known, blocks are split again and converted, side by side. The result and the first error do not depend on timing.
/// </summary>
internal sealed class TableReader(ReadOptions options)
{
    private readonly List<Task<ReadBlock>> _blocks = [];
    private readonly ColumnNames _header = new();
    private int _openLineBreaks;

    /// <summary>Reads a whole file.</summary>
    /// <exception cref="IOException">The stream or the temporary file failed.</exception>
    public async Task<Outcome<ReadResult>> ReadAsync(Stream file, CancellationToken cancellation)
    {
        using var spool = new BlockSpool(options.MemoryLimit);
        using var hash = IncrementalHash.CreateHash(options.Hash);
        try
        {
            var (bytes, error) = await ReceiveAsync(file, hash, new BlockProfiler(options, spool), cancellation);
            if (error is not null)
            {
                return Outcome(error);
            }

            var blocks = await Task.WhenAll(_blocks);
            return new TableBuilder(options, spool, blocks).Build(_openLineBreaks, cancellation).TryGet(out var table, out var fault)
                ? new ReadResult(table, Digest.Read(hash.GetHashAndReset()), bytes)
                : Outcome(fault);
        }
        finally
        {
            foreach (var block in await Task.WhenAll(_blocks))
            {
                if (block.Spooled.Buffer is { } buffer)
                {
                    BlockSpool.Release(buffer);
                }
            }
        }
    }

    private static Outcome<ReadResult> Outcome(Error error) => error;

    private async Task<(long Bytes, Error? Error)> ReceiveAsync(
        Stream file, IncrementalHash hash, BlockProfiler profiler, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(options.BlockBytes);
        var (filled, total, start, opened) = (0, 0L, 0, false);
        while (true)
        {
            var read = await file.ReadAsync(buffer.AsMemory(filled), cancellation);
            hash.AppendData(buffer, filled, read);
            (filled, total) = (filled + read, total + read);
            if (total > options.MaxBytes)
            {
                return (total, ReadErrors.FileTooLarge(options.MaxBytes));
            }

            var final = read == 0;
            if (!final && filled < buffer.Length)
            {
                continue;
            }

            if (!opened)
            {
                if (Open(buffer.AsSpan(0, filled), final, out start) is { } error)
                {
                    return (total, error);
                }

                opened = start >= 0;
            }

            var length = 0;
            ReadFault? unclosed = null;
            if (final)
            {
                unclosed = options.Format.Close(buffer.AsSpan(start, filled - start), out length);
            }
            else if (opened)
            {
                length = options.Format.LastRowEnd(buffer.AsSpan(start, filled - start));
            }

            // What follows the last whole row opens the next block; a row longer than the buffer gets a larger one.
            var rest = filled - Math.Max(start, 0) - length;
            var next = ArrayPool<byte>.Shared.Rent(length == 0 ? 2 * buffer.Length : Math.Max(options.BlockBytes, 2 * rest));
            buffer.AsSpan(filled - rest, rest).CopyTo(next);
            Dispatch(profiler, buffer, Math.Max(start, 0), length, total - filled + Math.Max(start, 0));
            if (final)
            {
                ArrayPool<byte>.Shared.Return(next);
                if (unclosed is not null)
                {
                    _blocks.Add(Task.FromResult(ReadBlock.Of(unclosed with { Offset = 0 }, _header)));
                }

                return (total, null);
            }

            (buffer, filled, start) = (next, rest, opened ? 0 : -1);
        }
    }

    private LedgerError? Open(ReadOnlySpan<byte> text, bool final, out int start)
    {
        var mark = text.StartsWith("\uFEFF"u8) ? 3 : 0;
        start = -1;
        if (final && text.Length == mark)
        {
            return ReadErrors.EmptyFile();
        }

        var fault = options.Format.Open(text[mark..], final, _header, out var length);
        if (length < 0)
        {
            return null;
        }

        start = mark + length;
        _openLineBreaks = text[..start].Count((byte)'\n');
        if (BlockProfiler.BadByte(text[mark..start]) is { } bad)
        {
            return ReadErrors.Encoding(mark + bad);
        }

        for (var i = 0; i < _header.Count; i++)
        {
            if (!ColumnSpec.IsName(_header[i]))
            {
                return ReadErrors.BadColumnName();
            }
        }

        return fault is null
            ? (_header.Count > options.MaxColumns ? ReadErrors.TooManyColumns(options.MaxColumns) : null)
            : ReadErrors.OfHeader(fault);
    }

    private void Dispatch(BlockProfiler profiler, byte[] buffer, int start, int length, long offset)
    {
        if (length == 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            return;
        }

        if (start > 0)
        {
            buffer.AsSpan(start, length).CopyTo(buffer);
        }

        var sequence = _blocks.Count;
        var names = _header.Count > 0 ? _header : new ColumnNames();
        _blocks.Add(Task.Run(() => profiler.Read(buffer, length, sequence, offset, names)));
    }
}
