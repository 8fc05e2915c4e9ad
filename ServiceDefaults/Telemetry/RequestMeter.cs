using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.Options;

namespace Platform.ServiceDefaults.Telemetry;

/// <summary>Names under which a service's contract wants requests counted, beside the framework's own.</summary>
public sealed class RequestMeterOptions
{
    /// <summary>Counter of requests, e.g. <c>ercp_http_requests_total</c>; null counts none.</summary>
    public string? Counter { get; set; }

    /// <summary>Histogram of durations in seconds, e.g. <c>ercp_http_request_duration_seconds</c>; null keeps none.</summary>
    public string? Histogram { get; set; }

    /// <summary>Label of the route template, which is <c>unmatched</c> for paths that no route knows. Default <c>route</c>.</summary>
    public string RouteLabel { get; set; } = "route";

    /// <summary>Label of the status code, on the counter only. Default <c>status</c>.</summary>
    public string StatusLabel { get; set; } = "status";

    /// <summary>Upper edges of the histogram's buckets in seconds, ascending.</summary>
    public IReadOnlyList<double> Buckets { get; set; } = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
}

/// <summary>Counts requests under the service's own names; see <see cref="RequestMeterOptions"/>.</summary>
internal sealed class RequestMeter
{
    private readonly RequestMeterOptions _options;
    private readonly Counter<long>? _requests;
    private readonly Histogram<double>? _durations;

    public RequestMeter(IMeterFactory meters, IOptions<RequestMeterOptions> options)
    {
        _options = options.Value;
        var meter = meters.Create("Platform.Requests");
        if (_options.Counter is { } counter)
        {
            _requests = meter.CreateCounter<long>(counter, description: "Requests answered");
        }

        if (_options.Histogram is { } histogram)
        {
            _durations = meter.CreateHistogram(histogram, "s", "Time from the first byte of a request to its answer", advice:
                new InstrumentAdvice<double> { HistogramBucketBoundaries = _options.Buckets });
        }
    }

    internal void Record(string method, string? route, int status, TimeSpan duration)
    {
        if (_requests is null && _durations is null)
        {
            return;
        }

        // A method may be any word a caller likes; a label may not.
        var tags = new TagList
        {
            { "method", method is "GET" or "POST" or "PUT" or "PATCH" or "DELETE" or "HEAD" or "OPTIONS" ? method : "_OTHER" },
            { _options.RouteLabel, route ?? "unmatched" },
        };
        _durations?.Record(duration.TotalSeconds, tags);
        tags.Add(_options.StatusLabel, status.ToString(CultureInfo.InvariantCulture));
        _requests?.Add(1, tags);
    }
}
