using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Local;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Running;

/// <summary>One start of one instance of a resource: the ports that this process listens on.</summary>
internal sealed class InstanceStart
{
    private readonly Dictionary<EndpointAnnotation, int> _ports = [];

    internal InstanceStart(RunContext run, IResource resource, string id, string suffix)
    {
        Resource = resource;
        Id = id;
        Suffix = suffix;
        Logger = run.Loggers.GetLogger(id);
        foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>().Where(e => e.AllocatedEndpoint is not null))
        {
            _ports[endpoint] = run.Endpoints.ProxyOf(endpoint) is null
                ? endpoint.AllocatedEndpoint!.Port
                : endpoint.TargetPort ?? Ports.Free();
        }
    }

    internal IResource Resource { get; }

    /// <summary>Id of the instance.</summary>
    internal string Id { get; }

    /// <summary>Tells the instance from its fellows in telemetry.</summary>
    internal string Suffix { get; }

    internal ILogger Logger { get; }

    /// <summary>The endpoints, with the ports that this process listens on.</summary>
    internal IReadOnlyDictionary<EndpointAnnotation, int> Endpoints => _ports;

    /// <summary>Port that this process listens on; null for an endpoint of another resource.</summary>
    internal int? PortOf(EndpointAnnotation endpoint) => _ports.TryGetValue(endpoint, out var port) ? port : null;
}
