using System.Globalization;
using StackExchange.Redis;

namespace Platform.ServiceDefaults.RateLimiting;

/// <summary>Counts in Redis, so that all replicas share one count. One round trip per request.</summary>
internal static class RedisRateCounter
{
    // Tells this process's members of a sorted set from another's made in the same microsecond.
    private static readonly string Node = Guid.NewGuid().ToString("N")[..8];
    private static long _sequence;

    /// <summary>Takes one request from a caller's budget.</summary>
    /// <param name="redis">A connected database.</param>
    /// <param name="policy">What the caller may use.</param>
    /// <param name="key">Key of the caller under this policy.</param>
    /// <param name="now">Microseconds since 1970.</param>
    public static async Task<RateDecision> TakeAsync(IDatabase redis, RatePolicy policy, string key, long now)
    {
        var window = policy.Windows[0];
        switch (policy.Algorithm)
        {
            case RateAlgorithm.Fixed:
                {
                    var start = now - now % window.Microseconds;
                    var end = start + window.Microseconds;
                    var answer = await RunAsync(redis, RateScripts.Fixed, Invariant($"{key}:{start / 1_000_000}"), Milliseconds(end - now))
                        .ConfigureAwait(false);
                    var used = (long)answer;
                    return RateDecision.From(used <= window.Limit, window, used, end - now, window.Limit);
                }

            case RateAlgorithm.Sliding:
                return Sliding(policy, Longs(await RunAsync(redis, RateScripts.Sliding, key, Slides(policy, now)).ConfigureAwait(false)));

            case RateAlgorithm.Whole:
                {
                    var answer = Longs(await RunAsync(
                        redis, RateScripts.Whole, key, now, window.Limit, window.Microseconds, Milliseconds(window.Microseconds)).ConfigureAwait(false));
                    return RateDecision.From(answer[0] == 1, window, answer[1], answer[2], window.Limit);
                }

            default:
                {
                    var each = window.Microseconds / (double)window.Limit;
                    var answer = Longs(await RunAsync(
                        redis, RateScripts.Bucket, key, now, policy.Burst, each.ToString("R", CultureInfo.InvariantCulture),
                        Milliseconds((long)(each * policy.Burst))).ConfigureAwait(false));
                    return RateDecision.From(
                        answer[0] == 1, window, policy.Burst - answer[1], answer[0] == 1 ? answer[2] : answer[3], policy.Burst);
                }
        }
    }

    private static RedisValue[] Slides(RatePolicy policy, long now)
    {
        var longest = policy.Windows.Max(window => window.Microseconds);
        return
        [
            now, Invariant($"{Node}:{Interlocked.Increment(ref _sequence)}"), longest, Milliseconds(longest),
            .. policy.Windows.SelectMany(window => new RedisValue[] { window.Limit, window.Microseconds }),
        ];
    }

    private static RateDecision Sliding(RatePolicy policy, long[] answer)
    {
        var allowed = answer[0] == 1;
        return RateDecision.Tightest(
            [.. policy.Windows.Select((window, i) =>
            {
                var (count, free) = (answer[1 + 2 * i], answer[2 + 2 * i]);
                return RateDecision.From(allowed || count < window.Limit, window, allowed ? count + 1 : count, free, window.Limit);
            })],
            allowed);
    }

    private static async Task<RedisResult> RunAsync(IDatabase redis, string script, string key, params RedisValue[] arguments)
    {
        try
        {
            return await redis.ScriptEvaluateAsync(script, [key], arguments).ConfigureAwait(false);
        }
        catch (RedisServerException failure) when (failure.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
        {
            // The server was restarted since the driver last sent the script; now the driver knows and sends it again.
            return await redis.ScriptEvaluateAsync(script, [key], arguments).ConfigureAwait(false);
        }
    }

    // The scripts above always answer with a list.
    private static long[] Longs(RedisResult answer) => ((long[]?)answer)!;

    // Rounded up: a key must not go before its window.
    private static long Milliseconds(long microseconds) => (microseconds + 999) / 1000;

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
