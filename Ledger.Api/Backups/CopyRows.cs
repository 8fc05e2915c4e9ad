using System.Buffers.Binary;

namespace Ledger.Api.Backups;

/// <summary>
/// Rows of PostgreSQL's binary COPY format (PostgreSQL manual, COPY, "Binary Format"): an 11-byte signature, flags, an extension,
/// then per row a 16-bit field count and per field a 32-bit length (−1 for null) and its bytes, big-endian; −1 ends. Memory: the
/// fields that are asked for.
/// </summary>
internal sealed class CopyRows(Stream stream, string path, IReadOnlyList<string> columns) : IAsyncDisposable
{
    private const int MaxField = 1 << 30;

    private static readonly byte[] Signature = [.. "PGCOPY\n"u8, 0xFF, .. "\r\n\0"u8];

    private readonly string[] _columns = [.. columns];
    private readonly byte[] _buffer = new byte[1 << 16];
    private readonly byte[] _number = new byte[4];
    private int _at;
    private int _end;
    private bool _begun;

    /// <summary>Place of a column among the fields.</summary>
    public int this[string column] => Array.IndexOf(_columns, column) is >= 0 and var at ? at : throw new DamagedException(path, $"lacks the column {column}");

    /// <summary>The next row; null after the last.</summary>
    /// <param name="wants">Whether a field is read, given the row up to it; others are skipped and null.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public async ValueTask<byte[]?[]?> NextAsync(Func<byte[]?[], int, bool>? wants, CancellationToken cancellation)
    {
        if (!_begun)
        {
            await BeginAsync(cancellation);
        }

        await FillAsync(_number.AsMemory(0, 2), cancellation);
        var count = BinaryPrimitives.ReadInt16BigEndian(_number);
        if (count == -1)
        {
            return null;
        }

        if (count != _columns.Length)
        {
            throw new DamagedException(path, $"has a row of {count} fields, {_columns.Length} are wanted");
        }

        var row = new byte[]?[count];
        for (var i = 0; i < count; i++)
        {
            var length = await NumberAsync(cancellation);
            if (length is < -1 or > MaxField)
            {
                throw new DamagedException(path, $"has a field of {length} bytes");
            }

            if (length >= 0 && wants?.Invoke(row, i) != false)
            {
                row[i] = new byte[length];
                await FillAsync(row[i], cancellation);
            }
            else if (length > 0)
            {
                await SkipAsync(length, cancellation);
            }
        }

        return row;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => stream.DisposeAsync();

    private async ValueTask BeginAsync(CancellationToken cancellation)
    {
        _begun = true;
        var head = new byte[Signature.Length];
        await FillAsync(head, cancellation);
        _ = await NumberAsync(cancellation);
        var extension = await NumberAsync(cancellation);
        if (!head.AsSpan().SequenceEqual(Signature) || extension < 0)
        {
            throw new DamagedException(path, "holds no rows in the binary COPY format");
        }

        await SkipAsync(extension, cancellation);
    }

    private async ValueTask<int> NumberAsync(CancellationToken cancellation)
    {
        await FillAsync(_number, cancellation);
        return BinaryPrimitives.ReadInt32BigEndian(_number);
    }

    private async ValueTask FillAsync(Memory<byte> target, CancellationToken cancellation)
    {
        while (target.Length > 0)
        {
            await MoreAsync(cancellation);
            var count = Math.Min(target.Length, _end - _at);
            _buffer.AsMemory(_at, count).CopyTo(target);
            _at += count;
            target = target[count..];
        }
    }

    private async ValueTask SkipAsync(int length, CancellationToken cancellation)
    {
        while (length > 0)
        {
            await MoreAsync(cancellation);
            var count = Math.Min(length, _end - _at);
            _at += count;
            length -= count;
        }
    }

    private async ValueTask MoreAsync(CancellationToken cancellation)
    {
        if (_at < _end)
        {
            return;
        }

        (_at, _end) = (0, await stream.ReadAsync(_buffer, cancellation));
        if (_end == 0)
        {
            throw new DamagedException(path, "ends within its rows");
        }
    }
}
