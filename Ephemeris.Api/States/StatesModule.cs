using Ephemeris.Api.Frames;

namespace Ephemeris.Api.States;

/// <summary>Raw states, observations, and the scales and frames that they are given in.</summary>
public static class StatesModule
{
    /// <summary>Maps <c>POST /v1/state</c>, <c>POST /v1/observe</c> and the routes of time scales and frames.</summary>
    public static IEndpointRouteBuilder MapStates(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/state", GetState.Handle)
            .WithName("State")
            .WithSummary("Geometric state of one body about another, straight from the kernel")
            .WithTags("states")
            .Produces<StateAnswer>();
        routes.MapPost("/v1/observe", Observe.Handle)
            .WithName("Observe")
            .WithSummary("Astrometric and apparent places, ecliptic and horizontal, of bodies at instants")
            .WithTags("states")
            .Produces<ObserveAnswer>();
        return routes.MapFrames();
    }
}
