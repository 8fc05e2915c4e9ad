using Microsoft.AspNetCore.Http;

namespace Platform.ServiceDefaults.Telemetry;

/// <summary>What <c>/metrics</c> answers.</summary>
public sealed class MetricsOptions
{
    /// <summary>False answers 404 in plain text. Default true; <c>ENABLE_METRICS</c> or <c>METRICS_ENABLED</c>.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Path of the endpoint.</summary>
    public string Path { get; set; } = "/metrics";

    /// <summary>
    /// Further representations by media type: chosen when <c>Accept</c> names that type before any text type. A service
    /// adds here what its contract asks beside Prometheus text.
    /// </summary>
    public IDictionary<string, RequestDelegate> Representations { get; } =
        new Dictionary<string, RequestDelegate>(StringComparer.OrdinalIgnoreCase);
}
