using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Running;

/// <summary>Which resource needs which.</summary>
internal static class DependencyGraph
{
    /// <summary>Resources that one cannot start without: those it waits for, and the one it lives in.</summary>
    internal static IEnumerable<IResource> WaitsOf(IResource resource)
    {
        var waits = resource.Annotations.OfType<WaitAnnotation>().Select(w => w.Resource);
        return resource is IResourceWithParent child ? waits.Append(child.Parent) : waits;
    }

    /// <summary>Throws <see cref="DistributedApplicationException"/> naming the circle when resources wait for each other.</summary>
    internal static void CheckForCycles(IEnumerable<IResource> resources)
    {
        var done = new HashSet<IResource>();
        var path = new List<IResource>();
        foreach (var resource in resources)
        {
            Visit(resource, done, path);
        }
    }

    /// <summary>
    /// Resources in an order in which each comes after all that it waits for, lives in or refers to. References may go in
    /// a circle; then one of them is left out of account.
    /// </summary>
    internal static IReadOnlyList<IResource> StartOrder(IEnumerable<IResource> resources)
    {
        var order = new List<IResource>();
        var seen = new HashSet<IResource>();
        foreach (var resource in resources)
        {
            Append(resource, seen, order);
        }

        return order;
    }

    /// <summary>Resources that one waits for, lives in or refers to.</summary>
    internal static IEnumerable<IResource> NeedsOf(IResource resource) =>
        WaitsOf(resource).Concat(resource.Annotations.OfType<ResourceRelationshipAnnotation>()
            .Where(r => r.Type == KnownRelationshipTypes.Reference).Select(r => r.Resource)).Distinct();

    private static void Visit(IResource resource, HashSet<IResource> done, List<IResource> path)
    {
        var at = path.IndexOf(resource);
        if (at >= 0)
        {
            var circle = path.Skip(at).Append(resource).Select(r => r.Name);
            throw new DistributedApplicationException(
                $"Resources wait for each other and none can start: {string.Join(" → ", circle)}. Remove one WaitFor.");
        }

        if (done.Contains(resource))
        {
            return;
        }

        path.Add(resource);
        foreach (var dependency in WaitsOf(resource))
        {
            Visit(dependency, done, path);
        }

        path.RemoveAt(path.Count - 1);
        done.Add(resource);
    }

    private static void Append(IResource resource, HashSet<IResource> seen, List<IResource> order)
    {
        if (seen.Add(resource))
        {
            foreach (var need in NeedsOf(resource))
            {
                Append(need, seen, order);
            }

            order.Add(resource);
        }
    }
}
