namespace Aspire.Hosting.ApplicationModel;

/// <summary>A .NET project that runs as a service.</summary>
/// <param name="name">Name of the resource.</param>
public class ProjectResource(string name) : Resource(name), IResourceWithEnvironment, IResourceWithArgs,
    IResourceWithServiceDiscovery, IResourceWithWaitSupport, IResourceWithProbes, IComputeResource;

/// <summary>A program that runs as it is.</summary>
public class ExecutableResource : Resource, IResourceWithEnvironment, IResourceWithArgs, IResourceWithEndpoints,
    IResourceWithWaitSupport, IResourceWithProbes, IComputeResource
{
    /// <summary>A program that runs as it is.</summary>
    /// <param name="name">Name of the resource.</param>
    /// <param name="command">Program, absolute or on PATH.</param>
    /// <param name="workingDirectory">Absolute, or relative to the AppHost's folder.</param>
    public ExecutableResource(string name, string command, string workingDirectory) : base(name)
    {
        ArgumentException.ThrowIfNullOrEmpty(command);
        ArgumentNullException.ThrowIfNull(workingDirectory);
        Command = command;
        WorkingDirectory = workingDirectory;
    }

    /// <summary>Program, absolute or on PATH.</summary>
    public string Command { get; }

    /// <summary>Absolute, or relative to the AppHost's folder.</summary>
    public string WorkingDirectory { get; }
}

/// <summary>
/// A resource that the genuine host runs in a container. The local host runs it as a process when it carries a
/// <c>LocalServerAnnotation</c>, and says so when it does not.
/// </summary>
/// <param name="name">Name of the resource.</param>
/// <param name="entrypoint">Program in the image; null for the image's own.</param>
public class ContainerResource(string name, string? entrypoint = null) : Resource(name), IResourceWithEnvironment,
    IResourceWithArgs, IResourceWithEndpoints, IResourceWithWaitSupport, IResourceWithProbes, IComputeResource
{
    /// <summary>Program in the image; null for the image's own.</summary>
    public string? Entrypoint { get; set; } = entrypoint;
}

/// <summary>The image of a container.</summary>
public sealed class ContainerImageAnnotation : IResourceAnnotation
{
    /// <summary>Registry's host; null for the runtime's default.</summary>
    public string? Registry { get; set; }

    /// <summary>Repository.</summary>
    public required string Image { get; set; }

    /// <summary>Tag; null for <c>latest</c>.</summary>
    public string? Tag { get; set; }
}

/// <summary>A folder or volume that a container sees.</summary>
/// <param name="source">Volume's name or folder's path; null for an anonymous volume.</param>
/// <param name="target">Path in the container.</param>
/// <param name="type">Volume or folder.</param>
/// <param name="isReadOnly">True: the container may not write.</param>
public sealed class ContainerMountAnnotation(string? source, string target, ContainerMountType type, bool isReadOnly)
    : IResourceAnnotation
{
    /// <summary>Volume's name or folder's path; null for an anonymous volume.</summary>
    public string? Source { get; } = source;

    /// <summary>Path in the container.</summary>
    public string Target { get; } = target;

    /// <summary>Volume or folder.</summary>
    public ContainerMountType Type { get; } = type;

    /// <summary>True: the container may not write.</summary>
    public bool IsReadOnly { get; } = isReadOnly;
}

/// <summary>Kinds of mounts.</summary>
public enum ContainerMountType
{
    /// <summary>A folder of this machine.</summary>
    BindMount,

    /// <summary>A volume of the container runtime.</summary>
    Volume,
}

/// <summary>How long a container lives.</summary>
public enum ContainerLifetime
{
    /// <summary>As long as the AppHost.</summary>
    Session,

    /// <summary>Longer than the AppHost; the local host treats it as <see cref="Session"/>.</summary>
    Persistent,
}

/// <summary>How long a container lives.</summary>
public sealed class ContainerLifetimeAnnotation : IResourceAnnotation
{
    /// <summary>How long.</summary>
    public required ContainerLifetime Lifetime { get; set; }
}
