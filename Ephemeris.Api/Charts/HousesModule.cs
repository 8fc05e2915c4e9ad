using Ephemeris.Api.Gateway;
using Ephemeris.Api.Http;
using Platform.ServiceDefaults.RateLimiting;

namespace Ephemeris.Api.Charts;

/// <summary>Houses, whole charts and ayanamsas.</summary>
public static class HousesModule
{
    /// <summary>Registers the maker of houses; needs charts and the time resolver.</summary>
    public static IServiceCollection AddHouses(this IServiceCollection services) => services.AddSingleton<HouseMaker>();

    /// <summary>Maps <c>POST /houses</c>, <c>POST /v1/chart</c> and <c>GET /v1/ayanamsas</c>.</summary>
    public static IEndpointRouteBuilder MapHouses(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/houses", Houses)
            .RateLimit("calculate")
            .WithName("Houses")
            .WithSummary("House cusps and angles, tropical or sidereal, in seven systems")
            .WithTags("charts")
            .Produces<HousesAnswer>()
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        routes.MapPost("/v1/chart", Chart)
            .RateLimit("calculate")
            .WithName("Chart")
            .WithSummary("Planets, houses and aspects in one answer, from UTC or local civil time")
            .WithTags("charts")
            .Produces<ChartAnswer>()
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        routes.MapGet("/v1/ayanamsas", ListAyanamsas.HandleAsync)
            .WithName("ListAyanamsas")
            .WithSummary("Ayanamsas and their values at an instant (jd_tt or utc), also one defined by t0_jd_tt and a0_deg")
            .WithTags("charts")
            .Produces<AyanamsasAnswer>()
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        return routes;
    }

    private static IResult Houses(ChartRequest? request, HttpContext context, HouseMaker houses) =>
        houses.Houses(request ?? new ChartRequest(), RoutingWish.Of(context.Request, request?.Kernel)).ToTaggedResult();

    private static IResult Chart(ChartRequest? request, HttpContext context, HouseMaker houses) =>
        houses.Chart(request ?? new ChartRequest(), RoutingWish.Of(context.Request, request?.Kernel), context.TraceIdentifier).ToTaggedResult();
}
