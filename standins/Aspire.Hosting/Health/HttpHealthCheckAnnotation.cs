using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Health;

/// <summary>What an HTTP health check asks, so that each of several replicas can be asked by itself.</summary>
internal sealed class HttpHealthCheckAnnotation(string key, EndpointReference endpoint, string path, int statusCode) : IResourceAnnotation
{
    internal string Key { get; } = key;

    internal EndpointReference Endpoint { get; } = endpoint;

    internal string Path { get; } = path;

    internal int StatusCode { get; } = statusCode;
}
