using Platform.ServiceDefaults.Audit;
using Platform.ServiceDefaults.Auth;
using Platform.ServiceDefaults.Errors;
using Platform.ServiceDefaults.OpenApi;
using Platform.ServiceDefaults.RateLimiting;
using Platform.ServiceDefaults.Requests;
using Platform.ServiceDefaults.Security;

namespace Platform.ServiceDefaults;

/// <summary>What a service may decide about its edge: one object, filled once from its documented settings.</summary>
public sealed class EdgeOptions
{
    /// <summary>The service's resource name, lower case.</summary>
    public string Service { get; internal set; } = "";

    /// <summary>Who may call.</summary>
    public AuthOptions Auth { get; } = new();

    /// <summary>How much a caller may ask.</summary>
    public RateLimitOptions RateLimits { get; } = new();

    /// <summary>How large, how long and how many requests may be.</summary>
    public RequestOptions Requests { get; } = new();

    /// <summary>How the service presents itself at /openapi.json and /docs.</summary>
    public ApiOptions Api { get; } = new();

    /// <summary>What the audit log keeps.</summary>
    public AuditOptions Audit { get; } = new();

    /// <summary>How failures look on the wire.</summary>
    public ProblemOptions Problems { get; } = new();

    /// <summary>Response headers, hosts, origins and proxies.</summary>
    public SecurityOptions Security { get; } = new();
}
