namespace Aspire.Hosting.ApplicationModel;

/// <summary>The states that the host itself gives to resources.</summary>
public static class KnownResourceStates
{
    /// <summary>Its process is being started.</summary>
    public static readonly string Starting = "Starting";

    /// <summary>Its process runs.</summary>
    public static readonly string Running = "Running";

    /// <summary>Its process could not be started; the log says why.</summary>
    public static readonly string FailedToStart = "FailedToStart";

    /// <summary>What would run it is not usable.</summary>
    public static readonly string RuntimeUnhealthy = "RuntimeUnhealthy";

    /// <summary>It was asked to end.</summary>
    public static readonly string Stopping = "Stopping";

    /// <summary>Its process ended, though it should not have, or because it was stopped.</summary>
    public static readonly string Exited = "Exited";

    /// <summary>Its process ended as expected.</summary>
    public static readonly string Finished = "Finished";

    /// <summary>It waits for another resource.</summary>
    public static readonly string Waiting = "Waiting";

    /// <summary>It starts only when asked to.</summary>
    public static readonly string NotStarted = "NotStarted";

    /// <summary>It is being built.</summary>
    public static readonly string Building = "Building";

    /// <summary>A parameter has no value.</summary>
    public static readonly string ValueMissing = "ValueMissing";

    /// <summary>It is there, without a process of its own.</summary>
    public static readonly string Active = "Active";

    /// <summary>The states from which only a start leads on.</summary>
    public static readonly IReadOnlyList<string> TerminalStates = [Finished, FailedToStart, Exited];
}

/// <summary>How a state is shown.</summary>
public static class KnownResourceStateStyles
{
    /// <summary>All is well.</summary>
    public static readonly string Success = "success";

    /// <summary>Something failed.</summary>
    public static readonly string Error = "error";

    /// <summary>Nothing to do.</summary>
    public static readonly string Info = "info";

    /// <summary>Worth a look.</summary>
    public static readonly string Warn = "warning";
}

/// <summary>The commands that the host itself gives to resources.</summary>
public static class KnownResourceCommands
{
    /// <summary>Starts a resource that does not run.</summary>
    public static readonly string StartCommand = "start";

    /// <summary>Stops a resource that runs.</summary>
    public static readonly string StopCommand = "stop";

    /// <summary>Stops and starts.</summary>
    public static readonly string RestartCommand = "restart";
}

/// <summary>Names of properties in <see cref="CustomResourceSnapshot.Properties"/>.</summary>
public static class CustomResourceKnownProperties
{
    /// <summary>What runs: a project file, a program, an image.</summary>
    public static string Source => "resource.source";

    /// <summary>The connection string; sensitive.</summary>
    public static string ConnectionString => "resource.connectionString";
}
