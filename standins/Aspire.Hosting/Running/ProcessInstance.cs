using System.ComponentModel;
using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.LocalServers;
using Aspire.Hosting.Processes;
using Aspire.Hosting.Proxies;

namespace Aspire.Hosting.Running;

/// <summary>Runs a resource that is a process: starts it when its waits are over, restarts it after a crash.</summary>
internal sealed class ProcessInstance(RunContext run, IResource resource, string id, string suffix, ILaunch launch)
    : ResourceInstance(run, resource, id)
{
    /// <summary>A process that never became healthy is started this often before it is given up.</summary>
    private const int Attempts = 3;

    private readonly Backoff _backoff = new(run.Time);
    private int _restarts;
    private bool _everHealthy;
    private int _starts;

    /// <summary>A server at its first start: what depends on it cannot run, and waiting mends nothing.</summary>
    protected override bool IsVital => launch.RunsForEver && !_everHealthy;

    /// <inheritdoc/>
    protected override async Task LiveAsync(CancellationToken stopping)
    {
        ForProxies(proxy => proxy.BeginHold());
        _backoff.Reset();
        try
        {
            await WaitForOthersAsync(stopping).ConfigureAwait(false);
            for (var failures = 0; ;)
            {
                var (exitCode, wasHealthy) = await LifeAsync(stopping).ConfigureAwait(false);
                failures = wasHealthy ? 0 : failures + 1;
                if (IsFinished(exitCode))
                {
                    return;
                }

                if (failures >= Attempts && !_everHealthy)
                {
                    PublishFailure(string.Create(
                        CultureInfo.InvariantCulture, $"ended with code {exitCode} {failures} times before it was healthy"), IsVital);
                    return;
                }

                await PauseAsync(exitCode, stopping).ConfigureAwait(false);
            }
        }
        catch (LocalServerException e)
        {
            PublishFailure(e.Message, isFatal: !_everHealthy);
        }
        finally
        {
            ForProxies(proxy => proxy.EndHold());
        }
    }

    private async Task<(int ExitCode, bool WasHealthy)> LifeAsync(CancellationToken stopping)
    {
        var start = new InstanceStart(Run, Resource, Id, suffix);
        Publish(KnownResourceStates.Starting, style: KnownResourceStateStyles.Info);
        var spec = await launch.PrepareAsync(start, stopping).ConfigureAwait(false);
        await RaiseAsync(new BeforeResourceStartedEvent(Resource, Run.Services), stopping).ConfigureAwait(false);
        stopping.ThrowIfCancellationRequested();
        using var process = await StartAsync(spec).ConfigureAwait(false);
        var watch = new LifeWatch(Run, Resource, Id, Publish);
        using var life = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        try
        {
            Run.Lease.Add(Resource.Name, process, spec.StopSignal);
            Begin(process, spec, start);
            var following = watch.FollowAsync(start, launch, life.Token);

            // Following ends only by an error: a probe that says the server can never be used.
            await Task.WhenAny(process.Exited, following, Cancelled(life.Token)).ConfigureAwait(false);
            await life.CancelAsync().ConfigureAwait(false);
            await EndFollowingAsync(following).ConfigureAwait(false);
        }
        finally
        {
            _everHealthy |= watch.WasHealthy;
            await EndAsync(process, start).ConfigureAwait(false);
        }

        stopping.ThrowIfCancellationRequested();
        return (await process.Exited.ConfigureAwait(false), watch.WasHealthy);
    }

    private async Task<ChildProcess> StartAsync(ProcessSpec spec)
    {
        var log = Run.Loggers.Log(Id);
        var mark = string.Create(CultureInfo.InvariantCulture, $"{Run.Lease.RunId}/{Id}/{++_starts}/");
        try
        {
            return await ChildProcess.StartAsync(spec, mark, log.Append).ConfigureAwait(false);
        }
        catch (Win32Exception e)
        {
            throw new DistributedApplicationException($"{spec.FileName} cannot be started: {e.Message}", e);
        }
    }

    private void Begin(ChildProcess process, ProcessSpec spec, InstanceStart start)
    {
        var commandLine = string.Join(' ', spec.Arguments.Prepend(spec.FileName));
        RunLog.ProcessStarted(start.Logger, process.Id, commandLine);
        foreach (var (endpoint, port) in start.Endpoints)
        {
            Run.Endpoints.ProxyOf(endpoint)?.Set(Id, port);
        }

        Publish(s => (s with
        {
            StartTimeStamp = Run.Time.GetUtcNow().UtcDateTime,
            StopTimeStamp = null,
            ExitCode = null,
            EnvironmentVariables = [.. spec.Environment.OrderBy(v => v.Key, StringComparer.Ordinal)
                .Select(v => new EnvironmentVariableSnapshot(v.Key, v.Value, InheritedEnvironment.IsFromModel(v.Key, v.Value)))],
        }).WithProperty(LocalProperties.ProcessId, process.Id)
            .WithProperty(LocalProperties.Restarts, _restarts)
            .WithProperty(LocalProperties.CommandLine, commandLine)
            .WithProperty(CustomResourceKnownProperties.Source, spec.FileName));
    }

    private async Task EndAsync(ChildProcess process, InstanceStart start)
    {
        ForProxies(proxy => proxy.Remove(Id));

        if (!process.Exited.IsCompleted)
        {
            Publish(KnownResourceStates.Stopping, style: KnownResourceStateStyles.Info);
            await process.StopAsync().ConfigureAwait(false);
        }

        var exitCode = await process.Exited.ConfigureAwait(false);
        RunLog.ProcessEnded(start.Logger, process.Id, exitCode);
        Run.Lease.Remove(process);
        Publish(s => (s with
        {
            State = new ResourceStateSnapshot(
                exitCode == 0 ? KnownResourceStates.Finished : KnownResourceStates.Exited, KnownResourceStateStyles.Info),
            StateReason = null,
            IsReady = false,
            HealthReports = [],
            ExitCode = exitCode,
            StopTimeStamp = Run.Time.GetUtcNow().UtcDateTime,
            Urls = s.Urls.WithActivity(false),
        }).WithProperty(LocalProperties.ProcessId, null));
        if (Run.Notifications.TryGetCurrentState(Id, out var end))
        {
            await RaiseAsync(new ResourceStoppedEvent(Resource, Run.Services, end), CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>An end with code 0 is meant, except of a server; a job that others wait for to end is never repeated.</summary>
    private bool IsFinished(int exitCode) => (exitCode == 0 && !launch.RunsForEver) ||
        Run.Model.Resources.Any(r => r.Annotations.OfType<WaitAnnotation>()
            .Any(w => w.Resource == Resource && w.WaitType == WaitType.WaitForCompletion));

    private async Task PauseAsync(int exitCode, CancellationToken stopping)
    {
        var delay = _backoff.Next();
        RunLog.Restarting(Run.Loggers.GetLogger(Id), delay);
        _restarts++;
        Publish(
            KnownResourceStates.Starting,
            string.Create(CultureInfo.InvariantCulture, $"ended with code {exitCode}, restarting in {delay.TotalSeconds:0.##} s"),
            KnownResourceStateStyles.Warn);
        await Task.Delay(delay, Run.Time, stopping).ConfigureAwait(false);
    }

    private void ForProxies(Action<TcpProxy> action)
    {
        foreach (var proxy in Resource.Annotations.OfType<EndpointAnnotation>().Select(Run.Endpoints.ProxyOf).OfType<TcpProxy>())
        {
            action(proxy);
        }
    }

    private static async Task EndFollowingAsync(Task following)
    {
        try
        {
            await following.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // It was told to.
        }
    }

    private static Task Cancelled(CancellationToken token)
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        token.Register(cancelled.SetResult);
        return cancelled.Task;
    }
}
