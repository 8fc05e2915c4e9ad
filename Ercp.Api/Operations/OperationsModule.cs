using Microsoft.Extensions.Diagnostics.HealthChecks;
using Platform.ServiceDefaults;
using Platform.ServiceDefaults.Health;
using Platform.ServiceDefaults.Telemetry;

namespace Ercp.Api.Operations;

/// <summary>Health and metrics in the shape that this service's clients and dashboards know.</summary>
internal static class OperationsModule
{
    // The contract's buckets: fine below 5 s, then the two limits at which a proxy gives up.
    private static readonly double[] RequestSeconds = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 30, 60];

    public static IServiceCollection AddOperations(this IServiceCollection services)
    {
        services.Configure<HealthOptions>(static options => options.WriteHealth = WriteAsync);
        services.Configure<RequestMeterOptions>(static options =>
        {
            options.Counter = "ercp_http_requests_total";
            options.Histogram = "ercp_http_request_duration_seconds";
            options.RouteLabel = "endpoint";
            options.StatusLabel = "status_code";
            options.Buckets = RequestSeconds;
        });
        return services;
    }

    // 200 also without the database: this answer tells what is wrong, readiness decides where requests go.
    private static Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.StatusCode = StatusCodes.Status200OK;
        var service = context.RequestServices.GetRequiredService<ServiceIdentity>();
        var time = context.RequestServices.GetRequiredService<TimeProvider>();
        return context.Response.WriteAsJsonAsync(
            new ErcpHealth(
                report.Status == HealthStatus.Healthy ? "healthy" : "degraded",
                "ercp-1.0",
                time.GetUtcNow().UtcDateTime,
                service.Environment,
                new(HealthBody.Name(Of("PostgreSql")), HealthBody.Name(Of("StackExchange.Redis")))),
            context.RequestAborted);

        HealthStatus Of(string check) =>
            report.Entries.TryGetValue(check, out var entry) ? entry.Status : HealthStatus.Unhealthy;
    }

    private sealed record ErcpHealth(
        string Status, string Version, DateTime Timestamp, string Environment, HealthComponents Components);

    private sealed record HealthComponents(string Database, string Redis);
}
