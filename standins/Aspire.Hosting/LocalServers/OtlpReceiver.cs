namespace Aspire.Hosting.LocalServers;

/// <summary>
/// Where services send their telemetry. Who receives it (the dashboard) sets it before the resources start; while
/// <see cref="Endpoint"/> is null services are told nothing and export nothing.
/// </summary>
public sealed class OtlpReceiver
{
    /// <summary>Base URL for OTLP over HTTP; paths <c>/v1/traces</c>, <c>/v1/metrics</c>, <c>/v1/logs</c>.</summary>
    public Uri? Endpoint { get; set; }

    /// <summary>Sent as header <c>x-otlp-api-key</c>; null for none.</summary>
    public string? ApiKey { get; set; }
}
