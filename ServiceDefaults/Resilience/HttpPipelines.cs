using System.Collections.Concurrent;
using System.Net;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace Platform.ServiceDefaults.Resilience;

/// <summary>
/// The pipelines of all clients, one per client and authority: a server that fails opens its own circuit and no other's.
/// They outlive the handlers, which the factory renews every few minutes.
/// </summary>
internal sealed partial class HttpPipelines(
    IOptionsMonitor<HttpResilienceOptions> options, TimeProvider time, ILogger<HttpPipelines> log)
{
    // A service that visits hosts without number shares one pipeline per client beyond this.
    private const int MostAuthorities = 256;

    internal static readonly ResiliencePropertyKey<bool> MayRepeat = new("platform.may-repeat");

    private readonly ConcurrentDictionary<(string Client, string Authority), HttpPipeline> _pipelines = new();

    internal HttpPipeline For(string client, Uri? address)
    {
        var key = (client, address is { IsAbsoluteUri: true } ? address.GetLeftPart(UriPartial.Authority) : "");
        if (_pipelines.Count >= MostAuthorities && !_pipelines.ContainsKey(key))
        {
            key = (client, "*");
        }

        return _pipelines.GetOrAdd(key, Build);
    }

    private HttpPipeline Build((string Client, string Authority) key)
    {
        var chosen = options.Get(key.Client);
        var inner = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time };
        inner.AddTimeout(new TimeoutStrategyOptions { Timeout = chosen.TotalTimeout });
        if (chosen.Retries > 0)
        {
            inner.AddRetry(Retry(key.Authority, chosen));
        }

        inner.AddCircuitBreaker(Breaker(key.Authority, chosen));
        inner.AddTimeout(new TimeoutStrategyOptions { Timeout = chosen.AttemptTimeout });
        var limiter = new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = chosen.ConcurrentCalls, QueueLimit = 0 });
        return new HttpPipeline(limiter, inner.Build());
    }

    private RetryStrategyOptions<HttpResponseMessage> Retry(string authority, HttpResilienceOptions chosen) => new()
    {
        MaxRetryAttempts = chosen.Retries,
        Delay = chosen.RetryDelay,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        ShouldHandle = attempt => ValueTask.FromResult(
            attempt.Context.Properties.TryGetValue(MayRepeat, out var may) && may
            && IsTransient(attempt.Outcome)
            // Waiting longer than the call may take would only end in its time-out: the answer itself says more.
            && !(RetryAfter(attempt.Outcome.Result) > chosen.TotalTimeout)),
        DelayGenerator = attempt => ValueTask.FromResult(RetryAfter(attempt.Outcome.Result)),
        OnRetry = attempt =>
        {
            if (log.IsEnabled(LogLevel.Information))
            {
                var reason = Reason(attempt.Outcome);
                Retrying(log, authority, attempt.AttemptNumber + 1, attempt.RetryDelay.TotalMilliseconds, reason);
            }

            attempt.Outcome.Result?.Dispose();
            return ValueTask.CompletedTask;
        },
    };

    private CircuitBreakerStrategyOptions<HttpResponseMessage> Breaker(string authority, HttpResilienceOptions chosen) => new()
    {
        FailureRatio = chosen.FailureRatio,
        MinimumThroughput = chosen.MinimumThroughput,
        SamplingDuration = chosen.SamplingDuration,
        BreakDuration = chosen.BreakDuration,
        ShouldHandle = attempt => ValueTask.FromResult(IsTransient(attempt.Outcome)),
        OnOpened = _ =>
        {
            Opened(log, authority, chosen.BreakDuration.TotalSeconds);
            return ValueTask.CompletedTask;
        },
        OnClosed = _ =>
        {
            Closed(log, authority);
            return ValueTask.CompletedTask;
        },
    };

    private static bool IsTransient(Outcome<HttpResponseMessage> outcome) => outcome switch
    {
        { Exception: HttpRequestException or TimeoutRejectedException } => true,
        { Result: { } response } => response.StatusCode >= HttpStatusCode.InternalServerError
            || response.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests,
        _ => false,
    };

    private TimeSpan? RetryAfter(HttpResponseMessage? response)
    {
        var header = response?.Headers.RetryAfter;
        var delay = header?.Delta ?? (header?.Date is { } date ? date - time.GetUtcNow() : null);
        return delay is { } wait && wait < TimeSpan.Zero ? TimeSpan.Zero : delay;
    }

    private static string Reason(Outcome<HttpResponseMessage> outcome) =>
        outcome.Result is { } response ? ((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture)
            : outcome.Exception?.GetType().Name ?? "";

    [LoggerMessage(Level = LogLevel.Information, Message = "Calling {Authority} again ({Attempt}) in {DelayMs:0} ms after {Reason}")]
    private static partial void Retrying(ILogger log, string authority, int attempt, double delayMs, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Circuit to {Authority} opened for {Seconds} s")]
    private static partial void Opened(ILogger log, string authority, double seconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "Circuit to {Authority} closed again")]
    private static partial void Closed(ILogger log, string authority);
}

/// <summary>What one call passes through: the limit on calls at once, then time, retry, circuit and attempt.</summary>
internal sealed record HttpPipeline(RateLimiter Limiter, ResiliencePipeline<HttpResponseMessage> Inner);

/// <summary>More calls than <see cref="HttpResilienceOptions.ConcurrentCalls"/> wait for this client already.</summary>
public sealed class OutboundLimitException(string authority)
    : HttpRequestException($"Too many calls to {authority} are waiting already; this one was not made.");
