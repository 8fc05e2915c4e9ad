using Platform.ServiceDefaults.Settings;

namespace Ephemeris.Api.Stars;

/// <summary>Fixed stars, behind a switch.</summary>
public static class StarsModule
{
    /// <summary>Registers the settings of the stars.</summary>
    public static IServiceCollection AddStars(this IServiceCollection services) => services.AddSettings<StarOptions>(StarOptions.Read);

    /// <summary>Maps <c>GET /v1/stars/positions</c>.</summary>
    public static IEndpointRouteBuilder MapStars(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/stars/positions", ListStars.Handle)
            .WithName("StarPositions")
            .WithSummary("Bright stars, apparent of date or at J2000; 404 unless FIXED_STARS_ENABLED")
            .WithTags("stars")
            .Produces<StarsAnswer>();
        return routes;
    }
}
