using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Holds the state of every resource instance and tells of its changes. Thread safe.</summary>
/// <param name="lifetime">Ends every wait when the application stops.</param>
/// <param name="options">Default of what a wait does when a resource fails.</param>
/// <param name="time">Clock.</param>
public class ResourceNotificationService(
    IHostApplicationLifetime lifetime, Microsoft.Extensions.Options.IOptions<ResourceNotificationServiceOptions> options, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ResourceEvent> _states = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<Channel<ResourceEvent>> _watchers = [];

    /// <summary>Changes the state of a resource with one instance.</summary>
    public Task PublishUpdateAsync(IResource resource, Func<CustomResourceSnapshot, CustomResourceSnapshot> stateFactory) =>
        PublishUpdateAsync(resource, resource.Name, stateFactory);

    /// <summary>Changes the state of one instance; the function runs under a lock and must be quick.</summary>
    public Task PublishUpdateAsync(
        IResource resource, string resourceId, Func<CustomResourceSnapshot, CustomResourceSnapshot> stateFactory)
    {
        lock (_lock)
        {
            var before = _states.TryGetValue(resourceId, out var known) ? known.Snapshot : Initial(resource);
            var after = stateFactory(before);
            if (known is null || after != before)
            {
                var change = new ResourceEvent(resource, resourceId, after);
                _states[resourceId] = change;
                foreach (var watcher in _watchers)
                {
                    watcher.Writer.TryWrite(change);
                }
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>The present state of an instance.</summary>
    public bool TryGetCurrentState(string resourceId, [NotNullWhen(true)] out ResourceEvent? resourceEvent)
    {
        lock (_lock)
        {
            return _states.TryGetValue(resourceId, out resourceEvent);
        }
    }

    /// <summary>The present state of every instance, then every change, until cancelled.</summary>
    public async IAsyncEnumerable<ResourceEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var channel = Channel.CreateUnbounded<ResourceEvent>(new UnboundedChannelOptions { SingleReader = true });
        lock (_lock)
        {
            foreach (var state in _states.Values)
            {
                channel.Writer.TryWrite(state);
            }

            _watchers.Add(channel);
        }

        try
        {
            await foreach (var change in channel.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return change;
            }
        }
        finally
        {
            lock (_lock)
            {
                _watchers.Remove(channel);
            }
        }
    }

    /// <summary>Waits for a state; null for running.</summary>
    public Task WaitForResourceAsync(
        string resourceName, string? targetState = null, CancellationToken cancellationToken = default) =>
        WaitForResourceAsync(resourceName, [targetState ?? KnownResourceStates.Running], cancellationToken);

    /// <summary>Waits for one of several states and returns it.</summary>
    public async Task<string> WaitForResourceAsync(
        string resourceName, IEnumerable<string> targetStates, CancellationToken cancellationToken = default)
    {
        var wanted = targetStates.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var reached = await WaitForResourceAsync(
            resourceName, e => e.Snapshot.State is { } state && wanted.Contains(state.Text), cancellationToken).ConfigureAwait(false);
        return reached.Snapshot.State!.Text;
    }

    /// <summary>Waits until a condition holds for an instance of a resource, named by the resource or by its own id.</summary>
    public async Task<ResourceEvent> WaitForResourceAsync(
        string resourceName, Func<ResourceEvent, bool> predicate, CancellationToken cancellationToken = default)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        await foreach (var change in WatchAsync(ended.Token).ConfigureAwait(false))
        {
            var named = string.Equals(change.Resource.Name, resourceName, StringComparison.OrdinalIgnoreCase) ||
                string.Equals(change.ResourceId, resourceName, StringComparison.OrdinalIgnoreCase);
            if (named && predicate(change))
            {
                return change;
            }
        }

        throw new OperationCanceledException($"The wait for resource '{resourceName}' was ended.", cancellationToken);
    }

    /// <summary>Waits until a resource is running, healthy and its ready handlers are done.</summary>
    public Task<ResourceEvent> WaitForResourceHealthyAsync(string resourceName, CancellationToken cancellationToken = default) =>
        WaitForResourceHealthyAsync(resourceName, options.Value.DefaultWaitBehavior, cancellationToken);

    /// <summary>
    /// Waits until a resource is running, healthy and its ready handlers are done. With
    /// <see cref="WaitBehavior.StopOnResourceUnavailable"/> throws <see cref="DistributedApplicationException"/> once it failed.
    /// </summary>
    public async Task<ResourceEvent> WaitForResourceHealthyAsync(
        string resourceName, WaitBehavior waitBehavior, CancellationToken cancellationToken = default)
    {
        var reached = await WaitForResourceAsync(
            resourceName, e => IsReady(e.Snapshot) || (HasFailed(e.Snapshot) && waitBehavior == WaitBehavior.StopOnResourceUnavailable),
            cancellationToken).ConfigureAwait(false);
        return IsReady(reached.Snapshot) ? reached : throw new DistributedApplicationException(
            $"Resource '{resourceName}' is {reached.Snapshot.State?.Text}" +
            (reached.Snapshot.StateReason is { } reason ? $": {reason}" : "; its console log says why."));
    }

    internal WaitBehavior DefaultWaitBehavior => options.Value.DefaultWaitBehavior;

    /// <summary>Waits until everything that a resource waits for is as it must be.</summary>
    public Task WaitForDependenciesAsync(IResource resource, CancellationToken cancellationToken) =>
        Running.Waits.WaitAsync(this, resource, time, _ => { }, cancellationToken);

    /// <summary>Ids of the instances of a resource.</summary>
    internal IReadOnlyList<string> InstancesOf(IResource resource)
    {
        lock (_lock)
        {
            return [.. _states.Values.Where(s => s.Resource == resource).Select(s => s.ResourceId)];
        }
    }

    internal static bool IsReady(CustomResourceSnapshot snapshot) =>
        snapshot.IsReady && snapshot.HealthStatus == HealthStatus.Healthy;

    private static bool HasFailed(CustomResourceSnapshot snapshot) =>
        snapshot.State is { } state && KnownResourceStates.TerminalStates.Contains(state.Text);

    private CustomResourceSnapshot Initial(IResource resource) =>
        resource.TryGetLastAnnotation<ResourceSnapshotAnnotation>(out var given)
            ? given.InitialSnapshot
            : new CustomResourceSnapshot
            {
                ResourceType = TypeOf(resource),
                Properties = [],
                CreationTimeStamp = time.GetUtcNow().UtcDateTime,
                Relationships = [.. resource.Annotations.OfType<ResourceRelationshipAnnotation>()
                    .Select(r => new RelationshipSnapshot(r.Resource.Name, r.Type))],
                IconName = resource.TryGetLastAnnotation<ResourceIconAnnotation>(out var icon) ? icon.IconName : null,
                IconVariant = icon?.IconVariant,
            };

    private static string TypeOf(IResource resource) => resource switch
    {
        ProjectResource => "Project",
        ContainerResource => "Container",
        ExecutableResource => "Executable",
        IResourceWithConnectionString and ParameterResource or ConnectionStringResource => "ConnectionString",
        ParameterResource => "Parameter",
        ExternalServiceResource => "ExternalService",
        _ => resource.GetType().Name,
    };
}

/// <summary>Defaults of waits.</summary>
public sealed class ResourceNotificationServiceOptions
{
    /// <summary>What a wait does when the resource fails. Default: it goes on, for the resource may be restarted.</summary>
    public WaitBehavior DefaultWaitBehavior { get; set; }
}

/// <summary>The first state of a resource.</summary>
/// <param name="initialSnapshot">The state.</param>
public class ResourceSnapshotAnnotation(CustomResourceSnapshot initialSnapshot) : IResourceAnnotation
{
    /// <summary>The state.</summary>
    public CustomResourceSnapshot InitialSnapshot { get; } = initialSnapshot;
}
