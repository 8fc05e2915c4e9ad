using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Platform.ServiceDefaults.Auth;

/// <summary>A key that callers may present, kept as its SHA-256 only.</summary>
/// <param name="Name">Name of the key's owner; null when none was given.</param>
/// <param name="Hash">SHA-256 over the key's UTF-8 bytes, 32 bytes.</param>
/// <param name="Grants">Roles or permissions of the key; null gives the service's default role.</param>
public sealed partial record ApiKey(string? Name, byte[] Hash, IReadOnlyList<string>? Grants)
{
    /// <summary>A key without name or role, for settings that hold exactly one.</summary>
    public static ApiKey Whole(string key) => new(null, HashOf(key), null);

    /// <summary>SHA-256 over the key's UTF-8 bytes.</summary>
    public static byte[] HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    /// <summary>
    /// Reads one entry <c>[name=]key[:role[|role…]]</c>, where the key may be <c>sha256:</c> and 64 hexadecimal digits. A
    /// key that ends in <c>=</c>, as Base64 does, needs no name before it; one that contains <c>:</c> is given by its hash.
    /// </summary>
    /// <param name="entry">The entry, trimmed.</param>
    /// <param name="key">The key; null when the entry is malformed.</param>
    /// <returns>What is wrong with the entry, without its text; null when nothing is.</returns>
    public static string? Parse(string entry, out ApiKey? key)
    {
        key = null;
        string? name = null;
        if (Named().Match(entry) is { Success: true } named)
        {
            name = named.Groups["name"].Value;
            entry = named.Groups["rest"].Value;
        }

        byte[] hash;
        string role;
        if (entry.StartsWith("sha256:", StringComparison.Ordinal))
        {
            if (Digest().Match(entry) is not { Success: true } digest)
            {
                return "has 'sha256:' without 64 hexadecimal digits after it";
            }

            hash = Convert.FromHexString(digest.Groups["hex"].Value);
            role = digest.Groups["role"].Value;
        }
        else
        {
            var colon = entry.IndexOf(':', StringComparison.Ordinal);
            var secret = colon < 0 ? entry : entry[..colon];
            if (secret.Length == 0)
            {
                return "holds no key";
            }

            hash = HashOf(secret);
            role = colon < 0 ? "" : entry[(colon + 1)..];
            if (colon >= 0 && role.Length == 0)
            {
                return "ends in ':' without a role after it";
            }
        }

        var grants = role.Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        key = new ApiKey(name, hash, grants.Length == 0 ? null : grants);
        return null;
    }

    // Base64 padding at the end of a nameless key is no name before an empty one.
    [GeneratedRegex("^(?<name>[A-Za-z0-9][A-Za-z0-9._@-]{0,63})=(?<rest>(?!=*(:|$)).+)$")]
    private static partial Regex Named();

    [GeneratedRegex("^sha256:(?<hex>[0-9A-Fa-f]{64})(:(?<role>.+))?$")]
    private static partial Regex Digest();
}
