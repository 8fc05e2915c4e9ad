using Ephemeris.Api.Gateway;
using Microsoft.Extensions.Options;
using Platform.ServiceDefaults.Settings;

namespace Ephemeris.Api.Kernels;

/// <summary>Kernels: what is loaded, and which of it answers.</summary>
public static partial class KernelsModule
{
    private const string Client = "kernels";

    /// <summary>Registers the store, the router and, where settings ask for it, the download beside the running service.</summary>
    public static IServiceCollection AddKernels(this IServiceCollection services)
    {
        services.AddHttpClient(Client).ConfigureHttpClient(client => client.Timeout = Timeout.InfiniteTimeSpan);
        return services
            .AddSettings<KernelOptions>(KernelOptions.Read)
            .AddSingleton<KernelStore>()
            .AddSingleton<KernelRouter>()
            .AddHostedService<KernelWarmup>();
    }

    /// <summary>Loads the kernels while the service starts, so that the first answer need not wait; then fetches better ones.</summary>
    private sealed class KernelWarmup(
        KernelStore store, IOptions<KernelOptions> options, IHttpClientFactory clients, TimeProvider clock, ILogger<KernelStore> log)
        : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await Task.Run(() => _ = store.Current, stoppingToken).ConfigureAwait(false);
            if (!options.Value.Download)
            {
                return;
            }

            using var http = clients.CreateClient(Client);
            var download = new KernelDownload(http, clock);
            foreach (var source in KernelSource.Of("de440")!.Concat(KernelSource.Of("de441")!))
            {
                var fetched = await download
                    .FetchAsync(source, options.Value.BaseUrl, options.Value.Path, new Silent(), stoppingToken)
                    .ConfigureAwait(false);
                if (!fetched.TryGet(out _, out var error))
                {
                    NotFetched(log, source.File, error.Detail);
                    store.Report(source.File, error);
                    continue;
                }

                // The old set answers until the new one stands.
                await Task.Run(store.Reload, stoppingToken).ConfigureAwait(false);
            }
        }
    }

    private sealed class Silent : IProgress<(long Done, long Total)>
    {
        public void Report((long Done, long Total) value)
        {
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Kernel {File} was not fetched: {Reason}")]
    private static partial void NotFetched(ILogger log, string file, string reason);
}
