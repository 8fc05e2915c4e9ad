using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.LocalServers;

/// <summary>Says that the local host runs the resource as a process, and how.</summary>
/// <param name="server">Finds, prepares and probes the server.</param>
public sealed class LocalServerAnnotation(ILocalServer server) : IResourceAnnotation
{
    /// <summary>Finds, prepares and probes the server.</summary>
    public ILocalServer Server { get; } = server;

    /// <summary>Name of the endpoint whose port the server listens on; it has no proxy. Default <c>tcp</c>.</summary>
    public string EndpointName { get; init; } = "tcp";

    /// <summary>Gives the password handed to the server, as it stands when the server starts; null for none.</summary>
    public Func<ParameterResource?>? Password { get; init; }

    /// <summary>
    /// True: the server was given by a connection string. Nothing is started or stopped; only
    /// <see cref="ILocalServer.ProbeAsync"/> is called, with port 0 and an empty password.
    /// </summary>
    public bool IsExternal { get; init; }
}
