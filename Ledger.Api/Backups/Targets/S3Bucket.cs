using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Xml.Linq;

namespace Ledger.Api.Backups.Targets;

/// <summary>Where a bucket is, and who may write to it.</summary>
/// <param name="Endpoint">Address of the service, such as https://s3.eu-central-1.amazonaws.com or http://127.0.0.1:9000.</param>
/// <param name="Bucket">Bucket name; addressed by path.</param>
/// <param name="Prefix">What every key begins with; empty, or ends in a slash.</param>
/// <param name="Credentials">Who signs.</param>
internal sealed record S3Place(Uri Endpoint, string Bucket, string Prefix, S3Credentials Credentials);

/// <summary>The bucket did not do what was asked; the message holds status and code, never a key.</summary>
internal sealed class S3Exception(string message, Exception? cause = null) : IOException(message, cause);

/// <summary>
/// A bucket of an S3-compatible service: requests signed one by one, large files in parts (an object appears only when all its
/// parts are there), downloads that go on where a connection broke. Memory: one part.
/// </summary>
internal sealed class S3Bucket(IHttpClientFactory clients, S3Place place, TimeProvider time, TimeSpan firstPause) : IBackupTarget
{
    /// <summary>Name of the HTTP client; its pipeline must not retry, because each attempt is signed anew here.</summary>
    public const string ClientName = "s3";

    private const int PartBytes = 8 << 20;
    private const int MaxParts = 10_000;
    private const int Attempts = 5;

    /// <inheritdoc/>
    public string Name => "remote";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StoredObject>> ListAsync(string prefix, CancellationToken cancellation)
    {
        var found = new List<StoredObject>();
        string? next = null;
        do
        {
            var query = $"list-type=2&prefix={SignatureV4.Encode(place.Prefix + prefix, keepSlash: false)}"
                + (next is null ? "" : "&continuation-token=" + SignatureV4.Encode(next, keepSlash: false));
            var page = await XmlAsync(HttpMethod.Get, null, query, default, cancellation);
            found.AddRange(Children(page, "Contents").Select(item => new StoredObject(
                Value(item, "Key")![place.Prefix.Length..], long.Parse(Value(item, "Size")!, CultureInfo.InvariantCulture))));
            next = Value(page, "IsTruncated") == "true" ? Value(page, "NextContinuationToken") : null;
        }
        while (next is not null);
        found.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path));
        return found;
    }

    /// <inheritdoc/>
    public async Task<Stream?> OpenAsync(string path, CancellationToken cancellation)
    {
        var response = await SendAsync(HttpMethod.Get, path, "", default, null, cancellation, HttpStatusCode.NotFound);
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            response.Dispose();
            return null;
        }

        return new DownloadStream(response, (offset, tag, token) => SendAsync(HttpMethod.Get, path, "", default, request =>
        {
            request.Headers.Range = new RangeHeaderValue(offset, null);
            request.Headers.TryAddWithoutValidation("If-Match", tag);
        }, token), await response.Content.ReadAsStreamAsync(cancellation));
    }

    /// <inheritdoc/>
    public async Task PutAsync(string path, string file, CancellationToken cancellation)
    {
        await using var source = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.Asynchronous | FileOptions.SequentialScan);
        var size = (int)Math.Max(PartBytes, (source.Length + MaxParts - 1) / MaxParts);
        var buffer = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            if (source.Length <= size)
            {
                var length = await source.ReadAtLeastAsync(buffer.AsMemory(0, size), size, throwOnEndOfStream: false, cancellation);
                (await SendAsync(HttpMethod.Put, path, "", buffer.AsMemory(0, length), null, cancellation)).Dispose();
            }
            else
            {
                await PutPartsAsync(path, source, buffer.AsMemory(0, size), cancellation);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <inheritdoc/>
    public async Task DeleteAsync(string path, CancellationToken cancellation) =>
        (await SendAsync(HttpMethod.Delete, path, "", default, null, cancellation, HttpStatusCode.NotFound)).Dispose();

    /// <inheritdoc/>
    public async Task SweepAsync(string prefix, DateTimeOffset before, CancellationToken cancellation)
    {
        var started = $"uploads&prefix={SignatureV4.Encode(place.Prefix + prefix, keepSlash: false)}";
        var next = "";
        do
        {
            var page = await XmlAsync(HttpMethod.Get, null, started + next, default, cancellation);
            foreach (var upload in Children(page, "Upload").Where(upload => BegunAt(upload) < before))
            {
                await AbortAsync(Value(upload, "Key")![place.Prefix.Length..], UploadId(upload), cancellation);
            }

            next = Value(page, "IsTruncated") != "true" ? ""
                : $"&key-marker={Marker(page, "NextKeyMarker")}&upload-id-marker={Marker(page, "NextUploadIdMarker")}";
        }
        while (next.Length > 0);

        static DateTimeOffset BegunAt(XElement upload) => DateTimeOffset.Parse(Value(upload, "Initiated")!, CultureInfo.InvariantCulture);
        static string Marker(XElement page, string name) => SignatureV4.Encode(Value(page, name) ?? "", keepSlash: false);
    }

    private async Task PutPartsAsync(string path, FileStream source, Memory<byte> buffer, CancellationToken cancellation)
    {
        var begun = await XmlAsync(HttpMethod.Post, path, "uploads", default, cancellation);
        var upload = UploadId(begun);
        try
        {
            var parts = new XElement("CompleteMultipartUpload");
            for (var number = 1; ; number++)
            {
                var length = await source.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
                if (length == 0)
                {
                    break;
                }

                using var stored = await SendAsync(
                    HttpMethod.Put, path, string.Create(CultureInfo.InvariantCulture, $"partNumber={number}&{upload}"), buffer[..length], null, cancellation);
                var tag = stored.Headers.ETag?.ToString() ?? throw new S3Exception("remote: a part without an entity tag");
                parts.Add(new XElement("Part", new XElement("PartNumber", number), new XElement("ETag", tag)));
            }

            // The answer's head comes before the work is done: what failed stands in the body.
            var done = await XmlAsync(HttpMethod.Post, path, upload, System.Text.Encoding.UTF8.GetBytes(parts.ToString(SaveOptions.DisableFormatting)), cancellation);
            if (done.Name.LocalName != "CompleteMultipartUploadResult")
            {
                throw new S3Exception($"remote: completing {path} answered {Value(done, "Code") ?? done.Name.LocalName}");
            }
        }
        catch
        {
            // Parts of an upload that nobody completes would be paid for until somebody looks.
            await AbortAsync(path, upload, CancellationToken.None);
            throw;
        }
    }

    private async Task AbortAsync(string path, string upload, CancellationToken cancellation) =>
        (await SendAsync(HttpMethod.Delete, path, upload, default, null, cancellation, HttpStatusCode.NotFound)).Dispose();

    private static string UploadId(XElement upload) =>
        "uploadId=" + SignatureV4.Encode(Value(upload, "UploadId") ?? throw new S3Exception("remote: an upload without an id"), keepSlash: false);

    private async Task<XElement> XmlAsync(HttpMethod method, string? path, string query, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        using var response = await SendAsync(method, path, query, body, null, cancellation);
        await using var text = await response.Content.ReadAsStreamAsync(cancellation);
        return await XElement.LoadAsync(text, LoadOptions.None, cancellation);
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string? path, string query, ReadOnlyMemory<byte> body, Action<HttpRequestMessage>? set, CancellationToken cancellation,
        params HttpStatusCode[] alsoGood)
    {
        var address = $"{place.Endpoint.GetLeftPart(UriPartial.Path).TrimEnd('/')}/{SignatureV4.Encode(place.Bucket, keepSlash: false)}"
            + (path is null ? "" : "/" + SignatureV4.Encode(place.Prefix + path, keepSlash: true)) + (query.Length > 0 ? "?" + query : "");
        var hash = body.Length == 0 ? SignatureV4.EmptyHash : Convert.ToHexStringLower(SHA256.HashData(body.Span));
        var pause = firstPause;
        for (var attempt = 1; ; attempt++, pause *= 2)
        {
            using var request = new HttpRequestMessage(method, new Uri(address, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
            if (body.Length > 0 || method == HttpMethod.Put || method == HttpMethod.Post)
            {
                request.Content = new ReadOnlyMemoryContent(body);
            }

            set?.Invoke(request);
            SignatureV4.Sign(request, hash, place.Credentials, time.GetUtcNow());
            string failure;
            try
            {
                var response = await clients.CreateClient(ClientName).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
                if (response.IsSuccessStatusCode || alsoGood.Contains(response.StatusCode))
                {
                    return response;
                }

                using (response)
                {
                    failure = $"remote: {method} {path} answered {(int)response.StatusCode} {await CodeAsync(response, cancellation)}".TrimEnd();
                    if (attempt == Attempts || response.StatusCode is < HttpStatusCode.InternalServerError and not (HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests))
                    {
                        throw new S3Exception(failure);
                    }
                }
            }
            catch (Exception cause) when (cause is HttpRequestException or IOException and not S3Exception || cause.GetType().Namespace == "Polly.Timeout")
            {
                if (attempt == Attempts)
                {
                    throw new S3Exception($"remote: {method} {path} had no answer", cause);
                }
            }

            await Task.Delay(pause, time, cancellation);
        }
    }

    // An error's body is XML, if it is anything.
    private static async Task<string> CodeAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellation);
            return Value(await XElement.LoadAsync(body, LoadOptions.None, cancellation), "Code") ?? "";
        }
        catch (System.Xml.XmlException)
        {
            return "";
        }
    }

    private static IEnumerable<XElement> Children(XElement parent, string name) => parent.Elements().Where(child => child.Name.LocalName == name);

    private static string? Value(XElement parent, string name) => Children(parent, name).FirstOrDefault()?.Value;
}
