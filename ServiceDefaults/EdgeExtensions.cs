using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.ServiceDefaults.Audit;
using Platform.ServiceDefaults.Auth;
using Platform.ServiceDefaults.Errors;
using Platform.ServiceDefaults.OpenApi;
using Platform.ServiceDefaults.RateLimiting;
using Platform.ServiceDefaults.Requests;
using Platform.ServiceDefaults.Security;
using Platform.ServiceDefaults.Settings;

namespace Platform.ServiceDefaults;

/// <summary>Registers what stands between a service and its callers.</summary>
internal static class EdgeExtensions
{
    /// <summary>Registers the edge of a service.</summary>
    public static void AddEdge(
        this WebApplicationBuilder builder, string service, Action<EdgeOptions, SettingsReader>? configure)
    {
        builder.AddSettingsReader();
        // The slim builder leaves https out; an https address in ASPNETCORE_URLS keeps working.
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.AddSettings<EdgeOptions>((options, settings) =>
        {
            options.Service = service;
            configure?.Invoke(options, settings);
            options.Auth.Check(settings);
        });
        builder.Services.AddSingleton<RouteChecks>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<RouteChecks>());
        builder.AddProblems();
        builder.AddAuth();
        builder.AddRateLimits();
        builder.AddSecurity();
        builder.AddRequestLimits();
        builder.AddApiDocument();
        builder.AddAudit();

        // The framework says at information level that it asked for credentials, at each of the edge's 401s.
        builder.Logging.AddFilter(typeof(EdgeAuthenticationHandler).FullName, LogLevel.Warning);
    }

    /// <summary>
    /// Adds the edge's middleware: what marks every answer first, then what refuses, cheapest first, so that a request is
    /// refused before it costs anything.
    /// </summary>
    public static void UseEdge(this WebApplication app)
    {
        app.Services.GetRequiredService<RouteChecks>().Routes = app;
        app.UseTrustedProxies();
        app.UseSecurityHeaders();
        app.UseProblems();
        app.UseRouting();
        app.UseHostFilter();
        app.UseCrossOrigin();
        app.UseBodyLimit();
        app.UseAudit();
        app.UseAuth();
        app.UseRateLimits();
        app.UseAuthorization();
        app.UseAuditGate();
        app.UseRequestLimits();
        app.UseKeptBody();
    }

    /// <summary>Maps what the edge serves itself.</summary>
    public static void MapEdge(this WebApplication app) => app.MapApiDocument();
}
