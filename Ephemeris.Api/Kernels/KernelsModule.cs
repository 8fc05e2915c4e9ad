using Ephemeris.Api.Gateway;
using Platform.ServiceDefaults.Settings;

namespace Ephemeris.Api.Kernels;

/// <summary>Kernels: what is loaded, and which of it answers.</summary>
public static class KernelsModule
{
    /// <summary>Registers the store and the router.</summary>
    public static IServiceCollection AddKernels(this IServiceCollection services) => services
        .AddSettings<KernelOptions>(KernelOptions.Read)
        .AddSingleton<KernelStore>()
        .AddSingleton<KernelRouter>()
        .AddHostedService<KernelWarmup>();

    /// <summary>Loads the kernels while the service starts, so that the first answer need not wait for them.</summary>
    private sealed class KernelWarmup(KernelStore store) : BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
            Task.Run(() => _ = store.Current, stoppingToken);
    }
}
