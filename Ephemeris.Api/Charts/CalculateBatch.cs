using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ephemeris.Api.Gateway;
using Ephemeris.Api.Http;
using Ephemeris.Api.Time;
using Microsoft.Extensions.Options;
using Platform.ServiceDefaults;
using Platform.ServiceDefaults.Errors;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace Ephemeris.Api.Charts;

/// <summary>Many charts, or one at many instants.</summary>
public sealed record BatchRequest
{
    /// <summary>Charts, 1–1000, each a body of <c>POST /calculate</c>.</summary>
    [Description("Charts, 1 to 1000, each a body of POST /calculate; one that cannot be read fails alone")]
    public IReadOnlyList<BatchItem>? Charts { get; init; }

    /// <summary>A chart to be repeated over <see cref="Range"/>.</summary>
    public CalculateRequest? Chart { get; init; }

    /// <summary>Instants of the table, 1–1000.</summary>
    public BatchRange? Range { get; init; }
}

/// <summary>Equally spaced instants, both ends included.</summary>
public sealed record BatchRange
{
    /// <summary>First instant, ISO 8601 with offset.</summary>
    public string? Start { get; init; }

    /// <summary>Last instant.</summary>
    public string? Stop { get; init; }

    /// <summary>Step in days of 86 400 s; or <see cref="StepSeconds"/>.</summary>
    public double? StepDays { get; init; }

    /// <summary>Step in seconds.</summary>
    public double? StepSeconds { get; init; }
}

/// <summary>One line of the answer: a chart or its error.</summary>
/// <param name="Index">Place in the request, from 0.</param>
/// <param name="Status">HTTP status that the chart alone would have had.</param>
/// <param name="BirthTime">Instant of the chart.</param>
/// <param name="Data">Places by body.</param>
/// <param name="Houses">Houses; left out unless the chart has <c>houses</c>.</param>
/// <param name="Meta">What they rest on.</param>
/// <param name="Error">What failed.</param>
public sealed record BatchLine(
    int Index,
    int Status,
    string? BirthTime,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, BodyAnswer>? Data,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] HousesAnswer? Houses,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ChartMeta? Meta,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] BatchError? Error);

/// <summary>Why a chart of a batch failed.</summary>
/// <param name="Code">Code as in a problem document.</param>
/// <param name="Title">Kind of failure.</param>
/// <param name="Detail">What is wrong.</param>
public sealed record BatchError(string Code, string Title, string Detail);

/// <summary><c>POST /v1/batch</c>: each line is written as soon as it is computed, so memory does not grow with the batch.</summary>
internal static class CalculateBatch
{
    /// <summary>Media type of the answer.</summary>
    public const string ContentType = "application/x-ndjson";

    private const int MostCharts = 1000;
    private const int LinesPerFlush = 32;

    /// <summary>Answers a request.</summary>
    public static async Task HandleAsync(
        BatchRequest request,
        HttpContext context,
        HouseMaker charts,
        IOptions<EdgeOptions> edge,
        IOptions<JsonOptions> json,
        CancellationToken cancellationToken)
    {
        if (!Expand(request).TryGet(out var orders, out var error))
        {
            await new ErrorResult(error).ExecuteAsync(context).ConfigureAwait(false);
            return;
        }

        context.Response.ContentType = ContentType;
        var body = context.Response.BodyWriter;
        for (var i = 0; i < orders.Count; i++)
        {
            var line = Line(i, orders[i], context, charts, edge.Value);
            using (var writer = new Utf8JsonWriter(body))
            {
                JsonSerializer.Serialize(writer, line, json.Value.SerializerOptions);
            }

            "\n"u8.CopyTo(body.GetSpan(1));
            body.Advance(1);
            if (i % LinesPerFlush == LinesPerFlush - 1)
            {
                await body.FlushAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        await body.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    private static BatchLine Line(int index, BatchItem item, HttpContext context, HouseMaker charts, EdgeOptions edge)
    {
        var request = item.Chart;
        Error? error = item.Fault is { } fault ? fault : request is null ? new FieldRequired($"charts[{index}]") : null;
        if (error is null && ChartOrder.Read(request!).TryGet(out var order, out error))
        {
            var time = new ChartTime(order.Instant, null, []);
            if (charts.Make(request!, order, time, RoutingWish.Of(context.Request, request!.Kernel), context.TraceIdentifier)
                .TryGet(out var chart, out error))
            {
                return new BatchLine(index, StatusCodes.Status200OK, request.BirthTime, chart.Data, chart.Houses, chart.Meta, null);
            }
        }

        var status = error is InvalidRequest ? edge.Problems.InvalidStatus : error!.Status;
        var code = error is InvalidRequest invalid ? ProblemTips.Shared(invalid.Faults, fault => Renamed(edge.Problems.RuleCodes, fault.Code)) : null;
        code ??= Renamed(edge.Problems.Codes, error.Code);
        return new BatchLine(index, status, request?.BirthTime, null, null, null, new BatchError(code, error.Title, error.Detail));
    }

    private static string Renamed(IDictionary<string, string> codes, string code) => codes.TryGetValue(code, out var renamed) ? renamed : code;

    private static Outcome<IReadOnlyList<BatchItem>> Expand(BatchRequest request)
    {
        FieldFaults faults = new();
        if (request.Charts is { } charts)
        {
            if (charts.Count is 0 or > MostCharts)
            {
                faults.Add("charts", $"must hold 1 to {MostCharts} charts", "INPUT.INVALID", charts.Count);
            }

            return faults.Error is { } invalid ? invalid : new List<BatchItem>(charts);
        }

        if (request.Chart is not { } template || request.Range is not { } range)
        {
            faults.Add("charts", "or chart with range is required", FaultCodes.Required);
            return faults.Error!;
        }

        var (start, stop) = (Instant("range.start", range.Start, faults), Instant("range.stop", range.Stop, faults));
        var step = range.StepSeconds ?? (range.StepDays * JulianDate.SecondsPerDay) ?? 0.0;
        var length = stop.JulianDate.SecondsSince(start.JulianDate);
        var count = Math.Floor((length / step) + 1e-9) + 1.0;
        if (faults.Error is null && !(step > 0.0 && count is >= 1.0 and <= MostCharts))
        {
            faults.Add("range", $"must hold 1 to {MostCharts} steps forward", "INPUT.INVALID", step);
        }

        return faults.Error is { } error
            ? error
            : Enumerable.Range(0, (int)count)
                .Select(i => UtcInstant.From(start.Date, start.SecondsOfDay + (i * step)))
                .Select(instant => new BatchItem(template with { BirthTime = instant.ToIso(6) }, null))
                .ToList();
    }

    private static UtcInstant Instant(string field, string? text, FieldFaults faults)
    {
        if (!IsoInstant.TryParse(text ?? "", out var instant, out var problem))
        {
            faults.Add(field, text is null ? "is required" : problem!, text is null ? FaultCodes.Required : "INPUT.INVALID_FORMAT", text);
        }

        return instant;
    }
}
