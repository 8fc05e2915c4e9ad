using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Platform.ServiceDefaults.Auth;

/// <summary>What a request presents. <c>Authorization</c> counts before <c>X-API-Key</c>.</summary>
/// <param name="Text">Key or token; null when nothing usable was presented.</param>
/// <param name="MayBeToken">False when the scheme says that it is a key.</param>
/// <param name="Failure">Why there is no text.</param>
internal readonly record struct Credentials(string? Text, bool MayBeToken, AuthFailure? Failure)
{
    private const int MaxLength = 8192;

    public static Credentials From(IHeaderDictionary headers, bool acceptApiKeyScheme)
    {
        var authorization = headers.Authorization;
        if (authorization.Count > 0)
        {
            return authorization is [{ } value] ? FromAuthorization(value, acceptApiKeyScheme) : Wrong;
        }

        return headers.TryGetValue("X-API-Key", out StringValues keys)
            ? keys is [{ } key] ? Taken(key, mayBeToken: false) : Wrong
            : new(null, false, AuthFailure.Missing);
    }

    private static Credentials Wrong => new(null, false, AuthFailure.Malformed);

    private static Credentials FromAuthorization(string value, bool acceptApiKeyScheme)
    {
        var space = value.IndexOf(' ', StringComparison.Ordinal);
        var (scheme, text) = space < 0 ? (value, "") : (value[..space], value[(space + 1)..]);
        return scheme.ToUpperInvariant() switch
        {
            "BEARER" => Taken(text, mayBeToken: true),
            "APIKEY" when acceptApiKeyScheme => Taken(text, mayBeToken: false),
            _ => Wrong,
        };
    }

    private static Credentials Taken(string text, bool mayBeToken) =>
        text.Trim() is { Length: > 0 and <= MaxLength } key ? new(key, mayBeToken, null) : Wrong;
}
