using Aspire.Hosting.Publishing;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The resource is healthy only if this health check is.</summary>
/// <param name="key">Name of the registered health check.</param>
public class HealthCheckAnnotation(string key) : IResourceAnnotation
{
    /// <summary>Name of the registered health check.</summary>
    public string Key { get; } = key;
}

/// <summary>How many processes of the resource run behind its endpoints.</summary>
/// <param name="replicas">At least 1.</param>
public sealed class ReplicaAnnotation(int replicas = 1) : IResourceAnnotation
{
    /// <summary>At least 1.</summary>
    public int Replicas { get; } = replicas;
}

/// <summary>The resource starts only when asked to.</summary>
public sealed class ExplicitStartupAnnotation : IResourceAnnotation;

/// <summary>How this resource relates to another.</summary>
/// <param name="resource">The other resource.</param>
/// <param name="type">Reference, WaitFor, Parent, or a word of your own.</param>
public sealed class ResourceRelationshipAnnotation(IResource resource, string type) : IResourceAnnotation
{
    /// <summary>The other resource.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>Reference, WaitFor, Parent, or a word of your own.</summary>
    public string Type { get; } = type;
}

/// <summary>The names of relationships that the host itself uses.</summary>
internal static class KnownRelationshipTypes
{
    internal const string Parent = "Parent";
    internal const string Reference = "Reference";
    internal const string WaitFor = "WaitFor";
}

/// <summary>The launch profile whose variables, arguments and URLs a project uses.</summary>
/// <param name="launchProfileName">Name in launchSettings.json.</param>
public sealed class LaunchProfileAnnotation(string launchProfileName) : IResourceAnnotation
{
    /// <summary>Name in launchSettings.json.</summary>
    public string LaunchProfileName { get; } = launchProfileName;
}

/// <summary>The project uses no launch profile.</summary>
public sealed class ExcludeLaunchProfileAnnotation : IResourceAnnotation;

/// <summary>The project's forwarded-headers variable is left out of the manifest.</summary>
public sealed class DisableForwardedHeadersAnnotation : IResourceAnnotation;

/// <summary>Which endpoints reach the process's own environment.</summary>
/// <param name="filter">True for those that do.</param>
internal sealed class EndpointEnvironmentInjectionFilterAnnotation(Func<EndpointAnnotation, bool> filter) : IResourceAnnotation
{
    internal Func<EndpointAnnotation, bool> Filter { get; } = filter;
}

/// <summary>Which endpoints of another resource this one was given, so that URLs can be collected and waits explained.</summary>
/// <param name="resource">The other resource.</param>
public sealed class EndpointReferenceAnnotation(IResourceWithEndpoints resource) : IResourceAnnotation
{
    /// <summary>The other resource.</summary>
    public IResourceWithEndpoints Resource { get; } = resource;

    /// <summary>True: all of its endpoints.</summary>
    public bool UseAllEndpoints { get; set; }

    /// <summary>Names of the endpoints, when not all.</summary>
    public ISet<string> EndpointNames { get; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
}

/// <summary>Which kinds of variables a reference sets.</summary>
/// <param name="flags">The kinds.</param>
public sealed class ReferenceEnvironmentInjectionAnnotation(ReferenceEnvironmentInjectionFlags flags) : IResourceAnnotation
{
    /// <summary>The kinds.</summary>
    public ReferenceEnvironmentInjectionFlags Flags { get; } = flags;
}

/// <summary>Kinds of variables that a reference sets.</summary>
[Flags]
public enum ReferenceEnvironmentInjectionFlags
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary><c>ConnectionStrings__name</c>.</summary>
    ConnectionString = 1,

    /// <summary><c>NAME_PROPERTY</c>.</summary>
    ConnectionProperties = 2,

    /// <summary><c>services__name__endpoint__0</c>.</summary>
    ServiceDiscovery = 4,

    /// <summary><c>NAME_ENDPOINT</c>.</summary>
    Endpoints = 8,

    /// <summary>All of them.</summary>
    All = 15,
}

/// <summary>Writes the resource into the deployment manifest.</summary>
/// <param name="callback">Writes the members of the resource's object; null leaves the resource out.</param>
public class ManifestPublishingCallbackAnnotation(Func<ManifestPublishingContext, Task>? callback) : IResourceAnnotation
{
    /// <summary>Leaves the resource out of the manifest.</summary>
    public static ManifestPublishingCallbackAnnotation Ignore { get; } = new(null);

    /// <summary>Writes the members of the resource's object; null leaves the resource out.</summary>
    public Func<ManifestPublishingContext, Task>? Callback { get; } = callback;
}

/// <summary>The icon that a dashboard shows for the resource.</summary>
/// <param name="iconName">Name of a Fluent UI icon.</param>
/// <param name="iconVariant">Outline or filled.</param>
public sealed class ResourceIconAnnotation(string iconName, IconVariant iconVariant = IconVariant.Filled) : IResourceAnnotation
{
    /// <summary>Name of a Fluent UI icon.</summary>
    public string IconName { get; } = iconName;

    /// <summary>Outline or filled.</summary>
    public IconVariant IconVariant { get; } = iconVariant;
}

/// <summary>Variants of an icon.</summary>
public enum IconVariant
{
    /// <summary>Outline.</summary>
    Regular,

    /// <summary>Filled.</summary>
    Filled,
}
