namespace Aspire.Hosting.ApplicationModel;

/// <summary>Something whose value is known when the application runs.</summary>
public interface IValueProvider
{
    /// <summary>The value; null when there is none.</summary>
    ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default);

    /// <summary>The value as the caller named in the context sees it; by default the same for every caller.</summary>
    ValueTask<string?> GetValueAsync(ValueProviderContext context, CancellationToken cancellationToken = default) =>
        GetValueAsync(cancellationToken);
}

/// <summary>Something that the deployment manifest names by an expression.</summary>
public interface IManifestExpressionProvider
{
    /// <summary>Expression of the form <c>{resource.path}</c>.</summary>
    string ValueExpression { get; }
}

/// <summary>A value when the application runs and an expression when it is published.</summary>
public interface IExpressionValue : IValueProvider, IManifestExpressionProvider;

/// <summary>A value made from others.</summary>
public interface IValueWithReferences
{
    /// <summary>Resources and values that this one is made from.</summary>
    IEnumerable<object> References { get; }
}

/// <summary>Who asks for a value.</summary>
public class ValueProviderContext
{
    /// <summary>Run or publish.</summary>
    public DistributedApplicationExecutionContext? ExecutionContext { get; init; }

    /// <summary>The resource that will use the value.</summary>
    public IResource? Caller { get; init; }

    /// <summary>The port that the caller's own process listens on for an endpoint; null outside a process of the caller.</summary>
    internal Func<EndpointAnnotation, int?>? TargetPorts { get; init; }
}
