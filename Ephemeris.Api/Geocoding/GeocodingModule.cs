using Platform.ServiceDefaults.Errors;
using Platform.ServiceDefaults.RateLimiting;
using Platform.ServiceDefaults.Settings;

namespace Ephemeris.Api.Geocoding;

/// <summary>Places by name.</summary>
public static class GeocodingModule
{
    private const int DefaultLimit = 5;

    /// <summary>Registers the search.</summary>
    public static IServiceCollection AddGeocoding(this IServiceCollection services)
    {
        services.AddSettings<GeocodingOptions>(GeocodingOptions.Read);
        services.AddHttpClient(SearchPlaces.Client);
        return services.AddSingleton<SearchPlaces>();
    }

    /// <summary>Maps <c>GET /v1/geocode/search</c>.</summary>
    public static IEndpointRouteBuilder MapGeocoding(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/geocode/search", SearchAsync)
            .RateLimit("geocode")
            .WithName("SearchPlaces")
            .WithSummary("Places by name, over the configured provider; 503 where there is none")
            .WithTags("geocoding")
            .Produces<PlacesFound>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        return routes;
    }

    private static async Task<IResult> SearchAsync(SearchPlaces search, CancellationToken cancelled, string? q = null, int limit = DefaultLimit) =>
        (await search.SearchAsync(q, limit, cancelled)).ToResult();
}
