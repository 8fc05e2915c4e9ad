using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Platform.ServiceDefaults.Data;
using StackExchange.Redis;

namespace Platform.ServiceDefaults.RateLimiting;

/// <summary>
/// Counts in Redis while it answers, else in this process with this node's share of the limits. As a health check it says
/// <c>degraded</c> while a configured Redis is not counting.
/// </summary>
internal sealed partial class RateCounter(
    RedisLink redis, IOptions<EdgeOptions> edge, TimeProvider time, ILogger<RateCounter> log) : IHealthCheck
{
    // After a request has waited in vain, Redis is left alone for a while, so that the next ones need not.
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    private readonly MemoryRateCounter _memory = new();
    private long _restsUntil = long.MinValue;
    private volatile string? _trouble;

    public async ValueTask<RateDecision> TakeAsync(RatePolicy policy, string key)
    {
        var now = time.GetUtcNow().Ticks / TimeSpan.TicksPerMicrosecond - DateTime.UnixEpoch.Ticks / TimeSpan.TicksPerMicrosecond;
        if (redis.IsConfigured && time.GetTimestamp() >= Volatile.Read(ref _restsUntil))
        {
            if (redis.Database is not { } database)
            {
                Leave("Redis is away");
            }
            else
            {
                try
                {
                    var decision = await RedisRateCounter.TakeAsync(database, policy, key, now)
                        .WaitAsync(edge.Value.RateLimits.Patience).ConfigureAwait(false);
                    if (Interlocked.Exchange(ref _trouble, null) is not null)
                    {
                        Shared();
                    }

                    return decision;
                }
                catch (Exception failure) when (failure is RedisException or TimeoutException or ObjectDisposedException)
                {
                    Leave(failure.GetType().Name + ": " + failure.Message);
                }
            }
        }

        return _memory.Take(redis.IsConfigured ? policy.Share(edge.Value.RateLimits.Nodes) : policy, key, now);
    }

    Task<HealthCheckResult> IHealthCheck.CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) =>
        Task.FromResult(_trouble is { } trouble
            ? HealthCheckResult.Degraded("each replica counts alone: " + trouble)
            : HealthCheckResult.Healthy());

    private void Leave(string trouble)
    {
        Volatile.Write(ref _restsUntil, time.GetTimestamp() + (long)(Rest.TotalSeconds * time.TimestampFrequency));
        if (Interlocked.Exchange(ref _trouble, trouble) is null)
        {
            Alone(trouble);
        }
    }

    [LoggerMessage(4200, LogLevel.Warning, "Rate limits are counted in this process alone: {Trouble}")]
    private partial void Alone(string trouble);

    [LoggerMessage(4201, LogLevel.Information, "Rate limits are counted in Redis again")]
    private partial void Shared();
}
