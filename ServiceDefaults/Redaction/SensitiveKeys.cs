using System.Buffers;

namespace Platform.ServiceDefaults.Redaction;

/// <summary>Which names say that their value is a secret, in settings, JSON, queries and log values alike.</summary>
internal static class SensitiveKeys
{
    private static readonly string[] Words =
    [
        "token", "secret", "password", "passwd", "pwd", "passphrase", "api_key", "apikey", "api-key", "access_key",
        "accesskey", "private_key", "privatekey", "authorization", "kaggle_key", "credential", "cookie",
    ];

    /// <summary>Finds the words, letter case aside.</summary>
    internal static readonly SearchValues<string> Search = SearchValues.Create(Words, StringComparison.OrdinalIgnoreCase);

    internal static bool IsSensitive(ReadOnlySpan<char> key) => key.ContainsAny(Search);

    /// <summary>True for passwords, of which not even the beginning may be shown.</summary>
    internal static bool IsPassword(ReadOnlySpan<char> key) =>
        key.Contains("passw", StringComparison.OrdinalIgnoreCase)
        || key.Contains("passphrase", StringComparison.OrdinalIgnoreCase)
        || key.Contains("pwd", StringComparison.OrdinalIgnoreCase);

    /// <summary>True for <c>AuthorizationRequirement: …</c>: only the header itself carries a credential.</summary>
    internal static bool IsProse(ReadOnlySpan<char> key) =>
        key.StartsWith("authorization", StringComparison.OrdinalIgnoreCase) && key.Length > "authorization".Length;

    /// <summary>True for <c>max_tokens=2000</c>: language models count tokens, and a count is no secret.</summary>
    internal static bool IsCount(ReadOnlySpan<char> key, ReadOnlySpan<char> value) =>
        value.Length is > 0 and <= 7
        && !value.ContainsAnyExceptInRange('0', '9')
        && key.Contains("token", StringComparison.OrdinalIgnoreCase);
}
