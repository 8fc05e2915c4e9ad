namespace Aspire.Hosting.ApplicationModel;

/// <summary>The resource starts only after another.</summary>
/// <param name="resource">The other resource.</param>
/// <param name="waitType">What is waited for.</param>
/// <param name="exitCode">Exit code expected with <see cref="WaitType.WaitForCompletion"/>.</param>
public sealed class WaitAnnotation(IResource resource, WaitType waitType, int exitCode = 0) : IResourceAnnotation
{
    /// <summary>The other resource.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>What is waited for.</summary>
    public WaitType WaitType { get; } = waitType;

    /// <summary>Exit code expected with <see cref="WaitType.WaitForCompletion"/>.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>What happens when the other resource fails; null for the application's default.</summary>
    public WaitBehavior? WaitBehavior { get; init; }
}

/// <summary>What is waited for.</summary>
public enum WaitType
{
    /// <summary>Running, every health check healthy, and its ready handlers done.</summary>
    WaitUntilHealthy,

    /// <summary>Ended with the expected exit code.</summary>
    WaitForCompletion,

    /// <summary>Running.</summary>
    WaitUntilStarted,
}

/// <summary>What happens to the waiting when the other resource fails.</summary>
public enum WaitBehavior
{
    /// <summary>It goes on; the other may be restarted. Default when there is a dashboard to restart it from.</summary>
    WaitOnResourceUnavailable,

    /// <summary>It ends with a <see cref="DistributedApplicationException"/>. Default without a dashboard.</summary>
    StopOnResourceUnavailable,
}
