namespace Aspire.Hosting;

/// <summary>How an application's builder is set up.</summary>
public sealed class DistributedApplicationOptions
{
    /// <summary>Command line of the AppHost.</summary>
    public string[]? Args { get; set; }

    /// <summary>Name of the AppHost's assembly; null for the entry assembly.</summary>
    public string? AssemblyName { get; set; }

    /// <summary>Folder of the AppHost's project file; null for the one recorded when it was built.</summary>
    public string? ProjectDirectory { get; set; }

    /// <summary>True: no dashboard is served. Default false.</summary>
    public bool DisableDashboard { get; set; }

    /// <summary>Name of the application in the dashboard; null for the AppHost's.</summary>
    public string? DashboardApplicationName { get; set; }

    /// <summary>Accepted for compatibility; the local host serves plain HTTP on loopback.</summary>
    public bool AllowUnsecuredTransport { get; set; }
}

/// <summary>Run or publish.</summary>
public enum DistributedApplicationOperation
{
    /// <summary>The resources are started.</summary>
    Run,

    /// <summary>The model is written out; nothing is started.</summary>
    Publish,
}

/// <summary>What the AppHost was started for.</summary>
/// <param name="operation">Run or publish.</param>
public class DistributedApplicationExecutionContext(DistributedApplicationOperation operation)
{
    private IServiceProvider? _services;

    /// <summary>What the AppHost was started for.</summary>
    /// <param name="operation">Run or publish.</param>
    /// <param name="publisherName">Name of the publisher, as <c>manifest</c>.</param>
    public DistributedApplicationExecutionContext(DistributedApplicationOperation operation, string publisherName)
        : this(operation) => PublisherName = publisherName;

    /// <summary>Run or publish.</summary>
    public DistributedApplicationOperation Operation { get; } = operation;

    /// <summary>True: the model is written out.</summary>
    public bool IsPublishMode => Operation == DistributedApplicationOperation.Publish;

    /// <summary>True: the resources are started.</summary>
    public bool IsRunMode => Operation == DistributedApplicationOperation.Run;

    /// <summary>Name of the publisher; <c>manifest</c> by default.</summary>
    public string PublisherName { get; set; } = "manifest";

    /// <summary>The application's services; throws <see cref="InvalidOperationException"/> before it is built.</summary>
    public IServiceProvider Services
    {
        get => _services ?? throw new InvalidOperationException("The application's services exist once it is built.");
        internal set => _services = value;
    }
}

/// <summary>The model or the application is wrong; the message says what and how to mend it.</summary>
public class DistributedApplicationException : Exception
{
    /// <summary>Without a message.</summary>
    public DistributedApplicationException()
    {
    }

    /// <summary>With a message.</summary>
    public DistributedApplicationException(string message) : base(message)
    {
    }

    /// <summary>With a message and a cause.</summary>
    public DistributedApplicationException(string message, Exception inner) : base(message, inner)
    {
    }
}

/// <summary>A parameter has no value; the message names the setting.</summary>
public class MissingParameterValueException : DistributedApplicationException
{
    /// <summary>With a message.</summary>
    public MissingParameterValueException(string message) : base(message)
    {
    }

    /// <summary>With a message and a cause.</summary>
    public MissingParameterValueException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
