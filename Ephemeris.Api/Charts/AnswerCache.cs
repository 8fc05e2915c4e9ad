using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Ephemeris.Api.Operations;
using Platform.ServiceDefaults.Data;
using Platform.ServiceDefaults.Settings;
using StackExchange.Redis;

namespace Ephemeris.Api.Charts;

/// <summary>Settings of the answer cache.</summary>
public sealed class AnswerCacheOptions
{
    /// <summary><c>ENABLE_POSITION_CACHE</c>. Default true.</summary>
    public bool IsEnabled { get; private set; } = true;

    /// <summary><c>POSITION_CACHE_TTL</c>, s. Default one hour.</summary>
    public TimeSpan PositionTtl { get; private set; } = TimeSpan.FromHours(1);

    /// <summary><c>POSITION_CACHE_SIZE</c>: entries in memory. Default 2048.</summary>
    public int Entries { get; private set; } = 2048;

    /// <summary>Copies the settings.</summary>
    internal static void Read(AnswerCacheOptions options, SettingsReader settings)
    {
        options.IsEnabled = settings.Flag("ENABLE_POSITION_CACHE", true);
        options.PositionTtl = TimeSpan.FromSeconds(settings.Number("POSITION_CACHE_TTL", 3600, 1));
        options.Entries = settings.Number("POSITION_CACHE_SIZE", 2048, 1, 1_000_000);
    }
}

/// <summary>
/// Answers by their canonical request: in memory, and in Redis where there is one, so that replicas share them. Losing
/// Redis costs time, never an answer.
/// </summary>
internal sealed class AnswerCache
{
    private const string Prefix = "involution:";

    private readonly AnswerCacheOptions _options;
    private readonly RedisLink _redis;
    private readonly EphemerisMetrics _metrics;
    private readonly TimeProvider _clock;
    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>Creates an empty cache.</summary>
    public AnswerCache(
        Microsoft.Extensions.Options.IOptions<AnswerCacheOptions> options, RedisLink redis, EphemerisMetrics metrics, TimeProvider clock)
    {
        (_options, _redis, _metrics, _clock) = (options.Value, redis, metrics, clock);
        metrics.CacheEntries = () => _entries.Count;
    }

    /// <summary>How long positions are kept.</summary>
    public TimeSpan PositionTtl => _options.PositionTtl;

    /// <summary>The answer to a request, kept or made.</summary>
    /// <param name="canonical">Canonical text of everything that the answer depends on.</param>
    /// <param name="ttl">How long a made answer is kept.</param>
    /// <param name="make">Makes it; null is not kept.</param>
    /// <returns>The answer, and whether it was kept.</returns>
    public async ValueTask<(byte[]? Answer, bool IsHit)> GetAsync(string canonical, TimeSpan ttl, Func<byte[]?> make)
    {
        if (!_options.IsEnabled)
        {
            return (make(), false);
        }

        var key = Prefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)));
        var now = _clock.GetUtcNow();
        if (_entries.TryGetValue(key, out var entry) && entry.Until > now)
        {
            entry.UsedAt = now.Ticks;
            _metrics.Cache("hit");
            return (entry.Answer, true);
        }

        if (await FromRedisAsync(key).ConfigureAwait(false) is { } shared)
        {
            _metrics.Cache("hit");
            Keep(key, shared, now + ttl);
            return (shared, true);
        }

        _metrics.Cache("miss");
        var made = make();
        if (made is not null)
        {
            Keep(key, made, now + ttl);
            ToRedis(key, made, ttl);
            _metrics.Cache("store");
        }

        return (made, false);
    }

    private void Keep(string key, byte[] answer, DateTimeOffset until)
    {
        _entries[key] = new Entry(answer, until) { UsedAt = until.Ticks };
        if (_entries.Count <= _options.Entries)
        {
            return;
        }

        // A tenth goes at once, so that the sort is paid for rarely.
        foreach (var (old, _) in _entries.OrderBy(pair => pair.Value.UsedAt).Take(Math.Max(1, _options.Entries / 10)))
        {
            _entries.TryRemove(old, out _);
        }
    }

    private async ValueTask<byte[]?> FromRedisAsync(string key)
    {
        if (_redis.Database is not { } database)
        {
            return null;
        }

        try
        {
            return await database.StringGetAsync(key).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException)
        {
            return null;
        }
    }

    private void ToRedis(string key, byte[] answer, TimeSpan ttl)
    {
        // Nobody waits for the store: a lost one is computed again.
        _redis.Database?.StringSet(key, answer, ttl, flags: CommandFlags.FireAndForget);
    }

    private sealed record Entry(byte[] Answer, DateTimeOffset Until)
    {
        public long UsedAt { get; set; }
    }
}
