using System.Globalization;
using Npgsql;

namespace Platform.ServiceDefaults.Data;

/// <summary>
/// Connection strings out of the URLs that services document (<c>DATABASE_URL</c>, <c>REDIS_URL</c>). A value that is no
/// URL is taken as a connection string and passed through.
/// </summary>
public static class ConnectionUrl
{
    /// <summary>
    /// Npgsql keywords from <c>postgres[ql]://[user[:password]@]host[:port]/database[?sslmode=…&amp;application_name=…]</c>.
    /// </summary>
    /// <exception cref="FormatException">The URL names no host or no database, or a parameter that is unknown.</exception>
    public static string Postgres(string value)
    {
        if (Split(value, "postgres", "postgresql") is not { } url)
        {
            return value;
        }

        var result = new NpgsqlConnectionStringBuilder
        {
            Host = url.Host,
            Port = url.IsDefaultPort || url.Port < 0 ? NpgsqlConnection.DefaultPort : url.Port,
            Database = Unescape(url.AbsolutePath.TrimStart('/')),
        };
        var (user, password) = UserInfo(url);
        result.Username = user;
        result.Password = password;
        foreach (var (key, text) in Query(url))
        {
            try
            {
                result[PostgresKeyword(key)] = text;
            }
            catch (ArgumentException)
            {
                throw new FormatException($"the URL's parameter '{key}' is not one that the driver knows");
            }
        }

        return result.Host is { Length: > 0 } && result.Database is { Length: > 0 }
            ? result.ConnectionString
            : throw new FormatException("the URL must name a host and a database: postgresql://user:password@host:5432/database");
    }

    /// <summary>
    /// StackExchange.Redis options from <c>redis[s]://[[user]:password@]host[:port][/database]</c>; the second s is TLS.
    /// </summary>
    /// <exception cref="FormatException">The URL names no host, or its database is no number.</exception>
    public static string Redis(string value)
    {
        if (Split(value, "redis", "rediss") is not { } url)
        {
            return value;
        }

        if (url.Host.Length == 0)
        {
            throw new FormatException("the URL must name a host: redis://:password@host:6379");
        }

        var port = url.Port > 0 ? url.Port : 6379;
        var options = new List<string> { string.Create(CultureInfo.InvariantCulture, $"{url.Host}:{port}") };
        if (UserInfo(url) is { Password: { Length: > 0 } password })
        {
            if (password.Contains(',', StringComparison.Ordinal))
            {
                throw new FormatException("a Redis password cannot hold a comma: the driver separates its options by it");
            }

            options.Add($"password={password}");
        }

        if (url.Scheme == "rediss")
        {
            options.Add("ssl=true");
        }

        if (url.AbsolutePath.Trim('/') is { Length: > 0 } database)
        {
            options.Add(int.TryParse(database, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? string.Create(CultureInfo.InvariantCulture, $"defaultDatabase={number}")
                : throw new FormatException($"the URL's database must be a number, got '{database}'"));
        }

        return string.Join(',', options);
    }

    private static Uri? Split(string value, params ReadOnlySpan<string> schemes)
    {
        foreach (var scheme in schemes)
        {
            if (value.StartsWith(scheme + "://", StringComparison.OrdinalIgnoreCase))
            {
                return Uri.TryCreate(value, UriKind.Absolute, out var url)
                    ? url
                    : throw new FormatException($"not a valid {scheme}:// URL");
            }
        }

        return null;
    }

    private static (string? User, string? Password) UserInfo(Uri url)
    {
        var parts = url.UserInfo.Split(':', 2);
        return (Blank(Unescape(parts[0])), parts.Length > 1 ? Blank(Unescape(parts[1])) : null);
    }

    private static IEnumerable<(string Key, string Text)> Query(Uri url) =>
        url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=', 2))
            .Select(pair => (Unescape(pair[0]), pair.Length > 1 ? Unescape(pair[1]) : ""));

    // libpq's names, where the driver's keyword differs by more than case.
    private static string PostgresKeyword(string key) => key.ToUpperInvariant() switch
    {
        "SSLMODE" => "SSL Mode",
        "APPLICATION_NAME" => "Application Name",
        "CONNECT_TIMEOUT" => "Timeout",
        "TARGET_SESSION_ATTRS" => "Target Session Attributes",
        _ => key,
    };

    private static string Unescape(string text) => Uri.UnescapeDataString(text);

    private static string? Blank(string text) => text.Length == 0 ? null : text;
}
