using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Finds the resources that a value is made from.</summary>
internal static class References
{
    /// <summary>The resources that a value refers to, at any depth, each once.</summary>
    internal static IEnumerable<IResource> Of(object value)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var open = new Stack<object>([value]);
        while (open.TryPop(out var next))
        {
            if (!seen.Add(next))
            {
                continue;
            }

            if (next is IResource resource)
            {
                yield return resource;
            }

            if (next is IValueWithReferences with)
            {
                foreach (var reference in with.References)
                {
                    open.Push(reference);
                }
            }
        }
    }
}
