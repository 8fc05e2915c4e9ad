using System.Runtime.InteropServices;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Interception;
using Aspire.Hosting.Running;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>An application: its model, and the host that runs or publishes it.</summary>
/// <param name="host">The host.</param>
public class DistributedApplication(IHost host) : IHost, IAsyncDisposable
{
    private bool _isStarted;

    /// <summary>The application's services.</summary>
    public IServiceProvider Services => host.Services;

    /// <summary>States of the resources.</summary>
    public ResourceNotificationService ResourceNotifications => Services.GetRequiredService<ResourceNotificationService>();

    /// <summary>Commands of the resources.</summary>
    public ResourceCommandService ResourceCommands => Services.GetRequiredService<ResourceCommandService>();

    private IHostApplicationLifetime Lifetime => Services.GetRequiredService<IHostApplicationLifetime>();

    /// <summary>Set when a test holds the application.</summary>
    internal AppHostInterceptor? Interceptor { get; init; }

    /// <summary>Called once everything has ended.</summary>
    internal Action? Disposed { get; set; }

    /// <summary>A builder without arguments.</summary>
    public static IDistributedApplicationBuilder CreateBuilder() => CreateBuilder([]);

    /// <summary>A builder with the AppHost's command line.</summary>
    public static IDistributedApplicationBuilder CreateBuilder(string[] args) =>
        CreateBuilder(new DistributedApplicationOptions { Args = args });

    /// <summary>A builder.</summary>
    public static IDistributedApplicationBuilder CreateBuilder(DistributedApplicationOptions options) =>
        new DistributedApplicationBuilder(options);

    /// <summary>Starts every resource in the order of their waits; returns when each was handed to its runner.</summary>
    public virtual async Task StartAsync(CancellationToken cancellationToken = default)
    {
        var services = Services;
        await services.GetRequiredService<Eventing.IDistributedApplicationEventing>().PublishAsync(
            new BeforeStartEvent(services, services.GetRequiredService<DistributedApplicationModel>()), cancellationToken).ConfigureAwait(false);
        _isStarted = true;
        await host.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stops every resource in reverse order.</summary>
    public virtual Task StopAsync(CancellationToken cancellationToken = default)
    {
        _isStarted = false;
        return host.StopAsync(cancellationToken);
    }

    /// <summary>
    /// Runs until asked to stop, or publishes and ends. When the application cannot run, says why in a sentence and sets the
    /// exit code 1.
    /// </summary>
    public virtual async Task RunAsync(CancellationToken cancellationToken = default)
    {
        if (Interceptor is not null)
        {
            await Interceptor.Ended.WaitAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        // A terminal that is closed asks to stop as Ctrl+C does; the host itself knows only the other signals.
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            Lifetime.StopApplication();
        });
        string? failure;
        try
        {
            await StartAsync(cancellationToken).ConfigureAwait(false);
            await host.WaitForShutdownAsync(cancellationToken).ConfigureAwait(false);
            _isStarted = false;
            failure = Services.GetRequiredService<RunOutcome>().Failure;
        }
        catch (DistributedApplicationException e)
        {
            failure = e.Message;
        }
        catch (OperationCanceledException) when (Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // Asked to stop before everything was begun: that is an end in order too.
            failure = null;
        }
        finally
        {
            await DisposeAsync().ConfigureAwait(false);
        }

        if (failure is not null)
        {
            Refusal.Say(failure);
            Environment.ExitCode = Refusal.ExitCode;
        }
    }

    /// <inheritdoc cref="RunAsync"/>
    public void Run() => RunAsync().GetAwaiter().GetResult();

    /// <inheritdoc/>
    public virtual void Dispose()
    {
        DisposeAsync().AsTask().GetAwaiter().GetResult();
        GC.SuppressFinalize(this);
    }

    /// <summary>Stops what still runs and frees everything.</summary>
    public virtual async ValueTask DisposeAsync()
    {
        if (_isStarted)
        {
            await StopAsync().ConfigureAwait(false);
        }

        if (host is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync().ConfigureAwait(false);
        }
        else
        {
            host.Dispose();
        }

        Interceptor?.End();
        Disposed?.Invoke();
        GC.SuppressFinalize(this);
    }
}
