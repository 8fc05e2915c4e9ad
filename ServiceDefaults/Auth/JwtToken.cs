using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Platform.ServiceDefaults.Auth;

/// <summary>What a token says; times are whole seconds, as RFC 7519 has them.</summary>
/// <param name="Subject">Claim <c>sub</c>.</param>
/// <param name="IssuedAt">Claim <c>iat</c>.</param>
/// <param name="Lifetime">From <c>iat</c> to <c>exp</c>.</param>
public sealed record JwtGrant(string Subject, DateTimeOffset IssuedAt, TimeSpan Lifetime)
{
    /// <summary>Claim <c>roles</c>; empty leaves it out.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>Claim <c>permissions</c>; empty leaves it out.</summary>
    public IReadOnlyList<string> Permissions { get; init; } = [];

    /// <summary>Claim <c>iss</c>; null leaves it out.</summary>
    public string? Issuer { get; init; }

    /// <summary>Claim <c>aud</c>; null leaves it out.</summary>
    public string? Audience { get; init; }

    /// <summary>Further claims by name; a name above replaces what stands above.</summary>
    public IReadOnlyDictionary<string, object?> Claims { get; init; } = new Dictionary<string, object?>();
}

/// <summary>Makes HS256 tokens: for log-in endpoints, command-line tools and tests.</summary>
public static class JwtToken
{
    private static readonly byte[] Header = Base64Url.EncodeToUtf8("""{"alg":"HS256","typ":"JWT"}"""u8);

    /// <summary>Makes a token with a random <c>jti</c>.</summary>
    /// <param name="secret">At least 32 bytes.</param>
    /// <param name="grant">What the token says.</param>
    /// <exception cref="ArgumentException">The secret is too short.</exception>
    public static string Make(byte[] secret, JwtGrant grant)
    {
        ArgumentNullException.ThrowIfNull(secret);
        ArgumentNullException.ThrowIfNull(grant);
        if (secret.Length < JwtOptions.MinSecretBytes)
        {
            throw new ArgumentException($"The secret must be at least {JwtOptions.MinSecretBytes} bytes.", nameof(secret));
        }

        var issued = grant.IssuedAt.ToUnixTimeSeconds();
        var claims = new Dictionary<string, object?>
        {
            ["sub"] = grant.Subject,
            ["iat"] = issued,
            ["exp"] = issued + (long)grant.Lifetime.TotalSeconds,
            ["jti"] = Guid.NewGuid().ToString(),
        };
        Add("roles", grant.Roles.Count > 0 ? grant.Roles : null);
        Add("permissions", grant.Permissions.Count > 0 ? grant.Permissions : null);
        Add("iss", grant.Issuer);
        Add("aud", grant.Audience);
        foreach (var (name, value) in grant.Claims)
        {
            claims[name] = value;
        }

        byte[] signed = [.. Header, (byte)'.', .. Base64Url.EncodeToUtf8(JsonSerializer.SerializeToUtf8Bytes(claims))];
        return Encoding.ASCII.GetString(signed) + "." + Base64Url.EncodeToString(HMACSHA256.HashData(secret, signed));

        void Add(string name, object? value)
        {
            if (value is not null)
            {
                claims[name] = value;
            }
        }
    }
}
