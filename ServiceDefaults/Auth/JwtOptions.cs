using System.Security.Cryptography;
using System.Text;
using Platform.ServiceDefaults.Settings;

namespace Platform.ServiceDefaults.Auth;

/// <summary>Which tokens a service takes. One algorithm only: HS256, or RS256 once a public key is set.</summary>
public sealed class JwtOptions
{
    /// <summary>Shortest secret, in bytes: the hash length of HS256 (RFC 7518 §3.2).</summary>
    public const int MinSecretBytes = 32;

    /// <summary>Secret of HS256; null takes no such tokens.</summary>
    public byte[]? Secret { get; set; }

    /// <summary>Public key of RS256; when set, HS256 tokens are refused whatever signed them. Null by default.</summary>
    public RSA? PublicKey { get; set; }

    /// <summary>Tolerance for clocks that differ. Default 60 s.</summary>
    public TimeSpan Skew { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Issuer that tokens must name; null leaves <c>iss</c> unread.</summary>
    public string? Issuer { get; set; }

    /// <summary>Audience that tokens must name; null takes tokens without <c>aud</c> and those for this service's name.</summary>
    public string? Audience { get; set; }

    /// <summary>How long a token made here is good. Default 24 h.</summary>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromHours(24);

    /// <summary>True when any token can be taken.</summary>
    public bool IsEnabled => Secret is not null || PublicKey is not null;

    /// <summary>Takes the secret from the first named setting that is set; one shorter than 32 bytes stops the start.</summary>
    public void ReadSecret(SettingsReader settings, params ReadOnlySpan<string> names)
    {
        ArgumentNullException.ThrowIfNull(settings);
        foreach (var name in names)
        {
            if (settings.Secret(name) is not { } text)
            {
                continue;
            }

            var secret = Encoding.UTF8.GetBytes(text);
            if (secret.Length < MinSecretBytes)
            {
                settings.Fault($"{name} must be at least {MinSecretBytes} bytes");
                return;
            }

            Secret = secret;
            return;
        }
    }
}
