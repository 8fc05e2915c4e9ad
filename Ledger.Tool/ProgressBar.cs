namespace Ledger.Tool;

/// <summary>One line that fills while a file is read; written again only when it looks different.</summary>
internal sealed class ProgressBar(TextWriter output, string phase, long total) : IDisposable
{
    private const int Width = 30;

    private int _shown = -1;

    /// <summary>Shows how much of the total is done.</summary>
    public void Report(long done)
    {
        var cells = total == 0 ? Width : (int)(Width * done / total);
        if (cells != _shown)
        {
            _shown = cells;
            output.Write($"\r{phase,-10} [{new string('#', cells)}{new string('.', Width - cells)}]");
        }
    }

    /// <summary>Names the next phase, whose end is not known.</summary>
    public void Next(string name) => output.Write($"\r{name,-10} [{new string('#', Width)}]");

    /// <inheritdoc/>
    public void Dispose() => output.WriteLine();
}

/// <summary>A stream that reports how far it was read.</summary>
internal sealed class WatchedStream(Stream inner, ProgressBar bar) : Stream
{
    private long _read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => inner.Length;

    public override long Position { get => _read; set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        bar.Report(_read += read);
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = inner.Read(buffer, offset, count);
        bar.Report(_read += read);
        return read;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
