using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Platform.ServiceDefaults.Correlation;

/// <summary>
/// Gives each request its id, in <see cref="HttpContext.TraceIdentifier"/>, <see cref="CorrelationId.Current"/>, the
/// log scope and the response headers. The trace itself is the framework's W3C trace context.
/// </summary>
internal sealed class CorrelationMiddleware(
    RequestDelegate next, IOptions<CorrelationOptions> options, ILogger<CorrelationMiddleware> log)
{
    private readonly CorrelationOptions _options = options.Value;

    public async Task InvokeAsync(HttpContext context)
    {
        var id = FromCaller(context.Request.Headers) ?? _options.Generate();
        context.TraceIdentifier = id;
        context.Response.OnStarting(SetHeaders, (context.Response, id, _options));
        using (CorrelationId.Begin(id))
        using (log.BeginScope(new CorrelationScope(id)))
        {
            await next(context).ConfigureAwait(false);
        }
    }

    private string? FromCaller(IHeaderDictionary headers)
    {
        foreach (var name in _options.RequestHeaders)
        {
            if (headers.TryGetValue(name, out var values) && values is [{ } id] && _options.IsValid(id))
            {
                return id;
            }
        }

        return null;
    }

    // At the last moment: an error handler that clears the response must not take the id away.
    private static Task SetHeaders(object state)
    {
        var (response, id, options) = ((HttpResponse, string, CorrelationOptions))state;
        foreach (var name in options.ResponseHeaders)
        {
            response.Headers[name] = id;
        }

        return Task.CompletedTask;
    }
}
