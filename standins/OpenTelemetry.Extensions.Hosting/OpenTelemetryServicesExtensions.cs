using Microsoft.Extensions.Hosting;
using OpenTelemetry;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>The door to OpenTelemetry in a host.</summary>
public static class OpenTelemetryServicesExtensions
{
    /// <summary>Starts the registered providers with the host and flushes them at its end. May be called often.</summary>
    public static OpenTelemetryBuilder AddOpenTelemetry(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        // First in the list: what other hosted services measure while they start must find a listener.
        if (!services.Any(d => d.ImplementationType == typeof(TelemetryHostedService)))
        {
            services.Insert(0, ServiceDescriptor.Singleton<IHostedService, TelemetryHostedService>());
        }

        return new OpenTelemetryBuilder(services);
    }
}
