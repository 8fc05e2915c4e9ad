using System.Net.Sockets;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>An endpoint that a resource listens on.</summary>
public sealed class EndpointAnnotation : IResourceAnnotation
{
    private string? _transport;
    private int? _port;

    /// <summary>Describes an endpoint.</summary>
    /// <param name="protocol">TCP or UDP.</param>
    /// <param name="uriScheme">Scheme of its URL; default <c>tcp</c> or <c>udp</c>.</param>
    /// <param name="transport">http, http2 or tcp; default http for an HTTP scheme, else the protocol.</param>
    /// <param name="name">Unique in the resource; default the scheme.</param>
    /// <param name="port">Stable port that clients use; null lets the host choose.</param>
    /// <param name="targetPort">Port that the process itself listens on; null lets the host choose.</param>
    /// <param name="isExternal">True: meant to be reached from outside the deployment.</param>
    /// <param name="isProxied">False: the process itself listens on <paramref name="port"/>. Default true.</param>
    public EndpointAnnotation(
        ProtocolType protocol,
        string? uriScheme = null,
        string? transport = null,
        string? name = null,
        int? port = null,
        int? targetPort = null,
        bool? isExternal = null,
        bool? isProxied = null)
    {
        Protocol = protocol;
        UriScheme = uriScheme ?? protocol.ToString().ToLowerInvariant();
        Name = name ?? UriScheme;
        ModelName.Validate("Endpoint", Name);
        _transport = transport;
        _port = port;
        TargetPort = targetPort;
        IsExternal = isExternal ?? false;
        IsProxied = isProxied ?? true;
    }

    /// <summary>Unique in the resource, ignoring case.</summary>
    public string Name { get; set; }

    /// <summary>TCP or UDP.</summary>
    public ProtocolType Protocol { get; set; }

    /// <summary>Stable port that clients use; null lets the host choose.</summary>
    public int? Port
    {
        // Without a proxy there is one port, whichever of the two was given.
        get => _port ?? (IsProxied ? null : TargetPort);
        set => _port = value;
    }

    /// <summary>Port that the process itself listens on; null lets the host choose.</summary>
    public int? TargetPort { get; set; }

    /// <summary>Scheme of its URL.</summary>
    public string UriScheme { get; set; }

    /// <summary>Host name in its URL; default <c>localhost</c>.</summary>
    public string TargetHost { get; set; } = "localhost";

    /// <summary>http, http2 or tcp.</summary>
    public string Transport
    {
        get => _transport ?? (UriScheme is "http" or "https" ? "http" : Protocol.ToString().ToLowerInvariant());
        set => _transport = value;
    }

    /// <summary>True: meant to be reached from outside the deployment.</summary>
    public bool IsExternal { get; set; }

    /// <summary>False: the process itself listens on <see cref="Port"/>.</summary>
    public bool IsProxied { get; set; }

    /// <summary>True: the endpoint speaks TLS.</summary>
    public bool TlsEnabled { get; set; }

    /// <summary>Where it listens in this run; null before the host has decided.</summary>
    public AllocatedEndpoint? AllocatedEndpoint { get; set; }

    /// <summary>True: it stands in the project's launch profile, so the manifest writes no ports for it.</summary>
    internal bool FromLaunchProfile { get; init; }
}

/// <summary>Where an endpoint listens in this run.</summary>
/// <param name="endpoint">The endpoint.</param>
/// <param name="address">IP address or host name that clients use.</param>
/// <param name="port">Port that clients use, 1–65535.</param>
/// <param name="targetPortExpression">Unused by the local host.</param>
public class AllocatedEndpoint(EndpointAnnotation endpoint, string address, int port, string? targetPortExpression = null)
{
    /// <summary>The endpoint.</summary>
    public EndpointAnnotation Endpoint { get; } = endpoint;

    /// <summary>IP address or host name that clients use.</summary>
    public string Address { get; } = address;

    /// <summary>Port that clients use, 1–65535.</summary>
    public int Port { get; } = port;

    /// <summary>Unused by the local host.</summary>
    public string? TargetPortExpression { get; } = targetPortExpression;

    /// <summary>Scheme of its URL.</summary>
    public string UriScheme => Endpoint.UriScheme;

    /// <summary><c>address:port</c>.</summary>
    public string EndPointString => $"{Address}:{Port}";

    /// <summary><c>scheme://address:port</c>.</summary>
    public string UriString => $"{UriScheme}://{EndPointString}";

    /// <inheritdoc/>
    public override string ToString() => UriString;
}
