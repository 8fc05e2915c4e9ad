using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;

namespace Aspire.Hosting.Running;

/// <summary>Runs one instance of a resource from its first start to its last stop.</summary>
internal abstract class ResourceInstance(RunContext run, IResource resource, string id) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private CancellationTokenSource? _life;
    private Task _loop = Task.CompletedTask;

    /// <summary>The resource.</summary>
    internal IResource Resource { get; } = resource;

    /// <summary>Name of the resource, with a suffix if there are several instances.</summary>
    internal string Id { get; } = id;

    /// <summary>True: the application is not complete without it.</summary>
    internal virtual bool IsAwaited => !Resource.HasAnnotationOfType<ExplicitStartupAnnotation>();

    /// <summary>True while nothing can go on without it, so that its failure ends the application.</summary>
    protected virtual bool IsVital => false;

    /// <summary>What all instances share.</summary>
    protected RunContext Run { get; } = run;

    /// <summary>Begins its life unless it lives.</summary>
    internal async Task StartAsync()
    {
        await _gate.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_loop.IsCompleted)
            {
                _life?.Dispose();
                _life = new CancellationTokenSource();
                _loop = LiveGuardedAsync(_life.Token);
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Ends its life in order; returns when it has ended.</summary>
    internal async Task StopAsync()
    {
        await _gate.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_life is not null)
            {
                await _life.CancelAsync().ConfigureAwait(false);
            }

            await _loop.ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _gate.Dispose();
        _life?.Dispose();
    }

    /// <summary>Its whole life: returns when it has ended by itself, or soon after <paramref name="stopping"/>.</summary>
    protected abstract Task LiveAsync(CancellationToken stopping);

    /// <summary>Changes its published state.</summary>
    protected void Publish(Func<CustomResourceSnapshot, CustomResourceSnapshot> change) =>
        _ = Run.Notifications.PublishUpdateAsync(Resource, Id, snapshot => change(snapshot).WithCommandStates(Resource, Run.Services));

    /// <summary>Changes its published state, with the reason for people.</summary>
    protected void Publish(string state, string? reason = null, string? style = null) => Publish(s => s with
    {
        State = new ResourceStateSnapshot(state, style),
        StateReason = reason,
        IsReady = s.IsReady && state == KnownResourceStates.Running,
        Urls = s.Urls.WithActivity(state == KnownResourceStates.Running),
    });

    /// <summary>It cannot be started; when <paramref name="isFatal"/>, neither can the application.</summary>
    protected void PublishFailure(string reason, bool isFatal)
    {
        RunLog.ResourceFailed(Run.Loggers.GetLogger(Id), reason);
        Publish(KnownResourceStates.FailedToStart, reason, KnownResourceStateStyles.Error);
        if (isFatal)
        {
            Run.Outcome.Fail($"{Id}: {reason}");
        }
    }

    /// <summary>Waits for the resources that it waits for, saying for which.</summary>
    protected Task WaitForOthersAsync(CancellationToken stopping) => Waits.WaitAsync(
        Run.Notifications, Resource, Run.Time, reason => Publish(KnownResourceStates.Waiting, reason, KnownResourceStateStyles.Info), stopping);

    /// <summary>Publishes an event and waits for those who hear it.</summary>
    protected Task RaiseAsync<T>(T @event, CancellationToken stopping)
        where T : IDistributedApplicationResourceEvent => Run.Eventing.PublishAsync(@event, stopping);

    private async Task LiveGuardedAsync(CancellationToken stopping)
    {
        await Task.Yield();
        try
        {
            await LiveAsync(stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // What had a process has said how that ended.
            Publish(s => KnownResourceStates.TerminalStates.Contains(s.State?.Text) ? s : s with
            {
                State = KnownResourceStates.Exited,
                StateReason = null,
                IsReady = false,
                Urls = s.Urls.WithActivity(false),
            });
        }
        catch (DistributedApplicationException e)
        {
            PublishFailure(e.Message, IsVital);
        }
#pragma warning disable CA1031 // Model callbacks and servers are strangers' code; what they throw must end this resource only.
        catch (Exception e)
#pragma warning restore CA1031
        {
            RunLog.ResourceBroke(Run.Loggers.GetLogger(Id), e);
            PublishFailure($"{e.GetType().Name}: {e.Message}", IsVital);
        }
    }
}
