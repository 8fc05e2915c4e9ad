using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Ledger.Api.Backups.Targets;

/// <summary>Who signs requests, and for which region.</summary>
/// <param name="AccessKey">Access key id.</param>
/// <param name="SecretKey">Secret access key.</param>
/// <param name="Region">Region, such as us-east-1.</param>
internal sealed record S3Credentials(string AccessKey, string SecretKey, string Region)
{
    /// <inheritdoc/>
    public override string ToString() => AccessKey;
}

/// <summary>
/// AWS Signature Version 4 for S3 (Amazon S3 API Reference, "Signature Calculations for the Authorization Header: Transferring
/// Payload in a Single Chunk"). Paths are encoded once and never normalized, as S3 alone wants it.
/// </summary>
internal static class SignatureV4
{
    private const string Algorithm = "AWS4-HMAC-SHA256";
    private const string Service = "s3";
    private const string Unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    /// <summary>Hash of an empty payload.</summary>
    public static readonly string EmptyHash = Convert.ToHexStringLower(SHA256.HashData([]));

    /// <summary>Signs a request: adds <c>x-amz-date</c>, <c>x-amz-content-sha256</c> and <c>Authorization</c>; all other headers must be set.</summary>
    /// <param name="request">Its URI must be encoded as <see cref="Encode"/> does.</param>
    /// <param name="payloadHash">SHA-256 of the body, lower-case hexadecimal.</param>
    /// <param name="credentials">Who signs.</param>
    /// <param name="now">When; S3 refuses more than 15 minutes off.</param>
    public static void Sign(HttpRequestMessage request, string payloadHash, S3Credentials credentials, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(request);
        var time = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        request.Headers.TryAddWithoutValidation("x-amz-content-sha256", payloadHash);
        request.Headers.TryAddWithoutValidation("x-amz-date", time);
        request.Headers.Host ??= request.RequestUri!.Authority;

        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, values) in request.Headers)
        {
            headers[name.ToLowerInvariant()] = string.Join(',', values.Select(Trim));
        }

        var signed = string.Join(';', headers.Keys);
        var canonical = new StringBuilder()
            .Append(request.Method.Method).Append('\n')
            .Append(request.RequestUri!.AbsolutePath).Append('\n')
            .Append(Query(request.RequestUri)).Append('\n');
        foreach (var (name, value) in headers)
        {
            canonical.Append(name).Append(':').Append(value).Append('\n');
        }

        canonical.Append('\n').Append(signed).Append('\n').Append(payloadHash);
        var scope = $"{time[..8]}/{credentials.Region}/{Service}/aws4_request";
        var text = $"{Algorithm}\n{time}\n{scope}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical.ToString())))}";
        var signature = Hex(Hmac(Key(credentials, time[..8]), text));
        request.Headers.TryAddWithoutValidation(
            "Authorization", $"{Algorithm} Credential={credentials.AccessKey}/{scope},SignedHeaders={signed},Signature={signature}");
    }

    /// <summary>Percent-encodes UTF-8 as S3 wants it: all but letters, digits and <c>-._~</c>, and the slash where told.</summary>
    public static string Encode(string text, bool keepSlash)
    {
        var encoded = new StringBuilder(text.Length);
        foreach (var b in Encoding.UTF8.GetBytes(text))
        {
            if (Unreserved.Contains((char)b, StringComparison.Ordinal) || (keepSlash && b == '/'))
            {
                encoded.Append((char)b);
            }
            else
            {
                encoded.Append('%').Append(b.ToString("X2", CultureInfo.InvariantCulture));
            }
        }

        return encoded.ToString();
    }

    private static byte[] Key(S3Credentials credentials, string date) =>
        Hmac(Hmac(Hmac(Hmac(Encoding.UTF8.GetBytes("AWS4" + credentials.SecretKey), date), credentials.Region), Service), "aws4_request");

    // Sorted by encoded name; a name without value has an empty one.
    private static string Query(Uri uri) => string.Join('&', uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split('=', 2) is [var name, var value] ? (name, value) : (name: pair, value: ""))
        .OrderBy(pair => pair.name, StringComparer.Ordinal).ThenBy(pair => pair.value, StringComparer.Ordinal)
        .Select(pair => $"{pair.name}={pair.value}"));

    private static string Trim(string value) => string.Join(' ', value.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static byte[] Hmac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
