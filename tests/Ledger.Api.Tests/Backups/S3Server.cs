using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Ledger.Api.Tests.Backups;

/// <summary>
/// A server on loopback that speaks the part of S3's protocol that a backup needs, path-style: objects, ranges, listings by
/// page, uploads in parts. It takes no request whose signature or body hash is wrong, and can be told to fail.
/// </summary>
internal sealed class S3Server : IAsyncDisposable
{
    public const string AccessKey = "AKIDTEST";
    public const string SecretKey = "a-secret/with+signs";
    public const string Bucket = "backups";
    private const int PageSize = 3;
    private static readonly XNamespace Names = "http://s3.amazonaws.com/doc/2006-03-01/";

    private readonly ConcurrentDictionary<string, Upload> _uploads = new();
    private WebApplication? _host;

    /// <summary>Objects by key.</summary>
    public ConcurrentDictionary<string, byte[]> Objects { get; } = new(StringComparer.Ordinal);

    /// <summary>Method and target of every request, good or bad.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Asked before each request; a status makes it fail with that, 0 breaks the connection, null lets it pass.</summary>
    public Func<string, int?> Fail { get; set; } = _ => null;

    /// <summary>Downloads break after so many bytes, once per entry.</summary>
    public ConcurrentQueue<int> BreakAfter { get; } = new();

    public int OpenUploads => _uploads.Count;

    /// <summary>Keys of the uploads that nobody ended, in order.</summary>
    public IReadOnlyList<string> OpenUploadKeys => [.. _uploads.Values.Select(upload => upload.Key).Order(StringComparer.Ordinal)];

    /// <summary>When uploads begin.</summary>
    public DateTimeOffset Now { get; set; } = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    public string Address => _host!.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    public static async Task<S3Server> StartAsync()
    {
        var server = new S3Server();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        server._host = builder.Build();
        server._host.Run(server.AnswerAsync);
        await server._host.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    /// <summary>Begins an upload, as a client would that then dies; gives its id.</summary>
    public string Begin(string key, DateTimeOffset at)
    {
        var id = Guid.NewGuid().ToString("N") + "+/=";
        _uploads[id] = new Upload(key, at, []);
        return id;
    }

    public async ValueTask DisposeAsync() => await _host!.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        var target = http.Features.Get<IHttpRequestFeature>()!.RawTarget;
        Requests.Enqueue($"{http.Request.Method} {target}");
        using var buffer = new MemoryStream();
        await http.Request.Body.CopyToAsync(buffer);
        var body = buffer.ToArray();
        if (Fail($"{http.Request.Method} {target}") is { } status)
        {
            if (status == 0)
            {
                http.Abort();
                return;
            }

            await ErrorAsync(http, status, "SlowDown");
            return;
        }

        var headers = http.Request.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString());
        if (SignatureCheck.Refuse(http.Request.Method, target, headers, AccessKey, SecretKey, "us-east-1") is { } refusal)
        {
            await ErrorAsync(http, 403, refusal);
        }
        else if (Convert.ToHexStringLower(SHA256.HashData(body)) != headers["x-amz-content-sha256"])
        {
            await ErrorAsync(http, 400, "XAmzContentSHA256Mismatch");
        }
        else if (http.Request.Path.Value!.TrimStart('/').Split('/', 2) is var path && path[0] != Bucket)
        {
            await ErrorAsync(http, 404, "NoSuchBucket");
        }
        else
        {
            await AnswerAsync(http, path.Length == 1 ? "" : path[1], body);
        }
    }

    private async Task AnswerAsync(HttpContext http, string key, byte[] body)
    {
        var query = http.Request.Query;
        var upload = query["uploadId"].ToString();
        switch (http.Request.Method)
        {
            case "GET" when key.Length == 0 && query["list-type"] == "2":
                await ListAsync(http, query["prefix"].ToString(), query["continuation-token"].ToString());
                break;
            case "GET" when key.Length == 0 && query.ContainsKey("uploads"):
                await ListUploadsAsync(http, query["prefix"].ToString(), (query["key-marker"].ToString(), query["upload-id-marker"].ToString()));
                break;
            case "GET" when Objects.TryGetValue(key, out var found):
                await DownloadAsync(http, found);
                break;
            case "GET":
                await ErrorAsync(http, 404, "NoSuchKey");
                break;
            case "PUT" when upload.Length > 0:
                if (!_uploads.TryGetValue(upload, out var open))
                {
                    await ErrorAsync(http, 404, "NoSuchUpload");
                    break;
                }

                open.Parts[int.Parse(query["partNumber"]!, CultureInfo.InvariantCulture)] = body;
                http.Response.Headers.ETag = Tag(body);
                break;
            case "PUT":
                Objects[key] = body;
                http.Response.Headers.ETag = Tag(body);
                break;
            case "POST" when query.ContainsKey("uploads"):
                var id = Begin(key, Now);
                await XmlAsync(http, 200, new XElement(Names + "InitiateMultipartUploadResult", new XElement(Names + "UploadId", id)));
                break;
            case "POST" when upload.Length > 0:
                await CompleteAsync(http, key, upload, body);
                break;
            case "DELETE":
                if (upload.Length > 0)
                {
                    if (!_uploads.TryGetValue(upload, out var aborted) || aborted.Key != key || !_uploads.TryRemove(upload, out _))
                    {
                        await ErrorAsync(http, 404, "NoSuchUpload");
                        break;
                    }
                }
                else
                {
                    Objects.TryRemove(key, out _);
                }

                http.Response.StatusCode = 204;
                break;
            default:
                await ErrorAsync(http, 405, "MethodNotAllowed");
                break;
        }
    }

    private async Task CompleteAsync(HttpContext http, string key, string upload, byte[] body)
    {
        var named = XElement.Parse(Encoding.UTF8.GetString(body)).Elements().Select(part => (
            Number: int.Parse(part.Elements().First(child => child.Name.LocalName == "PartNumber").Value, CultureInfo.InvariantCulture),
            Tag: part.Elements().First(child => child.Name.LocalName == "ETag").Value)).ToArray();
        if (!_uploads.TryGetValue(upload, out var open) || !named.SequenceEqual(open.Parts.Select(part => (part.Key, Tag(part.Value))))
            || open.Parts.SkipLast(1).Any(part => part.Value.Length < 5 << 20))
        {
            // As S3 does: 200, and the refusal in the body.
            await XmlAsync(http, 200, new XElement("Error", new XElement("Code", "InvalidPart")));
            return;
        }

        Objects[key] = [.. open.Parts.Values.SelectMany(part => part)];
        _uploads.TryRemove(upload, out _);
        await XmlAsync(http, 200, new XElement(Names + "CompleteMultipartUploadResult", new XElement(Names + "Key", key)));
    }

    private async Task ListAsync(HttpContext http, string prefix, string token)
    {
        var keys = Objects.Where(item => item.Key.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(item.Key, token) > 0)
            .OrderBy(item => item.Key, StringComparer.Ordinal).ToArray();
        var page = keys.Take(PageSize).ToArray();
        await XmlAsync(http, 200, new XElement(
            Names + "ListBucketResult",
            new XElement(Names + "IsTruncated", keys.Length > PageSize ? "true" : "false"),
            keys.Length > PageSize ? new XElement(Names + "NextContinuationToken", page[^1].Key) : null,
            page.Select(item => new XElement(Names + "Contents", new XElement(Names + "Key", item.Key), new XElement(Names + "Size", item.Value.Length)))));
    }

    private async Task ListUploadsAsync(HttpContext http, string prefix, (string Key, string Id) after)
    {
        var open = _uploads.Where(upload => upload.Value.Key.StartsWith(prefix, StringComparison.Ordinal))
            .OrderBy(upload => upload.Value.Key, StringComparer.Ordinal).ThenBy(upload => upload.Key, StringComparer.Ordinal)
            .Where(upload => string.CompareOrdinal(upload.Value.Key, after.Key) is var order && (order > 0 || (order == 0 && string.CompareOrdinal(upload.Key, after.Id) > 0)))
            .ToArray();
        var page = open.Take(PageSize).ToArray();
        await XmlAsync(http, 200, new XElement(
            Names + "ListMultipartUploadsResult",
            new XElement(Names + "IsTruncated", open.Length > PageSize ? "true" : "false"),
            open.Length > PageSize ? new XElement(Names + "NextKeyMarker", page[^1].Value.Key) : null,
            open.Length > PageSize ? new XElement(Names + "NextUploadIdMarker", page[^1].Key) : null,
            page.Select(upload => new XElement(
                Names + "Upload", new XElement(Names + "Key", upload.Value.Key), new XElement(Names + "UploadId", upload.Key),
                new XElement(Names + "Initiated", upload.Value.Begun.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture))))));
    }

    private async Task DownloadAsync(HttpContext http, byte[] found)
    {
        var from = 0;
        if (http.Request.Headers.IfMatch.Count > 0 && http.Request.Headers.IfMatch != Tag(found))
        {
            await ErrorAsync(http, 412, "PreconditionFailed");
            return;
        }

        if (http.Request.Headers.Range is [{ } range])
        {
            from = int.Parse(range["bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture);
            http.Response.StatusCode = 206;
        }

        http.Response.Headers.ETag = Tag(found);
        http.Response.ContentLength = found.Length - from;
        if (BreakAfter.TryDequeue(out var bytes) && from + bytes < found.Length)
        {
            await http.Response.Body.WriteAsync(found.AsMemory(from, bytes));
            await http.Response.Body.FlushAsync();
            http.Abort();
            return;
        }

        await http.Response.Body.WriteAsync(found.AsMemory(from));
    }

    private static string Tag(byte[] bytes) => $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..32]}\"";

    private static Task ErrorAsync(HttpContext http, int status, string code) => XmlAsync(http, status, new XElement("Error", new XElement("Code", code)));

    private static async Task XmlAsync(HttpContext http, int status, XElement xml)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/xml";
        await http.Response.WriteAsync(xml.ToString());
    }

    private sealed record Upload(string Key, DateTimeOffset Begun, SortedDictionary<int, byte[]> Parts);
}
