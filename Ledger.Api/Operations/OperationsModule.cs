using Platform.ServiceDefaults.Health;
using Platform.ServiceDefaults.Telemetry;

namespace Ledger.Api.Operations;

/// <summary>Probes and request metrics under the names that this service's contract gives them.</summary>
internal static class OperationsModule
{
    public static IServiceCollection AddOperations(this IServiceCollection services)
    {
        services.Configure<HealthOptions>(static options =>
        {
            options.LivePaths.Add("/live");
            options.ReadyPaths.Add("/ready");
        });
        services.Configure<RequestMeterOptions>(static options =>
        {
            options.Counter = "http_requests_total";
            options.Histogram = "http_request_duration_seconds";
        });
        return services;
    }
}
