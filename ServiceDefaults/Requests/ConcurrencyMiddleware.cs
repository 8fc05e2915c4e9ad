using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Platform.ServiceDefaults.Errors;
using Platform.ServiceDefaults.Health;

namespace Platform.ServiceDefaults.Requests;

/// <summary>Refuses what would only wait: work above the limits, and new work while the service stops.</summary>
internal sealed class ConcurrencyMiddleware
{
    private readonly RequestDelegate _next;
    private readonly RequestOptions _options;
    private readonly ProblemWriter _problems;
    private readonly ShutdownDrain _drain;
    private readonly ConcurrencyLimiter? _all;
    private readonly Dictionary<string, ConcurrencyLimiter> _heavy;

    public ConcurrencyMiddleware(RequestDelegate next, IOptions<EdgeOptions> edge, ProblemWriter problems, ShutdownDrain drain)
    {
        (_next, _options, _problems, _drain) = (next, edge.Value.Requests, problems, drain);
        _all = _options.MaxConcurrent is { } limit ? Limiter(limit) : null;
        _heavy = _options.Heavy.ToDictionary(work => work.Key, work => Limiter(work.Value), StringComparer.Ordinal);
    }

    public async Task InvokeAsync(HttpContext context)
    {
        var metadata = context.GetEndpoint()?.Metadata;
        if (metadata?.GetMetadata<OperationsEndpoint>() is not null)
        {
            await _next(context).ConfigureAwait(false);
            return;
        }

        if (_options.RefuseWhileDraining && _drain.IsDraining)
        {
            context.Response.Headers.Connection = "close";
            await RefuseAsync(context, SharedCodes.Draining, "The service is stopping", "The service is stopping; ask again.").ConfigureAwait(false);
            return;
        }

        using var one = _all?.AttemptAcquire();
        using var heavy = metadata?.GetMetadata<HeavyWork>() is { } work ? _heavy[work.Name].AttemptAcquire() : null;
        if (one is { IsAcquired: false } || heavy is { IsAcquired: false })
        {
            await RefuseAsync(context, SharedCodes.Busy, "The service is busy", "Too many requests are in work; ask again.").ConfigureAwait(false);
            return;
        }

        await _next(context).ConfigureAwait(false);
    }

    private Task RefuseAsync(HttpContext context, string code, string title, string detail) => _problems.WriteAsync(
        context,
        new SharedError(StatusCodes.Status503ServiceUnavailable, code, title, detail) { RetryAfterSeconds = _options.RetryAfterSeconds });

    // No queue: who waits in one has given up by the time it is served, and memory fills with requests meanwhile.
    private static ConcurrencyLimiter Limiter(int permits) => new(new() { PermitLimit = permits, QueueLimit = 0 });
}
