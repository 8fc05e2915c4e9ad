namespace Aspire.Hosting.LocalServers;

/// <summary>A part of the local host that lives in an assembly of its own, as the dashboard does.</summary>
public interface IHostingPart
{
    /// <summary>Adds the part, in run mode only. Called when the AppHost's builder is made.</summary>
    void Configure(IDistributedApplicationBuilder builder);

    /// <summary>Starts the part before any resource starts.</summary>
    Task StartAsync(IServiceProvider services, CancellationToken cancellationToken);

    /// <summary>Ends the part after every resource has ended.</summary>
    Task StopAsync(CancellationToken cancellationToken);

    /// <summary>A line for the table that is printed when everything is healthy: name and URL; null for none.</summary>
    (string Name, string Url)? Address { get; }
}

/// <summary>Names a part of the local host; the targets write it into the AppHost.</summary>
/// <param name="part">A class with a public constructor without parameters that implements <see cref="IHostingPart"/>.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class HostingPartAttribute(Type part) : Attribute
{
    /// <summary>The class.</summary>
    public Type Part { get; } = part;
}
