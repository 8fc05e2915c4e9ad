namespace Ledger.Api.Backups.Targets;

/// <summary>Reads an object; when the connection breaks, asks for the rest of the same object and goes on.</summary>
internal sealed class DownloadStream(
    HttpResponseMessage response, Func<long, string, CancellationToken, Task<HttpResponseMessage>> resume, Stream body) : Stream
{
    private const int MaxBreaks = 5;

    private readonly string? _tag = response.Headers.ETag?.ToString();
    private readonly long? _length = response.Content.Headers.ContentLength;
    private HttpResponseMessage _response = response;
    private Stream _body = body;
    private long _at;
    private int _breaks;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            try
            {
                var read = await _body.ReadAsync(buffer, cancellationToken);
                _at += read;
                return read;
            }
            catch (Exception broken) when (broken is IOException or HttpRequestException && _tag is not null && _length is not null && ++_breaks <= MaxBreaks)
            {
                await _body.DisposeAsync();
                _response.Dispose();
                _response = await resume(_at, _tag, cancellationToken);
                _body = await _response.Content.ReadAsStreamAsync(cancellationToken);
            }
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _body.Dispose();
            _response.Dispose();
        }

        base.Dispose(disposing);
    }
}
