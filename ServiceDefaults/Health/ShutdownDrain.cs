using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Platform.ServiceDefaults.Health;

/// <summary>
/// The first step of stopping: readiness says no while the server still listens. Only then does the host stop its
/// services, the server among them, which waits for the requests in its hands.
/// </summary>
public sealed class ShutdownDrain(
    IHostApplicationLifetime lifetime, IOptions<ShutdownOptions> options, IServiceProvider services) : IHostedLifecycleService
{
    /// <summary>True from the first signal to stop.</summary>
    public bool IsDraining => lifetime.ApplicationStopping.IsCancellationRequested || _stopping;

    private volatile bool _stopping;

    async Task IHostedLifecycleService.StoppingAsync(CancellationToken cancellationToken)
    {
        _stopping = true;
        // A clock of its own, where one is registered: a test that moves it moves nothing else of the running server.
        var time = services.GetKeyedService<TimeProvider>("shutdown") ?? services.GetRequiredService<TimeProvider>();
        await Task.Delay(options.Value.ReadinessDelay, time, cancellationToken).ConfigureAwait(false);
    }

    Task IHostedLifecycleService.StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedService.StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedLifecycleService.StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedService.StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedLifecycleService.StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
