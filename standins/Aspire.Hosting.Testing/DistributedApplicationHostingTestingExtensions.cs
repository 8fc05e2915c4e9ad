using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting.Testing;

/// <summary>Reaches the resources of a started application.</summary>
public static class DistributedApplicationHostingTestingExtensions
{
    /// <summary>A client whose base address is an endpoint of a resource; without a name https before http.</summary>
    public static HttpClient CreateHttpClient(this DistributedApplication app, string resourceName, string? endpointName = null)
    {
        var address = app.GetEndpoint(resourceName, endpointName);
        var client = app.Services.GetRequiredService<IHttpClientFactory>().CreateClient();
        client.BaseAddress = address;
        return client;
    }

    /// <summary>The connection string of a resource; null when it has none. Throws <see cref="ArgumentException"/> for an unknown resource.</summary>
    public static ValueTask<string?> GetConnectionStringAsync(
        this DistributedApplication app, string resourceName, CancellationToken cancellationToken = default) =>
        Find(app, resourceName) is IResourceWithConnectionString resource
            ? resource.GetConnectionStringAsync(cancellationToken)
            : throw new ArgumentException($"Resource '{resourceName}' has no connection string.", nameof(resourceName));

    /// <summary>The URL of an endpoint of a resource; without a name https before http. Throws <see cref="ArgumentException"/> when there is none.</summary>
    public static Uri GetEndpoint(this DistributedApplication app, string resourceName, string? endpointName = null)
    {
        var endpoints = Find(app, resourceName) is IResourceWithEndpoints resource
            ? resource.GetEndpoints().Where(e => e.IsAllocated).ToArray()
            : [];
        var endpoint = endpointName is null
            ? endpoints.FirstOrDefault(e => e.IsHttps) ?? endpoints.FirstOrDefault(e => e.IsHttp) ?? endpoints.FirstOrDefault()
            : endpoints.FirstOrDefault(e => string.Equals(e.EndpointName, endpointName, StringComparison.OrdinalIgnoreCase));
        return endpoint is not null
            ? new Uri(endpoint.Url)
            : throw new ArgumentException(
                $"Resource '{resourceName}' has no allocated endpoint{(endpointName is null ? string.Empty : $" '{endpointName}'")}.",
                nameof(resourceName));
    }

    private static IResource Find(DistributedApplication app, string resourceName) =>
        app.Services.GetRequiredService<DistributedApplicationModel>().Resources.TryGetByName(resourceName, out var resource)
            ? resource
            : throw new ArgumentException($"There is no resource '{resourceName}'.", nameof(resourceName));
}
