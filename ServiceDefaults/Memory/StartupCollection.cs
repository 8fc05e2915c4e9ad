using Microsoft.Extensions.Hosting;

namespace Platform.ServiceDefaults.Memory;

/// <summary>
/// Gives back once, when a service has settled, what its start left on the heap: it is larger than what stays, and a service
/// that has nothing to do would hold it for good. Takes about 20 ms.
/// </summary>
internal sealed class StartupCollection(IHostApplicationLifetime lifetime, TimeProvider time) : BackgroundService
{
    /// <summary>After the start: migrations are applied and caches filled by then.</summary>
    internal static readonly TimeSpan Settled = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken).ConfigureAwait(false);
        await Task.Delay(Settled, time, stoppingToken).ConfigureAwait(false);
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }
}
