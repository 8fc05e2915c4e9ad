using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Platform.ServiceDefaults.Health;

/// <summary>Health, readiness and liveness, and the orderly end.</summary>
internal static class HealthModule
{
    internal static void AddHealth(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<HealthOptions>().ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<ShutdownOptions>()
            .Configure(options => options.ReadinessDelay = builder.Environment.IsDevelopment() ? TimeSpan.Zero : options.ReadinessDelay)
            .BindConfiguration("Shutdown")
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddHealthChecks().AddCheck("self", static () => HealthCheckResult.Healthy(), [HealthOptions.LiveTag]);
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IPostConfigureOptions<HealthCheckServiceOptions>, SharedCheckPolicy>());
        services.AddSingleton<HealthReports>();
        services.AddSingleton<ShutdownDrain>();
        services.AddHostedService(provider => provider.GetRequiredService<ShutdownDrain>());
        // The delay and the drain share the host's one limit.
        services.AddOptions<HostOptions>().Configure<IOptions<ShutdownOptions>>((host, shutdown) =>
            host.ShutdownTimeout = shutdown.Value.ReadinessDelay + shutdown.Value.DrainTimeout);
    }

    internal static void MapHealth(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<IOptions<HealthOptions>>().Value;
        Map(app, options.HealthPaths, "Health", "All checks of the service", static _ => true, options.WriteHealth);
        Map(app, options.ReadyPaths, "Ready", "Whether requests may be sent here", Ready, options.WriteReady);
        Map(app, options.LivePaths, "Live", "Whether the process answers", Live, options.WriteLive);
    }

    private static bool Ready(HealthCheckRegistration check) => check.Tags.Contains(HealthOptions.ReadyTag);

    private static bool Live(HealthCheckRegistration check) => check.Tags.Contains(HealthOptions.LiveTag);

    private static void Map(
        WebApplication app,
        IEnumerable<string> paths,
        string name,
        string summary,
        Func<HealthCheckRegistration, bool> selects,
        Func<HttpContext, HealthReport, Task> write)
    {
        foreach (var path in paths)
        {
            app.MapMethods(path, ["GET", "HEAD"], context => AnswerAsync(context, selects, write))
                .WithSummary(summary)
                .WithTags(name)
                .AllowAnonymous()
                .WithMetadata(OperationsEndpoint.Instance)
                .ExcludeFromDescription();
        }
    }

    private static async Task AnswerAsync(
        HttpContext context, Func<HealthCheckRegistration, bool> selects, Func<HttpContext, HealthReport, Task> write)
    {
        var services = context.RequestServices;
        var report = await services.GetRequiredService<HealthReports>().GetAsync(selects, context.RequestAborted)
            .ConfigureAwait(false);
        if (selects == (Func<HealthCheckRegistration, bool>)Ready && services.GetRequiredService<ShutdownDrain>().IsDraining)
        {
            report = Draining(report);
        }

        context.Response.StatusCode = report.Status == HealthStatus.Unhealthy
            ? StatusCodes.Status503ServiceUnavailable
            : StatusCodes.Status200OK;
        context.Response.Headers.CacheControl = "no-store";
        await write(context, report).ConfigureAwait(false);
    }

    private static HealthReport Draining(HealthReport report)
    {
        var entries = report.Entries.ToDictionary(StringComparer.Ordinal);
        entries["shutdown"] = new HealthReportEntry(
            HealthStatus.Unhealthy, "stopping: no new work", TimeSpan.Zero, exception: null, data: null);
        return new HealthReport(entries, report.TotalDuration);
    }
}
