namespace Ledger.Api.Backups.Targets;

/// <summary>Reads an object; when the connection breaks, asks for the rest of the same object and goes on.</summary>
internal sealed class DownloadStream(
    HttpResponseMessage response, Func<long, string, CancellationToken, Task<HttpResponseMessage>> resume, Stream body) : OneWayStream
{
    private const int MaxBreaks = 5;

    private readonly string? _tag = response.Headers.ETag?.ToString();
    private readonly long? _length = response.Content.Headers.ContentLength;
    private HttpResponseMessage _response = response;
    private Stream _body = body;
    private long _at;
    private int _breaks;

    public override bool CanRead => true;

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
