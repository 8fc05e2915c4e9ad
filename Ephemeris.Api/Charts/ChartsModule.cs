using Ephemeris.Api.Gateway;
using Ephemeris.Api.Http;
using Ephemeris.Api.TimeResolution;
using Platform.ServiceDefaults.Errors;
using Platform.ServiceDefaults.RateLimiting;
using Platform.ServiceDefaults.Settings;

namespace Ephemeris.Api.Charts;

/// <summary>Charts: apparent places of bodies for an instant and a place.</summary>
public static class ChartsModule
{
    /// <summary>Registers the chart maker and the cached positions.</summary>
    public static IServiceCollection AddCharts(this IServiceCollection services) => services
        .AddSingleton<ChartMaker>()
        .AddSettings<AnswerCacheOptions>(AnswerCacheOptions.Read)
        .AddSingleton<AnswerCache>()
        .AddSingleton<PositionMaker>();

    /// <summary>Maps the routes that answer with places of bodies.</summary>
    public static IEndpointRouteBuilder MapCharts(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").WithTags("charts").RateLimit("calculate")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        group.MapPost("/calculate", Calculate)
            .WithName("Calculate")
            .WithSummary("Apparent ecliptic places of bodies, tropical or sidereal, topocentric or geocentric")
            .Produces<CalculateAnswer>();
        group.MapPost("/calculate-with-time-resolution", CalculateLocal)
            .WithName("CalculateWithTimeResolution")
            .WithSummary("The same from local civil time")
            .Produces<CalculateAnswer>();
        group.MapPost("/v1/calculate/csv", CalculateCsv)
            .WithName("CalculateCsv")
            .WithSummary("The same as comma-separated values")
            .Produces<string>(contentType: ChartCsv.MediaType);
        group.MapPost("/v1/positions", GetPositions.HandleAsync)
            .WithMetadata(new MalformedFields())
            .WithName("Positions")
            .WithSummary("Geocentric positions in a chosen frame and epoch, cached")
            .Produces<PositionsAnswer>();
        routes.MapPost("/v1/batch", CalculateBatch.HandleAsync)
            .WithName("Batch")
            .WithSummary("Up to 1000 charts, or a table by step, streamed as JSON lines")
            .WithTags("charts")
            .Produces<BatchLine>(contentType: CalculateBatch.ContentType);
        return routes;
    }

    // A body that is missing, like one without birth_time, is answered as the seed's gateway does.
    private static IResult Calculate(CalculateRequest? request, HttpContext context, HouseMaker charts) =>
        Make(request, context, charts).ToTaggedResult();

    private static IResult CalculateLocal(ChartRequest? request, HttpContext context, HouseMaker charts, ResolveTime resolver)
    {
        if (string.IsNullOrWhiteSpace(request?.LocalDatetime))
        {
            return new ErrorResult(new FieldRequired("local_datetime"));
        }

        FieldFaults faults = new();
        return ChartTime.Read(request with { BirthTime = null }, resolver, faults).TryGet(out var time, out var error)
            && ChartOrder.Read(request, time.Instant, faults).TryGet(out var order, out error)
            ? charts.Make(request, order, time, RoutingWish.Of(context.Request, request.Kernel), context.TraceIdentifier).ToTaggedResult()
            : new ErrorResult(error);
    }

    private static IResult CalculateCsv(CalculateRequest? request, HttpContext context, HouseMaker charts) =>
        Make(request is null ? null : request with { Houses = null }, context, charts).TryGet(out var chart, out var error)
            ? TypedResults.File(ChartCsv.Write(chart), ChartCsv.ContentType, "chart.csv")
            : new ErrorResult(error);

    private static Outcome<CalculateAnswer> Make(CalculateRequest? request, HttpContext context, HouseMaker charts)
    {
        if (request is null)
        {
            return new FieldRequired("birth_time");
        }

        return ChartOrder.Read(request).TryGet(out var order, out var error)
            ? charts.Make(request, order, new ChartTime(order.Instant, null, []), RoutingWish.Of(context.Request, request.Kernel), context.TraceIdentifier)
            : error;
    }
}
