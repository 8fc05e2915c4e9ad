using Microsoft.Extensions.Diagnostics.HealthChecks;
using Platform.ServiceDefaults.Correlation;
using Platform.ServiceDefaults.Health;
using Platform.ServiceDefaults.Telemetry;

namespace Alcs.Api.Operations;

/// <summary>Health, metrics and request ids in the shape that this service's clients and dashboards know.</summary>
internal static class OperationsModule
{
    private const string Version = "1.0.0";

    private static readonly double[] RequestSeconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

    public static IServiceCollection AddOperations(this IServiceCollection services)
    {
        services.Configure<HealthOptions>(static options =>
        {
            options.LivePaths.Add("/live");
            options.ReadyPaths.Add("/ready");
            options.WriteHealth = WriteHealthAsync;
            options.WriteReady = WriteReadyAsync;
            options.WriteLive = static (context, _) =>
                context.Response.WriteAsJsonAsync(new { status = "alive" }, context.RequestAborted);
        });
        services.Configure<CorrelationOptions>(static options =>
        {
            options.RequestHeaders.Clear();
            options.RequestHeaders.Add("X-Correlation-ID");
            options.RequestHeaders.Add("X-Request-ID");
            options.OutgoingHeader = "X-Correlation-ID";
            options.Generate = static () => "req_" + Guid.NewGuid().ToString("N");
        });
        services.Configure<RequestMeterOptions>(static options =>
        {
            options.Counter = "alcs_requests_total";
            options.Histogram = "alcs_request_duration_seconds";
            options.Buckets = RequestSeconds;
        });
        return services;
    }

    // Always 200: what lacks is told here, and readiness decides where requests go.
    private static Task WriteHealthAsync(HttpContext context, HealthReport report)
    {
        context.Response.StatusCode = StatusCodes.Status200OK;
        var now = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime;
        var uptime = Math.Round((now - Started).TotalSeconds, 3);
        var status = report.Status == HealthStatus.Healthy ? "healthy" : "degraded";
        return context.Response.WriteAsJsonAsync(
            new { status, timestamp = now, uptime, version = Version }, context.RequestAborted);
    }

    private static Task WriteReadyAsync(HttpContext context, HealthReport report)
    {
        var ready = context.Response.StatusCode == StatusCodes.Status200OK;
        return context.Response.WriteAsJsonAsync(
            new
            {
                status = ready ? "ready" : "not ready",
                checks = new { database = Word("PostgreSql"), redis = Word("StackExchange.Redis") },
            },
            context.RequestAborted);

        string Word(string check) => !report.Entries.TryGetValue(check, out var entry) ? "disabled" : entry switch
        {
            { Status: HealthStatus.Healthy } => "ok",
            { Status: HealthStatus.Degraded, Description: "not configured" } => "disabled",
            { Status: HealthStatus.Degraded } => "degraded",
            _ => "error",
        };
    }

    private static readonly DateTime Started =
        System.Diagnostics.Process.GetCurrentProcess().StartTime.ToUniversalTime();
}
