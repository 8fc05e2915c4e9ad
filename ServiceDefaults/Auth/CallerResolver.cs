using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Platform.ServiceDefaults.Auth;

/// <summary>Finds out who calls from what the request presents: a token, a key from settings, a key kept elsewhere.</summary>
internal sealed class CallerResolver(IOptions<EdgeOptions> edge, IEnumerable<IApiKeySource> sources, TimeProvider time)
{
    private const int MaxKeyLength = 512;

    private readonly AuthOptions _options = edge.Value.Auth;
    private readonly JwtValidator _tokens = new(edge.Value.Auth.Jwt, edge.Value.Service, time);
    private readonly IApiKeySource[] _sources = [.. sources];

    public async ValueTask<(Caller? Caller, AuthFailure Failure)> ResolveAsync(
        IHeaderDictionary headers, CancellationToken cancellationToken)
    {
        var presented = Credentials.From(headers, _options.AcceptApiKeyScheme);
        if (presented.Text is not { } text)
        {
            return (null, presented.Failure!.Value);
        }

        // A token first, and then a key all the same: nothing forbids a key with two dots in it.
        var failure = AuthFailure.UnknownKey;
        if (presented.MayBeToken && _options.Jwt.IsEnabled && text.Count('.') == 2)
        {
            if (_tokens.Validate(text, out var claims) is not { } refused)
            {
                return (FromToken(claims), default);
            }

            failure = refused;
        }

        return (await FromKeyAsync(text, cancellationToken).ConfigureAwait(false), failure);
    }

    private async ValueTask<Caller?> FromKeyAsync(string text, CancellationToken cancellationToken)
    {
        if (text.Length > MaxKeyLength)
        {
            return null;
        }

        if (Match(ApiKey.HashOf(text)) is { } key)
        {
            var grants = key.Grants ?? [_options.DefaultKeyRole];
            return new Caller(_options.NameOf(key), CallerKind.ApiKey, _options.Expand(grants)) { Roles = [.. grants] };
        }

        foreach (var source in _sources)
        {
            if (await source.FindAsync(text, cancellationToken).ConfigureAwait(false) is { } owner)
            {
                return new Caller(owner.Id, CallerKind.ApiKey, _options.Expand(owner.Grants))
                {
                    Roles = [.. owner.Grants],
                    Claims = [.. owner.Claims.Select(claim => new Claim(claim.Key, claim.Value))],
                };
            }
        }

        return null;
    }

    // Every key is compared, whole and in constant time, so that the time taken tells neither which nor how much matched.
    private ApiKey? Match(byte[] hash)
    {
        ApiKey? found = null;
        foreach (var key in _options.Keys)
        {
            if (CryptographicOperations.FixedTimeEquals(key.Hash, hash))
            {
                found = key;
            }
        }

        return found;
    }

    private Caller FromToken(JsonElement claims)
    {
        var roles = TextsOf(claims, "roles").ToList();
        var permissions = TextsOf(claims, "permissions").ToList();
        return new Caller(
            claims.GetProperty("sub").GetString()!,
            CallerKind.User,
            [.. _options.Expand(roles, rolesOnly: true).Union(_options.Expand(permissions))])
        {
            Roles = roles,
            Claims = [.. claims.EnumerateObject()
                .Where(claim => claim.Name is not (Caller.IdClaim or Caller.KindClaim or Caller.RoleClaim or Caller.PermissionClaim))
                .SelectMany(claim => Values(claim.Value).Select(value => new Claim(claim.Name, value)))],
        };
    }

    private static IEnumerable<string> TextsOf(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var claim) ? JwtValidator.Texts(claim) : [];

    private static IEnumerable<string> Values(JsonElement claim) => claim.ValueKind switch
    {
        JsonValueKind.String or JsonValueKind.Array => JwtValidator.Texts(claim),
        JsonValueKind.Null => [],
        _ => [claim.GetRawText()],
    };
}
