using System.Buffers;
using System.Text;
using Microsoft.Extensions.Configuration;

namespace Platform.ServiceDefaults.Redaction;

/// <summary>
/// The secrets that this process holds, to be masked wherever they appear: as they are, URL-encoded and in Base64.
/// One set per process, because logs are.
/// </summary>
public static class KnownSecrets
{
    /// <summary>Shorter values are left alone: masking them would eat ordinary words.</summary>
    public const int MinLength = 8;

    private static readonly Lock Gate = new();
    private static readonly HashSet<string> Values = new(StringComparer.Ordinal);
    private static volatile SearchValues<string>? _search;

    /// <summary>Masks a value from now on. Values under <see cref="MinLength"/> characters are not taken.</summary>
    public static void Add(string? value)
    {
        if (value is null || value.Length < MinLength || string.IsNullOrWhiteSpace(value))
        {
            return;
        }

        lock (Gate)
        {
            var before = Values.Count;
            Values.Add(value);
            Values.Add(Uri.EscapeDataString(value));
            // Basic credentials are Base64 of user:password; the padding depends on what stands before and is left off.
            Values.Add(Convert.ToBase64String(Encoding.UTF8.GetBytes(value)).TrimEnd('='));
            if (Values.Count > before)
            {
                _search = SearchValues.Create([.. Values], StringComparison.Ordinal);
            }
        }
    }

    /// <summary>
    /// Takes the secrets out of a configuration: values under keys that name a secret, and the passwords inside
    /// connection strings and URLs.
    /// </summary>
    public static void AddFrom(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        foreach (var (key, value) in configuration.AsEnumerable())
        {
            // The shell's working directories are no passwords.
            if (value is not { Length: >= MinLength } || key is "PWD" or "OLDPWD")
            {
                continue;
            }

            if (key.StartsWith("ConnectionStrings:", StringComparison.OrdinalIgnoreCase) || value.Contains("://", StringComparison.Ordinal))
            {
                AddFromConnection(value);
            }
            else if (SensitiveKeys.IsSensitive(key) && !key.EndsWith("_FILE", StringComparison.OrdinalIgnoreCase))
            {
                AddSetting(value);
            }
        }
    }

    /// <summary>First place of a known secret in a text and its length; null when there is none.</summary>
    internal static (int Index, int Length)? Find(ReadOnlySpan<char> text)
    {
        if (_search is not { } search || text.IndexOfAny(search) is var index && index < 0)
        {
            return null;
        }

        var rest = text[index..];
        var length = 0;
        lock (Gate)
        {
            foreach (var value in Values)
            {
                if (value.Length > length && rest.StartsWith(value, StringComparison.Ordinal))
                {
                    length = value.Length;
                }
            }
        }

        return (index, length);
    }

    // One value, or a list of keys in the platform's format [name=]key[:role]; neither name nor role is a secret.
    private static void AddSetting(string value)
    {
        Add(value);
        foreach (var entry in value.Split([',', ';'], StringSplitOptions.TrimEntries))
        {
            var named = entry.IndexOf('=', StringComparison.Ordinal);
            var key = named > 0 && named < entry.Length - 1 && entry[named + 1] != '=' ? entry[(named + 1)..] : entry;
            var role = key.LastIndexOf(':');
            Add(role > 0 && key.AsSpan(role + 1).IndexOfAnyExceptInRange('a', 'z') < 0 ? key[..role] : key);
        }
    }

    private static void AddFromConnection(string value)
    {
        if (Uri.TryCreate(value, UriKind.Absolute, out var url) && url.UserInfo.Split(':', 2) is [_, var password])
        {
            Add(Uri.UnescapeDataString(password));
        }

        foreach (var part in value.Split(',', ';'))
        {
            if (part.Split('=', 2) is [var key, var text] && SensitiveKeys.IsSensitive(key))
            {
                Add(text.Trim().Trim('"', '\''));
            }
        }
    }
}
