namespace Aspire.Hosting.ApplicationModel;

/// <summary>A resource whose environment variables can be set.</summary>
public interface IResourceWithEnvironment : IResource;

/// <summary>A resource whose command line can be extended.</summary>
public interface IResourceWithArgs : IResource;

/// <summary>A resource that listens on endpoints.</summary>
public interface IResourceWithEndpoints : IResource;

/// <summary>A resource that can wait for others before it starts.</summary>
public interface IResourceWithWaitSupport : IResource;

/// <summary>A resource that is neither started nor stopped, as a parameter.</summary>
public interface IResourceWithoutLifetime : IResource;

/// <summary>A resource that an orchestrator may probe.</summary>
public interface IResourceWithProbes : IResource;

/// <summary>A resource that computes: a project, a container, an executable.</summary>
public interface IComputeResource : IResource;

/// <summary>A resource that lives inside another.</summary>
public interface IResourceWithParent : IResource
{
    /// <summary>The resource it lives in; never itself.</summary>
    IResource Parent { get; }
}

/// <summary>A resource that lives inside another of a known type.</summary>
/// <typeparam name="T">Type of the parent.</typeparam>
public interface IResourceWithParent<out T> : IResourceWithParent
    where T : IResource
{
    IResource IResourceWithParent.Parent => Parent;

    /// <summary>The resource it lives in; never itself.</summary>
    new T Parent { get; }
}
