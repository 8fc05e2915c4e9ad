using Ephemeris.Api.Http;
using Ephemeris.Api.Kernels;
using Platform.ServiceDefaults.Auth;
using Platform.ServiceDefaults.Health;
using Platform.ServiceDefaults.RateLimiting;
using Platform.ServiceDefaults.Settings;
using Platform.ServiceDefaults.Telemetry;

namespace Ephemeris.Api.Operations;

/// <summary>What operators ask: health, metrics, version, kernels, routing.</summary>
public static class OperationsModule
{
    /// <summary>Registers the form of JSON, the health bodies and the metrics of the contract.</summary>
    public static IServiceCollection AddOperations(this IServiceCollection services)
    {
        services.AddSnakeCaseJson();
        services.AddSingleton<EphemerisMetrics>();
        services.AddSingleton<RequestWindow>();
        services.AddSingleton<ServiceHealth>();
        services.AddSettings<RequestLogOptions>(RequestLogOptions.Read);
        services.AddSingleton<IStartupFilter, RequestLog>();
        services.AddOptions<HealthOptions>().Configure(static options => options.WriteHealth =
            static (context, report) => context.RequestServices.GetRequiredService<ServiceHealth>().WriteAsync(context, report));
        services.AddOptions<RequestMeterOptions>().Configure(static options =>
        {
            options.Counter = "involution_requests_total";
            options.Histogram = "involution_request_duration_seconds";
            options.RouteLabel = "endpoint";
            options.StatusLabel = "status_code";
        });
        services.AddOptions<MetricsOptions>().Configure(static options => options.Representations["application/json"] =
            static context => context.RequestServices.GetRequiredService<ServiceHealth>().WriteMetricsAsync(context));
        return services;
    }

    /// <summary>Maps the routes for operators; <c>/debug</c> only with DEBUG=1.</summary>
    public static IEndpointRouteBuilder MapOperations(this IEndpointRouteBuilder routes)
    {
        // Listens from the first request on.
        _ = routes.ServiceProvider.GetRequiredService<RequestWindow>();
        routes.MapGet("/healthz", static (ServiceHealth health) => TypedResults.Ok(health.Healthz()))
            .WithName("Healthz")
            .WithSummary("Health in the shape of v1.1")
            .WithTags("operations")
            .AllowAnonymous()
            .NoRateLimit();
        var group = routes.MapGroup("").WithTags("operations").NoRateLimit();
        group.MapGet("/version", ServiceFacts.Version).WithName("Version").WithSummary("Versions, models and precision");
        group.MapGet("/info", ServiceFacts.Info).WithName("Info").WithSummary("Slots and kernels with their coverage");
        group.MapGet("/info/{kernel}", ServiceFacts.InfoOf).WithName("InfoOf").WithSummary("One slot or kernel");
        group.MapGet("/routing", ServiceFacts.Routing).WithName("Routing").WithSummary("Rules by which a kernel is chosen");
        if (routes.ServiceProvider.GetRequiredService<IConfiguration>()["DEBUG"] == "1")
        {
            group.MapGet("/debug", ServiceFacts.Debug).WithName("Debug").WithSummary("Configuration without secrets");
        }

        routes.MapGet("/v1/kernels", ListKernels.Handle)
            .WithName("ListKernels")
            .WithSummary("Loaded and refused kernel files with segments, gaps, digests and comments")
            .WithTags("operations")
            .Produces<KernelsAnswer>();
        routes.MapPost("/v1/kernels/reload", ListKernels.Reload)
            .WithName("ReloadKernels")
            .WithSummary("Reads the kernel folders again and swaps the catalogue while requests run; for administrators")
            .WithTags("operations")
            .RequirePermission("kernels:reload")
            .Produces<KernelsAnswer>();
        return routes;
    }
}
