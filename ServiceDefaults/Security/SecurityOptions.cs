namespace Platform.ServiceDefaults.Security;

/// <summary>Response headers, hosts, origins and proxies of a service.</summary>
public sealed class SecurityOptions
{
    /// <summary>Headers that every response carries unless its endpoint set the same one; empty switches them off.</summary>
    public IDictionary<string, string> Headers { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["X-Content-Type-Options"] = "nosniff",
        ["X-Frame-Options"] = "DENY",
        ["Content-Security-Policy"] = "default-src 'self'",
        ["Referrer-Policy"] = "strict-origin-when-cross-origin",
    };

    /// <summary>Value of Strict-Transport-Security; null sends none.</summary>
    public string? StrictTransportSecurity { get; set; } = "max-age=31536000; includeSubDomains";

    /// <summary>Sends Strict-Transport-Security over plain HTTP too, where clients ignore it (RFC 6797 §8.1). Default false.</summary>
    public bool StrictTransportSecurityAlways { get; set; }
}
