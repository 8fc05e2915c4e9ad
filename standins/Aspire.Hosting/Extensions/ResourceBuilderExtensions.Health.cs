using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Health;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting;

public static partial class ResourceBuilderExtensions
{
    /// <summary>Makes the resource healthy only if a registered health check is.</summary>
    public static IResourceBuilder<T> WithHealthCheck<T>(this IResourceBuilder<T> builder, string key)
        where T : IResource
    {
        if (builder.Resource.Annotations.OfType<HealthCheckAnnotation>().Any(a => a.Key == key))
        {
            throw new DistributedApplicationException($"Resource '{builder.Resource.Name}' already has the health check '{key}'.");
        }

        return builder.WithAnnotation(new HealthCheckAnnotation(key));
    }

    /// <summary>Makes the resource healthy only if an HTTP request is answered with a status.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="path">Path of the request; null for <c>/</c>.</param>
    /// <param name="statusCode">Expected status; null for 200.</param>
    /// <param name="endpointName">The endpoint asked; null for the first HTTP endpoint, https before http.</param>
    public static IResourceBuilder<T> WithHttpHealthCheck<T>(
        this IResourceBuilder<T> builder, string? path = null, int? statusCode = null, string? endpointName = null)
        where T : IResourceWithEndpoints =>
        builder.WithHttpHealthCheck(
            endpointName is null ? null : () => builder.GetEndpoint(endpointName), path, statusCode);

    /// <summary>Makes the resource healthy only if an HTTP request is answered with a status.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="endpointSelector">Gives the endpoint asked; null for the first HTTP endpoint, https before http.</param>
    /// <param name="path">Path of the request; null for <c>/</c>.</param>
    /// <param name="statusCode">Expected status; null for 200.</param>
    public static IResourceBuilder<T> WithHttpHealthCheck<T>(
        this IResourceBuilder<T> builder, Func<EndpointReference>? endpointSelector, string? path = null, int? statusCode = null)
        where T : IResourceWithEndpoints
    {
        var endpoint = (endpointSelector ?? (() => DefaultHttpEndpoint(builder.Resource)))();
        if (endpoint.Exists && endpoint.Scheme is not ("http" or "https"))
        {
            throw new DistributedApplicationException(
                $"The health check of '{builder.Resource.Name}' needs an HTTP endpoint; '{endpoint.EndpointName}' has scheme '{endpoint.Scheme}'.");
        }

        path ??= "/";
        statusCode ??= 200;
        var key = string.Create(
            CultureInfo.InvariantCulture, $"{builder.Resource.Name}_{endpoint.EndpointName}_{path}_{statusCode}_check");
        builder.ApplicationBuilder.Services.AddHttpClient();
        builder.ApplicationBuilder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
            key, services => new HttpCheck(services, _ => new(new Uri(endpoint.Url)), path, statusCode.Value), null, null));
        return builder.WithHealthCheck(key).WithAnnotation(new HttpHealthCheckAnnotation(key, endpoint, path, statusCode.Value));
    }

    private static EndpointReference DefaultHttpEndpoint(IResourceWithEndpoints resource)
    {
        var endpoints = resource.GetEndpoints().Where(e => e.Scheme is "http" or "https").ToArray();
        return endpoints.FirstOrDefault(e => e.Scheme == "https") ?? endpoints.FirstOrDefault() ??
            throw new DistributedApplicationException(
                $"The health check of '{resource.Name}' needs an HTTP endpoint and it has none. A project has endpoints " +
                "only if its Properties/launchSettings.json has an applicationUrl.");
    }
}
