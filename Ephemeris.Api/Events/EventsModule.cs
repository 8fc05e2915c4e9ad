using Ephemeris.Api.Gateway;
using Platform.ServiceDefaults.Errors;

namespace Ephemeris.Api.Events;

/// <summary>Rise and set, phases, eclipses and the like, and returns.</summary>
public static class EventsModule
{
    /// <summary>Registers the searches; needs kernels.</summary>
    public static IServiceCollection AddEvents(this IServiceCollection services) =>
        services.AddSingleton<FindEvents>().AddSingleton<FindReturns>();

    /// <summary>Maps <c>GET /v1/events/{kind}</c> and <c>POST /v1/returns</c>.</summary>
    public static IEndpointRouteBuilder MapEvents(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/events/{kind}", Find)
            .WithName("FindEvents")
            .WithSummary("rise-set, transits, seasons, phases, eclipses, ingresses, stations or conjunctions between start and end")
            .WithTags("events")
            .Produces<EventsAnswer>()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        routes.MapPost("/v1/returns", Returns)
            .WithName("FindReturns")
            .WithSummary("When a body comes back to a longitude")
            .WithTags("events")
            .Produces<ReturnsAnswer>()
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        return routes;
    }

    private static IResult Find(string kind, HttpRequest request, FindEvents events, CancellationToken cancelled) =>
        events.Find(kind, request, cancelled).ToResult();

    private static IResult Returns(ReturnsRequest request, HttpContext context, FindReturns returns, CancellationToken cancelled) =>
        returns.Find(request, RoutingWish.Of(context.Request, request.Kernel), cancelled).ToResult();
}
