using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Platform.ServiceDefaults.Settings;

namespace Platform.ServiceDefaults;

/// <summary>What every service of the platform shares, in three calls.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>Registers the shared concerns of a service.</summary>
    /// <param name="builder">The service's builder.</param>
    /// <param name="service">The service's resource name, lower case; its database is <c>{service}db</c>.</param>
    /// <param name="edge">Fills the service's edge options from its documented settings; none keeps the defaults.</param>
    public static WebApplicationBuilder AddServiceDefaults(
        this WebApplicationBuilder builder, string service, Action<EdgeOptions, SettingsReader>? edge = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(service);
        builder.Services.TryAddSingleton(TimeProvider.System);
        // First of all: the documented settings also say which environment this is.
        builder.AddEdge(service, edge);
        builder.AddOperations(service);
        return builder;
    }

    /// <summary>
    /// Adds the shared middleware, in the one order that is right: what names and measures a request stands outside what
    /// may refuse it, so that refusals carry ids and are counted too. Faulty settings stop the start here.
    /// </summary>
    public static WebApplication UseServiceDefaults(this WebApplication app)
    {
        app.CheckSettings();
        app.UseOperations();
        app.UseEdge();
        return app;
    }

    /// <summary>Maps the endpoints that every service has for its operators.</summary>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        app.MapOperations();
        app.MapEdge();
        return app;
    }
}
