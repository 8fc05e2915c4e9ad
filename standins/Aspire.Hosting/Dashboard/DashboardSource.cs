using System.Globalization;
using System.Runtime.CompilerServices;
using Aspire.Dashboard.Resources;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.LocalServers;
using Aspire.Hosting.Running;

namespace Aspire.Hosting.Dashboard;

/// <summary>Shows the dashboard what the host knows. Thread safe.</summary>
internal sealed class DashboardSource : IDashboardSource, IAsyncDisposable
{
    private readonly RunContext _run;
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _watching;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ResourceEvent> _states = [];
    private readonly List<string> _order = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal DashboardSource(RunContext run)
    {
        _run = run;
        _watching = WatchAsync();
    }

    /// <inheritdoc/>
    public IReadOnlyList<DashboardResource> Resources
    {
        get
        {
            lock (_lock)
            {
                return [.. _order.Select(id => Row(_states[id]))];
            }
        }
    }

    /// <inheritdoc/>
    public Task WaitForChangeAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return _changed.Task.WaitAsync(cancellationToken).ContinueWith(
                _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<ConsoleLine> RecentLines(string resource) =>
        Knows(resource) ? [.. _run.Loggers.Log(resource).Snapshot().Select(l => Line(resource, l))] : [];

    /// <inheritdoc/>
    public async IAsyncEnumerable<ConsoleLine> WatchConsoleAsync(
        string resource, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!Knows(resource))
        {
            yield break;
        }

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ending.Token);
        await foreach (var batch in _run.Loggers.Log(resource).WatchAsync(ended.Token).ConfigureAwait(false))
        {
            foreach (var line in batch)
            {
                yield return Line(resource, line);
            }
        }
    }

    /// <inheritdoc/>
    public async Task<CommandOutcome> ExecuteAsync(string resource, string command, CancellationToken cancellationToken)
    {
        var commands = (ResourceCommandService?)_run.Services.GetService(typeof(ResourceCommandService))!;
        var result = await commands.ExecuteCommandAsync(resource, command, cancellationToken).ConfigureAwait(false);
        return new CommandOutcome(result.Success, result.Success ? null : result.Message ?? "The command failed.");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        await _watching.ConfigureAwait(false);
        _ending.Dispose();
    }

    private async Task WatchAsync()
    {
        try
        {
            await foreach (var change in _run.Notifications.WatchAsync(_ending.Token).ConfigureAwait(false))
            {
                TaskCompletionSource changed;
                lock (_lock)
                {
                    if (!_states.ContainsKey(change.ResourceId))
                    {
                        _order.Add(change.ResourceId);
                    }

                    _states[change.ResourceId] = change;
                    changed = _changed;
                    _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                }

                changed.TrySetResult();
            }
        }
        catch (OperationCanceledException)
        {
            // The dashboard ends.
        }
    }

    private bool Knows(string resource)
    {
        lock (_lock)
        {
            return _states.ContainsKey(resource);
        }
    }

    private static DashboardResource Row(ResourceEvent change)
    {
        var snapshot = change.Snapshot;
        return new DashboardResource(change.ResourceId, snapshot.ResourceType, snapshot.State?.Text ?? "Unknown")
        {
            Reason = snapshot.StateReason,
            Health = snapshot.HealthStatus?.ToString(),
            HealthChecks = [.. snapshot.HealthReports.Select(r => new DashboardHealthCheck(
                r.Name, r.Status?.ToString(), r.ExceptionText is null ? r.Description : $"{r.Description} ({r.ExceptionText})"))],
            Urls = [.. snapshot.Urls.Where(u => !u.IsInternal).OrderByDescending(u => u.DisplayProperties.SortOrder)
                .Select(u => new DashboardUrl(u.Url, u.DisplayProperties.DisplayName is { Length: > 0 } text ? text : null))],
            Restarts = Property(snapshot, LocalProperties.Restarts) is int restarts ? restarts : 0,
            StartedAt = snapshot.StartTimeStamp is { } start && snapshot.StopTimeStamp is null ? new DateTimeOffset(start, TimeSpan.Zero) : null,
            ProcessIds = Property(snapshot, LocalProperties.ProcessId) is int id ? [id] : [],
            Environment = [.. snapshot.EnvironmentVariables.Where(v => v.IsFromSpec)
                .Select(v => KeyValuePair.Create(v.Name, v.Value ?? string.Empty))],
            Relations = [.. snapshot.Relationships.Select(r => new DashboardRelation(Words(r.Type), r.ResourceName))],
            Commands = [.. snapshot.Commands.Where(c => c.State != ResourceCommandState.Hidden).Select(c => new DashboardCommand(
                c.Name, c.DisplayName, c.State == ResourceCommandState.Enabled, c.ConfirmationMessage))],
        };
    }

    private static object? Property(CustomResourceSnapshot snapshot, string name) =>
        snapshot.Properties.FirstOrDefault(p => p.Name == name)?.Value;

    private static string Words(string relation) => relation switch
    {
        KnownRelationshipTypes.WaitFor => "waits for",
        KnownRelationshipTypes.Reference => "uses",
        KnownRelationshipTypes.Parent => "belongs to",
        _ => relation,
    };

    private static ConsoleLine Line(string resource, LogLine line)
    {
        var space = line.Content.IndexOf(' ', StringComparison.Ordinal);
        var time = DateTimeOffset.Parse(line.Content.AsSpan(0, space), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        return new ConsoleLine(resource, time, line.Content[(space + 1)..], line.IsErrorMessage);
    }
}
