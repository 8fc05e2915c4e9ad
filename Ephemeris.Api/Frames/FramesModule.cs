using Ephemeris.Api.Time;

namespace Ephemeris.Api.Frames;

/// <summary>Time scales, the Earth's orientation, and rotations between frames.</summary>
public static class FramesModule
{
    /// <summary>Maps <c>GET /v1/timescales</c>, <c>GET /v1/earth-orientation</c> and <c>POST /v1/transform</c>.</summary>
    public static IEndpointRouteBuilder MapFrames(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/timescales", GetTimeScales.Handle)
            .WithName("TimeScales")
            .WithSummary("One instant in UTC, TAI, TT, TDB and UT1, and as a Julian date")
            .WithTags("frames")
            .Produces<TimeScalesAnswer>();
        routes.MapGet("/v1/earth-orientation", GetEarthOrientation.Handle)
            .WithName("EarthOrientation")
            .WithSummary("Obliquity, nutation, sidereal time and rotation matrices of an instant")
            .WithTags("frames")
            .Produces<EarthOrientationAnswer>();
        routes.MapPost("/v1/transform", TransformVector.Handle)
            .WithName("Transform")
            .WithSummary("A vector, direction or place from one frame into another")
            .WithTags("frames")
            .Produces<TransformAnswer>();
        return routes;
    }
}
