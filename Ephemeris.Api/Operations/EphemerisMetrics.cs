using System.Diagnostics.Metrics;

namespace Ephemeris.Api.Operations;

/// <summary>What this service counts under the names of its contract, beside requests.</summary>
internal sealed class EphemerisMetrics
{
    private readonly Counter<long> _positions;
    private readonly Histogram<double> _duration;
    private readonly Histogram<int> _bodies;
    private readonly Counter<long> _errors;
    private readonly Counter<long> _cache;
    private readonly Counter<long> _loads;
    private readonly Counter<long> _verifications;
    private readonly Counter<long> _resolutions;
    private long _hits;
    private long _lookups;

    /// <summary>Creates the instruments.</summary>
    public EphemerisMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Ephemeris.Api");
        _positions = meter.CreateCounter<long>("involution_positions_calculated_total", description: "Charts computed");
        _duration = meter.CreateHistogram<double>("involution_positions_duration_seconds", "s", "Time to compute a chart");
        _bodies = meter.CreateHistogram<int>("involution_positions_body_count", description: "Bodies of a chart");
        _errors = meter.CreateCounter<long>("involution_errors_total", description: "Problems answered");
        _cache = meter.CreateCounter<long>("involution_cache_operations_total", description: "Cache look-ups and stores");
        _loads = meter.CreateCounter<long>("involution_kernel_loads_total", description: "Kernels opened");
        _verifications = meter.CreateCounter<long>("involution_kernel_verifications_total", description: "Kernels verified");
        _resolutions = meter.CreateCounter<long>("involution_time_resolutions_total", description: "Local times resolved");
        meter.CreateObservableGauge("involution_cache_size_entries", () => CacheEntries(), description: "Entries in memory");
        meter.CreateObservableGauge("involution_cache_hit_rate", () => HitRate, description: "Hits over look-ups since the start");
    }

    /// <summary>Number of cache entries in memory; set by the cache.</summary>
    public Func<int> CacheEntries { get; set; } = () => 0;

    /// <summary>Hits over look-ups since the start.</summary>
    public double HitRate => Interlocked.Read(ref _lookups) is > 0 and var lookups ? (double)Interlocked.Read(ref _hits) / lookups : 0.0;

    /// <summary>A chart was computed, or came from the cache.</summary>
    public void Positions(string system, string ephemeris, bool cacheHit, int bodies, TimeSpan duration)
    {
        _positions.Add(1, new("system", system), new("ephemeris", ephemeris), new("cache_hit", cacheHit ? "true" : "false"));
        _duration.Record(duration.TotalSeconds);
        _bodies.Record(bodies);
    }

    /// <summary>A problem was answered.</summary>
    public void Error(string code)
    {
        var dot = code.IndexOf('.', StringComparison.Ordinal);
        _errors.Add(1, new("error_code", code), new("error_category", dot > 0 ? code[..dot] : code));
    }

    /// <summary>The cache was asked or filled: hit, miss or store.</summary>
    public void Cache(string operation)
    {
        _cache.Add(1, new KeyValuePair<string, object?>("operation", operation));
        if (operation is "hit" or "miss")
        {
            Interlocked.Increment(ref _lookups);
            Interlocked.Add(ref _hits, operation == "hit" ? 1 : 0);
        }
    }

    /// <summary>A kernel was opened, or refused.</summary>
    public void Kernel(string bundle, bool isSound)
    {
        _loads.Add(1, new("bundle", bundle), new("status", isSound ? "ok" : "refused"));
        _verifications.Add(1, new("bundle", bundle), new("valid", isSound ? "true" : "false"));
    }

    /// <summary>A local time was resolved, or not.</summary>
    public void TimeResolution(string status) => _resolutions.Add(1, new KeyValuePair<string, object?>("status", status));
}
