using System.Collections.ObjectModel;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A part of the application: a service, a server, a database, a parameter.</summary>
public interface IResource
{
    /// <summary>Unique in the application, ignoring case; 1–64 ASCII letters, digits and hyphens, first a letter.</summary>
    string Name { get; }

    /// <summary>Everything said about the resource after its creation.</summary>
    ResourceAnnotationCollection Annotations { get; }
}

/// <summary>One statement about a resource.</summary>
public interface IResourceAnnotation;

/// <summary>The statements about one resource, in the order in which they were made.</summary>
public sealed class ResourceAnnotationCollection : Collection<IResourceAnnotation>;

/// <summary>What becomes of earlier annotations of the same type.</summary>
public enum ResourceAnnotationMutationBehavior
{
    /// <summary>They stay.</summary>
    Append,

    /// <summary>They are removed.</summary>
    Replace,
}

/// <summary>Base of every resource.</summary>
public abstract class Resource : IResource
{
    /// <summary>Checks the name's form; throws <see cref="ArgumentException"/> naming the rule it breaks.</summary>
    protected Resource(string name)
    {
        ModelName.Validate(nameof(Resource), name);
        Name = name;
    }

    /// <inheritdoc/>
    public virtual string Name { get; }

    /// <inheritdoc/>
    public virtual ResourceAnnotationCollection Annotations { get; } = [];
}
