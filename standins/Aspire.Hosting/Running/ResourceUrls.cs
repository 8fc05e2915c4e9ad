using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Running;

/// <summary>The URLs to show for a resource, once its ports are decided.</summary>
internal static class ResourceUrls
{
    /// <summary>The endpoints' URLs and those that the model adds, as its callbacks leave them; not served yet.</summary>
    internal static async Task<ImmutableArray<UrlSnapshot>> OfAsync(RunContext run, IResource resource, CancellationToken cancellationToken)
    {
        var urls = new List<ResourceUrlAnnotation>();
        if (resource is IResourceWithEndpoints owner)
        {
            urls.AddRange(owner.GetEndpoints().Where(e => e.IsAllocated)
                .Select(e => new ResourceUrlAnnotation { Url = e.Url, Endpoint = e }));
        }

        if (resource is ExternalServiceResource { Uri: { } uri })
        {
            urls.Add(new ResourceUrlAnnotation { Url = uri.ToString() });
        }

        urls.AddRange(resource.Annotations.OfType<ResourceUrlAnnotation>());
        var context = new ResourceUrlsCallbackContext(run.Execution, resource, urls, cancellationToken)
        {
            Logger = run.Loggers.GetLogger(resource),
        };
        foreach (var annotation in resource.Annotations.OfType<ResourceUrlsCallbackAnnotation>().ToArray())
        {
            await annotation.Callback(context).ConfigureAwait(false);
        }

        return [.. context.Urls.Select(u => new UrlSnapshot(
            u.Endpoint?.EndpointName, Absolute(u), u.DisplayLocation == UrlDisplayLocation.DetailsOnly)
        {
            IsInactive = true,
            DisplayProperties = new UrlDisplayPropertiesSnapshot(u.DisplayText ?? string.Empty, u.DisplayOrder ?? 0),
        })];
    }

    private static string Absolute(ResourceUrlAnnotation url) =>
        url.Endpoint is { IsAllocated: true } endpoint && url.Url.StartsWith('/') ? endpoint.Url + url.Url : url.Url;
}
