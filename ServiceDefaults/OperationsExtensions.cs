using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Platform.ServiceDefaults.Correlation;
using Platform.ServiceDefaults.Data;
using Platform.ServiceDefaults.Health;
using Platform.ServiceDefaults.Memory;
using Platform.ServiceDefaults.Redaction;
using Platform.ServiceDefaults.Resilience;
using Platform.ServiceDefaults.ServiceDiscovery;
using Platform.ServiceDefaults.Settings;
using Platform.ServiceDefaults.Telemetry;

namespace Platform.ServiceDefaults;

/// <summary>Registers what lets a service be run: who it is, what it logs and measures, its health, its stores.</summary>
internal static class OperationsExtensions
{
    internal static void AddOperations(this WebApplicationBuilder builder, string service)
    {
        var identity = new ServiceIdentity(
            service, builder.Environment.ApplicationName, builder.Environment.EnvironmentName);
        builder.Services.AddSingleton(identity);
        builder.ListenOnPort();
        builder.AddRedaction();
        builder.AddCorrelation();
        builder.AddLogLines();
        builder.AddTelemetry(identity);
        builder.AddHealth();
        builder.AddResilience();
        builder.AddServiceDiscovery();
        builder.AddData(service);
        builder.Services.AddHostedService<StartupCollection>();
    }

    // The port that a service documents, unless a host has said where to listen.
    private static void ListenOnPort(this WebApplicationBuilder builder)
    {
        if (builder.Configuration[WebHostDefaults.ServerUrlsKey] is { Length: > 0 } || builder.Configuration["PORT"] is not { Length: > 0 } text)
        {
            return;
        }

        if (ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0)
        {
            builder.WebHost.UseUrls(string.Create(CultureInfo.InvariantCulture, $"http://*:{port}"));
        }
        else
        {
            builder.Services.AddSettings<PortOptions>(static (_, settings) => settings.Fault("PORT must be a whole number from 1 to 65535."));
        }
    }

    // As a source of its own: a value set in place is lost when a host adds configuration later, as test hosts do.
    internal static void Settle(this WebApplicationBuilder builder, string key, string value) =>
        builder.Configuration.AddInMemoryCollection([new(key, value)]);

    /// <summary>Adds the outermost middleware: what names and measures every request, refused ones too.</summary>
    internal static void UseOperations(this WebApplication app)
    {
        app.UseCorrelation();
        app.UseTelemetry();
    }

    internal static void MapOperations(this WebApplication app)
    {
        app.MapHealth();
        app.MapMetrics();
    }

    private sealed class PortOptions;
}
