using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Platform.ServiceDefaults.ServiceDiscovery;

/// <summary>Lets every client call services by name.</summary>
internal static class ServiceDiscoveryModule
{
    internal static void AddServiceDiscovery(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ServiceEndpoints>();
        builder.Services.AddTransient<ServiceDiscoveryHandler>();
        builder.Services.ConfigureHttpClientDefaults(client => client.AddHttpMessageHandler<ServiceDiscoveryHandler>());
    }
}
