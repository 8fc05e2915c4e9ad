using System.Globalization;
using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Local;
using Aspire.Hosting.LocalServers;
using Aspire.Hosting.Proxies;

namespace Aspire.Hosting.Running;

/// <summary>Decides the port of every endpoint and holds the proxies that listen on them.</summary>
internal sealed class EndpointAllocation(TimeProvider time) : IAsyncDisposable
{
    internal const string Address = "127.0.0.1";

    private readonly Dictionary<EndpointAnnotation, TcpProxy> _proxies = [];

    /// <summary>Sentences about ports that could not be had.</summary>
    internal List<string> Notes { get; } = [];

    /// <summary>The proxy of an endpoint; null when the process itself listens on the stable port.</summary>
    internal TcpProxy? ProxyOf(EndpointAnnotation endpoint) => _proxies.GetValueOrDefault(endpoint);

    /// <summary>Decides all ports. Throws <see cref="DistributedApplicationException"/> when an endpoint contradicts itself.</summary>
    /// <param name="model">The model.</param>
    /// <param name="random">True: no stable port is used, so that several applications run side by side.</param>
    internal void Allocate(DistributedApplicationModel model, bool random)
    {
        foreach (var resource in model.Resources.Where(RunsHere))
        {
            foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>().ToArray())
            {
                Check(resource, endpoint);
                var port = IsProxied(resource, endpoint)
                    ? AllocateProxied(resource, endpoint, random)
                    : AllocateDirect(resource, endpoint, random);
                endpoint.AllocatedEndpoint = new AllocatedEndpoint(endpoint, Address, port);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var proxy in _proxies.Values)
        {
            await proxy.DisposeAsync().ConfigureAwait(false);
        }

        _proxies.Clear();
    }

    private static bool RunsHere(IResource resource) =>
        resource.TryGetLastAnnotation<LocalServerAnnotation>(out var server)
            ? !server.IsExternal
            : resource is ProjectResource or ExecutableResource;

    private static bool IsProxied(IResource resource, EndpointAnnotation endpoint) =>
        endpoint is { IsProxied: true, Protocol: ProtocolType.Tcp } &&
        !(resource.TryGetLastAnnotation<LocalServerAnnotation>(out var server) && server.EndpointName == endpoint.Name);

    private static void Check(IResource resource, EndpointAnnotation endpoint)
    {
        var where = $"Endpoint '{endpoint.Name}' of resource '{resource.Name}'";
        var replicas = resource.GetReplicaCount();
        if (replicas > 1 && (!endpoint.IsProxied || endpoint.TargetPort is not null))
        {
            throw new DistributedApplicationException(
                $"{where} cannot serve {replicas} replicas: they would listen on one port. Let it be proxied, without a target port.");
        }

        if (IsProxied(resource, endpoint) && endpoint.Port is not null && endpoint.Port == endpoint.TargetPort)
        {
            throw new DistributedApplicationException(
                $"{where} has the same port and target port {endpoint.Port}; behind a proxy they must differ. " +
                "Leave the target port out, or set isProxied to false.");
        }
    }

    private int AllocateProxied(IResource resource, EndpointAnnotation endpoint, bool random)
    {
        var wanted = random ? null : endpoint.Port;
        if (wanted is { } port)
        {
            try
            {
                _proxies[endpoint] = TcpProxy.Listen(port, time);
                return port;
            }
            catch (SocketException e)
            {
                Note(resource, port, e);
            }
        }

        var proxy = TcpProxy.Listen(Ports.Free(), time);
        _proxies[endpoint] = proxy;
        return Replaced(wanted, proxy.Port);
    }

    private int AllocateDirect(IResource resource, EndpointAnnotation endpoint, bool random)
    {
        // A local server's target port is the one inside a container; on this machine many servers share the ports.
        var wanted = random ? null : endpoint.Port;
        if (wanted is { } port)
        {
            if (Ports.IsFree(port))
            {
                return port;
            }

            Note(resource, port, null);
        }

        return Replaced(wanted, Ports.Free());
    }

    private void Note(IResource resource, int port, SocketException? error)
    {
        var why = error is null or { SocketErrorCode: SocketError.AddressAlreadyInUse }
            ? $"is held by {PortHolder.Describe(port)}"
            : $"cannot be listened on ({error.Message})";
        Notes.Add(string.Create(CultureInfo.InvariantCulture, $"Port {port} of '{resource.Name}' {why}"));
    }

    private int Replaced(int? wanted, int port)
    {
        if (wanted is not null)
        {
            Notes[^1] += string.Create(CultureInfo.InvariantCulture, $"; it listens on {port} instead.");
        }

        return port;
    }
}
