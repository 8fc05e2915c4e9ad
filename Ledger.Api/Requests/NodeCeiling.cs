using System.Globalization;
using System.Threading.RateLimiting;
using Ledger.Api.Errors;
using Ledger.Api.Settings;
using Platform.ServiceDefaults.Errors;

namespace Ledger.Api.Requests;

/// <summary>
/// The ceiling over all callers of this node in any minute (<c>limits.api_calls_per_minute</c>), so that many callers together do
/// not do what each alone may not. Never below what one caller may ask.
/// </summary>
internal sealed class NodeCeiling : IDisposable
{
    private const int Segments = 12;

    private readonly SlidingWindowRateLimiter _limiter;

    public NodeCeiling(SettingValues values)
    {
        Limit = Math.Max(values.Whole("limits", "api_calls_per_minute"), values.Whole("security", "rate_limit_requests_per_minute"));
        _limiter = new SlidingWindowRateLimiter(new SlidingWindowRateLimiterOptions
        {
            PermitLimit = Limit,
            Window = TimeSpan.FromMinutes(1),
            SegmentsPerWindow = Segments,
            QueueLimit = 0,
        });
    }

    /// <summary>Requests in any minute.</summary>
    public int Limit { get; }

    /// <summary>Answers 429 above the ceiling; probes are none of its business.</summary>
    public async Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        if (!http.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal))
        {
            await next(http);
            return;
        }

        using var permit = _limiter.AttemptAcquire();
        if (permit.IsAcquired)
        {
            await next(http);
            return;
        }

        const int SecondsOfASegment = 60 / Segments;
        http.Response.Headers.RetryAfter = SecondsOfASegment.ToString(CultureInfo.InvariantCulture);
        await new ErrorResult(new LedgerError(429, "rate_limited", "Too many requests.", $"This node takes {Limit} requests a minute from all callers together."))
            .ExecuteAsync(http);
    }

    /// <inheritdoc/>
    public void Dispose() => _limiter.Dispose();
}
