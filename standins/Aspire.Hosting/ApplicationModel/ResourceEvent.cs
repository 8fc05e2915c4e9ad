namespace Aspire.Hosting.ApplicationModel;

/// <summary>A resource instance with its state.</summary>
/// <param name="resource">The resource.</param>
/// <param name="resourceId">Id of the instance: the name, with a suffix for each of several replicas.</param>
/// <param name="snapshot">Its state.</param>
public class ResourceEvent(IResource resource, string resourceId, CustomResourceSnapshot snapshot)
{
    /// <summary>The resource.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>Id of the instance: the name, with a suffix for each of several replicas.</summary>
    public string ResourceId { get; } = resourceId;

    /// <summary>Its state.</summary>
    public CustomResourceSnapshot Snapshot { get; } = snapshot;
}
