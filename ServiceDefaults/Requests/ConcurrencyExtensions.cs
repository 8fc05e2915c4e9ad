using Microsoft.AspNetCore.Builder;

namespace Platform.ServiceDefaults.Requests;

/// <summary>Names the heavy work that routes and groups of routes do.</summary>
public static class ConcurrencyExtensions
{
    /// <summary>Does at most as many of these at once as the service's request options say under the name.</summary>
    /// <typeparam name="TBuilder">A route or a group.</typeparam>
    /// <param name="builder">The route or group.</param>
    /// <param name="name">A name in <see cref="RequestOptions.Heavy"/>; unknown names stop the start.</param>
    public static TBuilder LimitConcurrency<TBuilder>(this TBuilder builder, string name)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new HeavyWork(name));
}

/// <summary>Metadata of an endpoint: the name of its work.</summary>
internal sealed record HeavyWork(string Name);
