using System.Security.Cryptography;
using System.Text;

namespace Ledger.Api.Tests.Backups;

/// <summary>
/// What a server does with a signed request, written from Amazon's description of Signature Version 4 and apart from the code
/// under test: it rebuilds the canonical request from what arrived, byte for byte.
/// </summary>
internal static class SignatureCheck
{
    /// <summary>Null when the request is signed by the secret's holder; else S3's error code.</summary>
    /// <param name="method">Method.</param>
    /// <param name="target">Path and query as they stood in the request line.</param>
    /// <param name="headers">Headers by lower-case name.</param>
    /// <param name="accessKey">The only access key there is.</param>
    /// <param name="secret">Its secret.</param>
    /// <param name="region">Region of the server.</param>
    public static string? Refuse(
        string method, string target, IReadOnlyDictionary<string, string> headers, string accessKey, string secret, string region)
    {
        const string Scheme = "AWS4-HMAC-SHA256 ";
        if (!headers.TryGetValue("authorization", out var authorization) || !authorization.StartsWith(Scheme, StringComparison.Ordinal))
        {
            return "AccessDenied";
        }

        var parts = authorization[Scheme.Length..].Split(',', StringSplitOptions.TrimEntries)
            .Select(part => part.Split('=', 2)).ToDictionary(part => part[0], part => part[1]);
        var credential = parts["Credential"].Split('/');
        var signed = parts["SignedHeaders"].Split(';');
        if (credential[0] != accessKey)
        {
            return "InvalidAccessKeyId";
        }

        // Whatever speaks to S3 itself must be under the signature, and so must the host.
        if (!signed.SequenceEqual(signed.Order(StringComparer.Ordinal)) || !signed.Contains("host") || !headers.ContainsKey("x-amz-content-sha256")
            || headers.Keys.Any(name => name.StartsWith("x-amz-", StringComparison.Ordinal) && !signed.Contains(name)))
        {
            return "AccessDenied";
        }

        var question = target.IndexOf('?', StringComparison.Ordinal);
        var (path, query) = question < 0 ? (target, "") : (target[..question], target[(question + 1)..]);
        var lines = new List<string> { method, path };
        var arguments = new List<(string Name, string Value)>();
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            arguments.Add(at < 0 ? (pair, "") : (pair[..at], pair[(at + 1)..]));
        }

        arguments.Sort((a, b) => a.Name == b.Name ? string.CompareOrdinal(a.Value, b.Value) : string.CompareOrdinal(a.Name, b.Name));
        lines.Add(string.Join("&", arguments.Select(argument => argument.Name + "=" + argument.Value)));
        lines.AddRange(signed.Select(name => name + ":" + headers[name].Trim()));
        lines.Add("");
        lines.Add(parts["SignedHeaders"]);
        lines.Add(headers["x-amz-content-sha256"]);

        var (day, scopeRegion) = (credential[1], credential[2]);
        if (scopeRegion != region || credential[3] != "s3" || credential[4] != "aws4_request" || !headers["x-amz-date"].StartsWith(day, StringComparison.Ordinal))
        {
            return "AuthorizationHeaderMalformed";
        }

        var toSign = string.Join("\n", "AWS4-HMAC-SHA256", headers["x-amz-date"], string.Join("/", credential[1..]),
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join("\n", lines)))));
        var key = Encoding.UTF8.GetBytes("AWS4" + secret);
        foreach (var step in (string[])[day, region, "s3", "aws4_request", toSign])
        {
            using var mac = new HMACSHA256(key);
            key = mac.ComputeHash(Encoding.UTF8.GetBytes(step));
        }

        return Convert.ToHexStringLower(key) == parts["Signature"] ? null : "SignatureDoesNotMatch";
    }
}
