using Platform.ServiceDefaults.Settings;

namespace Platform.ServiceDefaults.Auth;

/// <summary>Who may call a service, and what a caller without that right is told.</summary>
public sealed class AuthOptions
{
    private readonly List<string> _settings = [];

    /// <summary>False lets everybody in as an anonymous caller with every permission; refused in production. Default true.</summary>
    public bool IsEnabled { get; set; } = true;

    /// <summary>In development, being without any key or secret means open instead of closed. Default false.</summary>
    public bool OpenInDevelopmentWithoutSecret { get; set; }

    /// <summary>Keys from settings.</summary>
    public IList<ApiKey> Keys { get; } = [];

    /// <summary>Tokens.</summary>
    public JwtOptions Jwt { get; } = new();

    /// <summary>Permissions of each role; a role may stand wherever a permission may. <c>*</c> is every permission.</summary>
    public IDictionary<string, string[]> Roles { get; } = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["admin"] = [Caller.AllPermissions],
    };

    /// <summary>Role of a key that names none. Default <c>admin</c>.</summary>
    public string DefaultKeyRole { get; set; } = "admin";

    /// <summary>Hexadecimal digits of SHA-256(key) that name a key without a name. Default 12.</summary>
    public int UnnamedKeyDigits { get; set; } = 12;

    /// <summary>Takes <c>Authorization: ApiKey</c> too. Default false.</summary>
    public bool AcceptApiKeyScheme { get; set; }

    /// <summary>Value of <c>WWW-Authenticate</c>. Default <c>Bearer</c>.</summary>
    public string Challenge { get; set; } = "Bearer";

    /// <summary>Detail of a 401 without credentials.</summary>
    public string MissingMessage { get; set; } = "Missing authentication credentials";

    /// <summary>Detail of a 401 with wrong credentials.</summary>
    public string InvalidMessage { get; set; } = "Invalid authentication credentials";

    /// <summary>Wrong credentials are refused where none would be needed, too. Default false.</summary>
    public bool RefuseWrongCredentialsAnywhere { get; set; }

    /// <summary>An endpoint that is neither anonymous nor names a permission stops the start. Default false.</summary>
    public bool RequireDeclaredPermissions { get; set; }

    /// <summary>Counter of refused credentials, labelled <c>reason</c>. Default <c>auth_failures_total</c>.</summary>
    public string FailureCounter { get; set; } = "auth_failures_total";

    /// <summary>True when there is nothing that anybody could present.</summary>
    internal bool HasNoSecret => Keys.Count == 0 && !Jwt.IsEnabled;

    internal bool IsOpen { get; private set; }

    private string Source => _settings.FirstOrDefault() ?? "API keys";

    /// <summary>Reads a setting holding a comma-separated list of <c>[name=]key[:role]</c>.</summary>
    public void ReadKeys(SettingsReader settings, string name)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _settings.Add(name);
        var entries = settings.Secret(name)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
        for (var i = 0; i < entries.Length; i++)
        {
            if (ApiKey.Parse(entries[i], out var key) is { } problem)
            {
                settings.Fault($"{name}: entry {i + 1} {problem}; wanted [name=]key[:role].");
            }
            else
            {
                Keys.Add(key!);
            }
        }
    }

    /// <summary>Reads a setting that is one key as a whole.</summary>
    public void ReadKey(SettingsReader settings, string name)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _settings.Add(name);
        if (settings.Secret(name) is { } key)
        {
            Keys.Add(ApiKey.Whole(key));
        }
    }

    /// <summary>Reads the tokens' secret; shorter than 32 bytes stops the start.</summary>
    public void ReadJwtSecret(SettingsReader settings, params string[] names)
    {
        ArgumentNullException.ThrowIfNull(names);
        _settings.Add(names[0]);
        Jwt.ReadSecret(settings, names);
    }

    /// <summary>Permissions behind roles or permissions.</summary>
    internal IReadOnlyCollection<string> Expand(IEnumerable<string> grants, bool rolesOnly = false) =>
        [.. grants.SelectMany(grant => Roles.TryGetValue(grant, out var permissions) ? permissions : rolesOnly ? [] : [grant]).Distinct()];

    internal void Check(SettingsReader settings)
    {
        if (!IsEnabled)
        {
            IsOpen = true;
            if (settings.IsProduction)
            {
                settings.Fault("Authentication cannot be switched off in production.");
            }
        }
        else if (HasNoSecret)
        {
            IsOpen = OpenInDevelopmentWithoutSecret && settings.IsDevelopment;
            if (settings.IsProduction && _settings.Count > 0)
            {
                settings.Fault($"{string.Join(" or ", _settings)} must be set in production: without it nobody could be let in.");
            }
        }

        var known = Roles.Keys.Concat(Roles.Values.SelectMany(permissions => permissions)).ToHashSet(StringComparer.Ordinal);
        foreach (var key in Keys.Where(key => key.Grants?.Any(grant => !known.Contains(grant)) == true))
        {
            // The role's text is not shown: it may be the second half of a key that contains a colon.
            settings.Fault(
                $"{Source}: the role of key '{NameOf(key)}' is none of {string.Join(", ", known.Order(StringComparer.Ordinal))}; "
                + "a key that contains ':' is given as sha256:<64 hexadecimal digits>.");
        }

        foreach (var same in Keys.GroupBy(NameOf, StringComparer.Ordinal).Where(SameHash))
        {
            settings.Fault($"{Source}: the key '{same.Key}' is given {same.Count()} times.");
        }
    }

    /// <summary>The key's name, else the first digits of its hash.</summary>
    internal string NameOf(ApiKey key) => key.Name ?? Convert.ToHexStringLower(key.Hash)[..UnnamedKeyDigits];

    private static bool SameHash(IEnumerable<ApiKey> keys)
    {
        var hashes = keys.Select(key => Convert.ToHexString(key.Hash)).ToList();
        return hashes.Distinct().Count() < hashes.Count;
    }
}
