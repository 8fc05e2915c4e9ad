using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Platform.ServiceDefaults.Security;
using Platform.ServiceDefaults.Settings;

namespace Platform.ServiceDefaults;

/// <summary>What every service of the platform shares, in three calls.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>Registers the shared concerns of a service.</summary>
    /// <param name="builder">The service's builder.</param>
    /// <param name="service">The service's resource name, lower case.</param>
    /// <param name="edge">Fills the service's edge options from its documented settings; none keeps the defaults.</param>
    public static WebApplicationBuilder AddServiceDefaults(
        this WebApplicationBuilder builder, string service, Action<EdgeOptions, SettingsReader>? edge = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(service);
        builder.AddEdge(service, edge);
        builder.Services.AddHealthChecks().AddCheck("self", () => HealthCheckResult.Healthy(), ["live"]);
        return builder;
    }

    /// <summary>Adds the shared middleware, in the one order that is right; faulty settings stop the start here.</summary>
    public static WebApplication UseServiceDefaults(this WebApplication app)
    {
        app.CheckSettings();
        app.UseSecurityHeaders();
        return app;
    }

    /// <summary>Maps the health endpoints.</summary>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        app.MapHealthChecks("/health");
        app.MapHealthChecks("/health/ready");
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = check => check.Tags.Contains("live") });
        return app;
    }
}
