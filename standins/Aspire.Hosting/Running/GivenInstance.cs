using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.LocalServers;

namespace Aspire.Hosting.Running;

/// <summary>
/// Follows a resource that is not started here: a server given by a connection string, a service outside, or a resource
/// of the model's own making that publishes its state itself.
/// </summary>
/// <param name="run">What all instances share.</param>
/// <param name="resource">The resource.</param>
/// <param name="launch">Probes it; null when its health checks do.</param>
internal sealed class GivenInstance(RunContext run, IResource resource, ILaunch? launch) : ResourceInstance(run, resource, resource.Name)
{
    /// <inheritdoc/>
    protected override async Task LiveAsync(CancellationToken stopping)
    {
        await WaitForOthersAsync(stopping).ConfigureAwait(false);
        Publish(KnownResourceStates.Starting, style: KnownResourceStateStyles.Info);
        await RaiseAsync(new BeforeResourceStartedEvent(Resource, Run.Services), stopping).ConfigureAwait(false);
        var start = launch is null ? null : new InstanceStart(Run, Resource, Id, Id);
        var watch = new LifeWatch(Run, Resource, Id, Publish);
        try
        {
            await watch.FollowAsync(start, launch, stopping).ConfigureAwait(false);
        }
        catch (LocalServerException e)
        {
            PublishFailure(e.Message, isFatal: !watch.WasHealthy);
        }
    }
}

/// <summary>Shows a value: a parameter or a connection string.</summary>
internal sealed class ValueInstance(RunContext run, IResource resource) : ResourceInstance(run, resource, resource.Name)
{
    /// <inheritdoc/>
    internal override bool IsAwaited => false;

    /// <inheritdoc/>
    protected override async Task LiveAsync(CancellationToken stopping)
    {
        await WaitForOthersAsync(stopping).ConfigureAwait(false);
        try
        {
            var value = await ((IValueProvider)Resource).GetValueAsync(stopping).ConfigureAwait(false);
            var isSecret = Resource is not ParameterResource { Secret: false };
            Publish(s => (s with { IsReady = true }).WithProperty(LocalProperties.Value, value, isSecret));
            Publish(KnownResourceStates.Running, style: KnownResourceStateStyles.Success);
        }
        catch (MissingParameterValueException e)
        {
            Publish(KnownResourceStates.ValueMissing, e.Message, KnownResourceStateStyles.Error);
        }
    }
}

/// <summary>A container that the local host has no process for.</summary>
internal sealed class UnsupportedInstance(RunContext run, IResource resource) : ResourceInstance(run, resource, resource.Name)
{
    /// <inheritdoc/>
    internal override bool IsAwaited => false;

    /// <inheritdoc/>
    protected override Task LiveAsync(CancellationToken stopping)
    {
        PublishFailure(
            "it is a container, and the local host has no engine to run containers; set UseAspirePackages=true to run it", isFatal: false);
        return Task.CompletedTask;
    }
}
