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
    /// <summary><c>ENABLE_POSITION_CACHE</c>: whether positions are kept. Default true.</summary>
    public bool KeepsPositions { get; private set; } = true;

    /// <summary><c>POSITION_CACHE_TTL</c>, s. Default one hour.</summary>
    public TimeSpan PositionTtl { get; private set; } = TimeSpan.FromHours(1);

    /// <summary><c>AYANAMSA_CACHE_TTL</c>, s. Default one day.</summary>
    public TimeSpan AyanamsaTtl { get; private set; } = TimeSpan.FromDays(1);

    /// <summary><c>POSITION_CACHE_SIZE</c>: entries in memory. Default 2048.</summary>
    public int Entries { get; private set; } = 2048;

    /// <summary>Copies the settings.</summary>
    internal static void Read(AnswerCacheOptions options, SettingsReader settings)
    {
        options.KeepsPositions = settings.Flag("ENABLE_POSITION_CACHE", true);
        options.PositionTtl = TimeSpan.FromSeconds(settings.Number("POSITION_CACHE_TTL", 3600, 1));
        options.AyanamsaTtl = TimeSpan.FromSeconds(settings.Number("AYANAMSA_CACHE_TTL", 86_400, 1));
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

    /// <summary>How long positions are kept; null when they are not.</summary>
    public TimeSpan? PositionTtl => _options.KeepsPositions ? _options.PositionTtl : null;

    /// <summary>How long ayanamsas are kept.</summary>
    public TimeSpan AyanamsaTtl => _options.AyanamsaTtl;

    /// <summary>The answer to a request, kept or made.</summary>
    /// <param name="canonical">Canonical text of everything that the answer depends on.</param>
    /// <param name="ttl">How long a made answer is kept; null for not at all.</param>
    /// <param name="make">Makes it; null is not kept.</param>
    /// <returns>The answer, and whether it was kept.</returns>
    public async ValueTask<(byte[]? Answer, bool IsHit)> GetAsync(string canonical, TimeSpan? ttl, Func<ValueTask<byte[]?>> make)
    {
        if (ttl is not { } life)
        {
            return (await make().ConfigureAwait(false), false);
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
            Keep(key, shared, now + life);
            return (shared, true);
        }

        _metrics.Cache("miss");
        var made = await make().ConfigureAwait(false);
        if (made is not null)
        {
            Keep(key, made, now + life);
            ToRedis(key, made, life);
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
