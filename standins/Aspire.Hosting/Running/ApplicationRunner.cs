using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard;
using Aspire.Hosting.Local;
using Aspire.Hosting.Reporting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Running;

/// <summary>Starts the resources of an application in order, and stops them in reverse order.</summary>
internal sealed class ApplicationRunner(
    RunContext run, IConfiguration configuration, LocalDashboard dashboard) : IHostedService
{
    private readonly Dictionary<string, ResourceInstance> _instances = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<LogFile> _logFiles = [];
    private HostLock? _lock;

    /// <summary>The runners, in start order.</summary>
    internal IReadOnlyCollection<ResourceInstance> Instances => _instances.Values;

    /// <summary>
    /// Prepares everything and begins every resource's life. Throws <see cref="DistributedApplicationException"/> when the
    /// model, a setting or the data folder does not allow it; nothing is left running then.
    /// </summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await PrepareAsync(cancellationToken).ConfigureAwait(false);
            await AnnounceAsync(cancellationToken).ConfigureAwait(false);
            await dashboard.StartAsync(cancellationToken).ConfigureAwait(false);
            foreach (var instance in _instances.Values.Where(i => !i.Resource.HasAnnotationOfType<ExplicitStartupAnnotation>()))
            {
                await instance.StartAsync().ConfigureAwait(false);
            }

            await run.Eventing.PublishAsync(new AfterResourcesCreatedEvent(run.Services, run.Model), cancellationToken)
                .ConfigureAwait(false);
        }
        catch
        {
            await StopAsync(CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        var stops = new Dictionary<IResource, Task>();
        foreach (var resource in DependencyGraph.StartOrder(_instances.Values.Select(i => i.Resource).Distinct()).Reverse())
        {
            // Those that need it come later in start order, so their stops are known by now.
            var dependents = stops.Where(s => DependencyGraph.NeedsOf(s.Key).Contains(resource)).Select(s => s.Value).ToArray();
            stops[resource] = StopAfterAsync(resource, dependents);
        }

        await Task.WhenAll(stops.Values).ConfigureAwait(false);
        await dashboard.DisposeAsync().ConfigureAwait(false);
        await run.Endpoints.DisposeAsync().ConfigureAwait(false);
        _logFiles.ForEach(file => file.Dispose());
        if (_lock is not null)
        {
            run.Lease.End();
            _lock.Dispose();
            _lock = null;
        }
    }

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        DependencyGraph.CheckForCycles(run.Model.Resources);
        _lock = HostLock.Take(run.Folder);
        await Lease.EndStaleAsync(run.Folder, cancellationToken).ConfigureAwait(false);
        EndpointsFile.Remove(run.Folder);
        run.Lease.Begin();
        await CheckParametersAsync(cancellationToken).ConfigureAwait(false);
        var random = string.Equals(configuration["Platform:Ports"], "random", StringComparison.OrdinalIgnoreCase);
        run.Endpoints.Allocate(run.Model, random);
    }

    /// <summary>Publishes every resource's first state, so that whoever waits or watches knows of all of them.</summary>
    private async Task AnnounceAsync(CancellationToken cancellationToken)
    {
        foreach (var resource in DependencyGraph.StartOrder(run.Model.Resources))
        {
            var urls = await ResourceUrls.OfAsync(run, resource, cancellationToken).ConfigureAwait(false);
            foreach (var instance in InstanceFactory.Of(run, resource))
            {
                _instances[instance.Id] = instance;
                KeepLog(instance.Id);
                await run.Notifications.PublishUpdateAsync(resource, instance.Id, s => s with
                {
                    State = s.State ?? KnownResourceStates.NotStarted,
                    Urls = urls,
                }).ConfigureAwait(false);
            }

            if (_instances.Values.Any(i => i.Resource == resource && i is ProcessInstance))
            {
                BuiltInCommands.AddTo(resource, id => _instances[id]);
            }

            await RaiseAsync(resource, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task RaiseAsync(IResource resource, CancellationToken cancellationToken)
    {
        await run.Eventing.PublishAsync(
            new InitializeResourceEvent(resource, run.Eventing, run.Loggers, run.Notifications, run.Services), cancellationToken).ConfigureAwait(false);
        if (resource is IResourceWithEndpoints)
        {
            await run.Eventing.PublishAsync(new ResourceEndpointsAllocatedEvent(resource, run.Services), cancellationToken).ConfigureAwait(false);
        }

        if (resource is IResourceWithConnectionString)
        {
            await run.Eventing.PublishAsync(new ConnectionStringAvailableEvent(resource, run.Services), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Names every missing setting at once.</summary>
    private async Task CheckParametersAsync(CancellationToken cancellationToken)
    {
        var missing = new List<string>();
        foreach (var parameter in run.Model.Resources.OfType<ParameterResource>())
        {
            try
            {
                await parameter.GetValueAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (MissingParameterValueException e)
            {
                missing.Add(e.Message);
            }
        }

        if (missing.Count > 0)
        {
            throw new MissingParameterValueException(string.Join(Environment.NewLine, missing));
        }
    }

    private void KeepLog(string id)
    {
        var file = new LogFile(Path.Combine(run.Folder.Directory("logs"), $"{id}.log"));
        _logFiles.Add(file);
        run.Loggers.Log(id).Sink = file.Write;
    }

    private async Task StopAfterAsync(IResource resource, Task[] dependents)
    {
        await Task.WhenAll(dependents).ConfigureAwait(false);
        await Task.WhenAll(_instances.Values.Where(i => i.Resource == resource).Select(i => i.StopAsync())).ConfigureAwait(false);
    }
}
