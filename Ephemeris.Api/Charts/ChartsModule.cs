using Ephemeris.Api.Gateway;
using Platform.ServiceDefaults.Errors;
using Platform.ServiceDefaults.RateLimiting;

namespace Ephemeris.Api.Charts;

/// <summary>Charts: apparent places of bodies for an instant and a place.</summary>
public static class ChartsModule
{
    /// <summary>Registers the chart maker.</summary>
    public static IServiceCollection AddCharts(this IServiceCollection services) => services.AddSingleton<ChartMaker>();

    /// <summary>Maps <c>POST /calculate</c>.</summary>
    public static IEndpointRouteBuilder MapCharts(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/calculate", Calculate)
            .RateLimit("calculate")
            .WithName("Calculate")
            .WithSummary("Apparent ecliptic places of bodies, tropical or sidereal, topocentric or geocentric")
            .WithTags("charts")
            .Produces<CalculateAnswer>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        return routes;
    }

    private static IResult Calculate(CalculateRequest request, HttpContext context, ChartMaker charts) =>
        ChartOrder.Read(request).TryGet(out var order, out var error)
            ? charts.Make(order, RoutingWish.Of(context.Request, request.Kernel), context.TraceIdentifier).ToResult()
            : new ErrorResult(error);
}
