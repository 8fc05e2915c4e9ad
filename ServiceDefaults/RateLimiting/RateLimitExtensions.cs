using Microsoft.AspNetCore.Builder;

namespace Platform.ServiceDefaults.RateLimiting;

/// <summary>Names the budget that routes and groups of routes are taken from.</summary>
public static class RateLimitExtensions
{
    /// <summary>Takes requests from the named policy; unknown names stop the start.</summary>
    /// <typeparam name="TBuilder">A route or a group.</typeparam>
    /// <param name="builder">The route or group.</param>
    /// <param name="policy">A policy of the service's rate limit options.</param>
    public static TBuilder RateLimit<TBuilder>(this TBuilder builder, string policy)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new RateLimitName(policy));

    /// <summary>Counts no request of this route or group.</summary>
    /// <typeparam name="TBuilder">A route or a group.</typeparam>
    /// <param name="builder">The route or group.</param>
    public static TBuilder NoRateLimit<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new RateLimitName(null));
}

/// <summary>Metadata of an endpoint: the policy, or null for none at all.</summary>
internal sealed record RateLimitName(string? Policy);
