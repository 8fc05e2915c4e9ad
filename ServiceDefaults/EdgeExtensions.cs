using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Platform.ServiceDefaults.Settings;

namespace Platform.ServiceDefaults;

/// <summary>Registers what stands between a service and its callers.</summary>
internal static class EdgeExtensions
{
    public static void AddEdge(
        this WebApplicationBuilder builder, string service, Action<EdgeOptions, SettingsReader>? configure)
    {
        builder.AddSettingsReader();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.AddSettings<EdgeOptions>((options, settings) =>
        {
            options.Service = service;
            configure?.Invoke(options, settings);
        });
    }
}
