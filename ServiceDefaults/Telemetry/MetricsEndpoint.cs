using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Platform.ServiceDefaults.Telemetry;

/// <summary>Answers <c>/metrics</c>.</summary>
internal static class MetricsEndpoint
{
    internal const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    internal static async Task AnswerAsync(HttpContext context)
    {
        var options = context.RequestServices.GetRequiredService<IOptions<MetricsOptions>>().Value;
        if (!options.Enabled)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            context.Response.ContentType = "text/plain; charset=utf-8";
            await context.Response.WriteAsync("Metrics are switched off.\n", context.RequestAborted).ConfigureAwait(false);
            return;
        }

        if (Chosen(context.Request, options) is { } other)
        {
            await other(context).ConfigureAwait(false);
            return;
        }

        var text = context.RequestServices.GetRequiredService<PrometheusExporter>().Collect();
        context.Response.ContentType = ContentType;
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentLength = text.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(text, context.RequestAborted).ConfigureAwait(false);
        }
    }

    // Prometheus itself asks for OpenMetrics first and text second, and takes the text.
    private static RequestDelegate? Chosen(HttpRequest request, MetricsOptions options)
    {
        if (options.Representations.Count == 0
            || !MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted))
        {
            return null;
        }

        foreach (var type in accepted.OrderByDescending(type => type.Quality ?? 1))
        {
            if (type.MatchesAllTypes || type.Type.Equals("text", StringComparison.OrdinalIgnoreCase))
            {
                return null;
            }

            if (options.Representations.TryGetValue(type.MediaType.ToString(), out var representation))
            {
                return representation;
            }
        }

        return null;
    }
}
