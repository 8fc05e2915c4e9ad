using Aspire.Hosting.Processes;

namespace Aspire.Hosting.Running;

/// <summary>Says what process a resource is.</summary>
internal interface ILaunch
{
    /// <summary>
    /// Prepares one start. Throws <see cref="LocalServers.LocalServerException"/> or <see cref="DistributedApplicationException"/>
    /// when it cannot, with what is wrong and how to mend it.
    /// </summary>
    Task<ProcessSpec> PrepareAsync(InstanceStart start, CancellationToken cancellationToken);

    /// <summary>Asks the started process once whether it serves; null when it does, or when ports tell enough.</summary>
    Task<string?> ProbeAsync(InstanceStart start, CancellationToken cancellationToken);

    /// <summary>True: it answers <see cref="ProbeAsync"/>; false: it serves once its ports are open.</summary>
    bool HasProbe { get; }

    /// <summary>True: an end with exit code 0 is not an end but a failure too.</summary>
    bool RunsForEver { get; }
}
