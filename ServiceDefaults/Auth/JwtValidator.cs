using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Platform.ServiceDefaults.Auth;

/// <summary>
/// Checks JSON Web Tokens in compact form (RFC 7519, RFC 7515 §3.1) against one pinned algorithm: the header may confirm
/// it, never choose it, so neither <c>none</c> nor a public key used as a secret can pass (RFC 8725 §3.1).
/// </summary>
/// <param name="options">Keys and expectations.</param>
/// <param name="service">Name of this service, the audience that tokens may name when none is configured.</param>
/// <param name="time">Clock.</param>
public sealed class JwtValidator(JwtOptions options, string service, TimeProvider time)
{
    private const int MaxTokenLength = 8192;

    // Duplicate members are read differently by different parsers, which is how a token passes one and means another.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    private string Algorithm => options.PublicKey is null ? "HS256" : "RS256";

    /// <summary>Checks a token.</summary>
    /// <param name="token">The token, without a scheme before it.</param>
    /// <param name="claims">The payload, an object, on success.</param>
    /// <returns>Null on success, else the first check that failed: form, algorithm, signature, then the claims.</returns>
    public AuthFailure? Validate(string token, out JsonElement claims)
    {
        ArgumentNullException.ThrowIfNull(token);
        claims = default;
        var first = token.IndexOf('.', StringComparison.Ordinal);
        var last = token.LastIndexOf('.');
        if (!options.IsEnabled || token.Length > MaxTokenLength || first <= 0 || last <= first
            || token.AsSpan(first + 1, last - first - 1).Contains('.')
            || Decode(token.AsSpan(0, first)) is not { } header)
        {
            return AuthFailure.Malformed;
        }

        // "crit" names extensions that must be understood; none is (RFC 7515 §4.1.11).
        if (Text(header, "alg") != Algorithm || header.TryGetProperty("crit", out _))
        {
            return AuthFailure.WrongAlgorithm;
        }

        if (!IsSigned(token.AsSpan(0, last), token.AsSpan(last + 1)))
        {
            return AuthFailure.BadSignature;
        }

        if (Decode(token.AsSpan(first + 1, last - first - 1)) is not { } payload)
        {
            return AuthFailure.Malformed;
        }

        claims = payload;
        return Times(payload) ?? Names(payload);
    }

    private bool IsSigned(ReadOnlySpan<char> signed, ReadOnlySpan<char> signature)
    {
        var message = Encoding.UTF8.GetBytes(signed.ToString());
        var presented = Encoding.UTF8.GetBytes(signature.ToString());
        if (options.PublicKey is { } key)
        {
            return Base64Url.IsValid(presented, out _)
                && key.VerifyData(message, Base64Url.DecodeFromUtf8(presented), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }

        // Compared as text: Base64 has several spellings of the same bytes, and a changed token must not pass.
        var expected = Base64Url.EncodeToUtf8(HMACSHA256.HashData(options.Secret!, message));
        return CryptographicOperations.FixedTimeEquals(expected, presented);
    }

    private AuthFailure? Times(JsonElement payload)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
        var skew = options.Skew.TotalSeconds;
        if (!TryTime(payload, "exp", out var expires) || expires is null
            || !TryTime(payload, "nbf", out var from) || !TryTime(payload, "iat", out var issued))
        {
            return AuthFailure.BadClaim;
        }

        if (now >= expires + skew)
        {
            return AuthFailure.Expired;
        }

        return now < from - skew || now < issued - skew ? AuthFailure.NotYetValid : null;
    }

    private AuthFailure? Names(JsonElement payload)
    {
        if (Text(payload, "sub") is not { Length: > 0 and <= 256 })
        {
            return AuthFailure.BadClaim;
        }

        if (options.Issuer is { } issuer && Text(payload, "iss") != issuer)
        {
            return AuthFailure.WrongIssuer;
        }

        var wanted = options.Audience ?? service;
        return payload.TryGetProperty("aud", out var audience) switch
        {
            false => options.Audience is null ? null : AuthFailure.WrongAudience,
            true => Texts(audience).Contains(wanted, StringComparer.Ordinal) ? null : AuthFailure.WrongAudience,
        };
    }

    /// <summary>A claim as a list: one text, or an array of texts; anything else is empty.</summary>
    internal static IEnumerable<string> Texts(JsonElement claim) => claim.ValueKind switch
    {
        JsonValueKind.String => [claim.GetString()!],
        JsonValueKind.Array => claim.EnumerateArray()
            .Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!),
        _ => [],
    };

    private static bool TryTime(JsonElement payload, string name, out double? seconds)
    {
        seconds = null;
        if (!payload.TryGetProperty(name, out var claim))
        {
            return true;
        }

        if (claim.ValueKind != JsonValueKind.Number || !claim.TryGetDouble(out var value) || !double.IsFinite(value))
        {
            return false;
        }

        seconds = value;
        return true;
    }

    private static string? Text(JsonElement fields, string name) =>
        fields.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static JsonElement? Decode(ReadOnlySpan<char> part)
    {
        if (!Base64Url.IsValid(part, out _))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(Base64Url.DecodeFromChars(part), Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object && IsText(document.RootElement)
                ? document.RootElement.Clone()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Text is decoded late, and broken UTF-8 or half a surrogate pair would throw where a claim is read.
    private static bool IsText(JsonElement element)
    {
        try
        {
            return element.ValueKind switch
            {
                JsonValueKind.Object => element.EnumerateObject().All(member => member.Name is not null && IsText(member.Value)),
                JsonValueKind.Array => element.EnumerateArray().All(IsText),
                JsonValueKind.String => element.GetString() is not null,
                _ => true,
            };
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
