using System.Diagnostics;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Platform.ServiceDefaults.Health;

namespace Platform.ServiceDefaults.Telemetry;

/// <summary>
/// Completes the framework's request span, which has no route, status or readable name, counts the request under the
/// service's own names, and keeps the probes of health and metrics out of both.
/// </summary>
internal sealed class RequestTelemetry(
    RequestDelegate next,
    IOptions<HealthOptions> health,
    IOptions<MetricsOptions> metrics,
    RequestMeter meter,
    TimeProvider time)
{
    private readonly HashSet<string> _probes = new(
        [.. health.Value.HealthPaths, .. health.Value.ReadyPaths, .. health.Value.LivePaths, metrics.Value.Path],
        StringComparer.OrdinalIgnoreCase);

    public Task InvokeAsync(HttpContext context)
    {
        var span = context.Features.Get<IHttpActivityFeature>()?.Activity;
        if (_probes.Contains(context.Request.Path.Value ?? ""))
        {
            Drop(span);
            return next(context);
        }

        return MeasureAsync(context, span);
    }

    private async Task MeasureAsync(HttpContext context, Activity? span)
    {
        var start = time.GetTimestamp();
        var status = StatusCodes.Status500InternalServerError;
        try
        {
            await next(context).ConfigureAwait(false);
            status = context.Response.StatusCode;
        }
        finally
        {
            var route = Route(context);
            meter.Record(context.Request.Method, route, status, time.GetElapsedTime(start));
            if (span is { IsAllDataRequested: true })
            {
                Complete(span, context.Request.Method, route, status);
            }
        }
    }

    private static void Complete(Activity span, string method, string? route, int status)
    {
        span.DisplayName = route is null ? method : $"{method} {route}";
        span.SetTag("http.route", route);
        span.SetTag("http.response.status_code", status);
        if (status >= StatusCodes.Status500InternalServerError)
        {
            span.SetStatus(ActivityStatusCode.Error);
            span.SetTag("error.type", status.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    // An error handler takes the endpoint away and leaves it in its feature.
    private static string? Route(HttpContext context)
    {
        var endpoint = context.GetEndpoint() ?? context.Features.Get<IExceptionHandlerFeature>()?.Endpoint;
        return endpoint is RouteEndpoint { RoutePattern.RawText: { } pattern }
            ? pattern.StartsWith('/') ? pattern : "/" + pattern
            : null;
    }

    // Its children decide by their parent's flag, so a probe's query to the database leaves no span either.
    private static void Drop(Activity? span)
    {
        if (span is not null)
        {
            span.IsAllDataRequested = false;
            span.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        }
    }
}
