using System.Diagnostics;
using Ephemeris.Api.Charts;
using Ephemeris.Api.Kernels;
using Ephemeris.Api.TimeResolution;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Platform.ServiceDefaults;
using Platform.ServiceDefaults.Data;
using Platform.ServiceDefaults.Health;

namespace Ephemeris.Api.Operations;

/// <summary>The health answers of the contract: <c>/health</c> and <c>/healthz</c>.</summary>
internal sealed class ServiceHealth(
    KernelStore kernels,
    ZoneCatalogue zones,
    PatchSet patches,
    RequestWindow requests,
    EphemerisMetrics metrics,
    IOptions<KernelOptions> kernelOptions,
    IOptions<TimeResolutionOptions> timeOptions,
    IOptions<EdgeOptions> edge,
    RedisLink redis,
    IConfiguration configuration,
    IHostEnvironment environment,
    TimeProvider clock)
{
    private const double PerformanceErrorRate = 0.05;
    private const long SecurityBlocked = 100;

    // Waiting work that a second's computing would not clear.
    private const long MostQueued = 10_000;

    /// <summary>The tz database changes several times a year; rules this old are wrong somewhere.</summary>
    private const int StaleZonesYears = 3;

    private static readonly double[] EarthRadiiKm = [6378.1366, 6378.1366, 6356.7519];
    private static readonly DateTime Started = Process.GetCurrentProcess().StartTime.ToUniversalTime();
    private static readonly string InstanceId = Guid.NewGuid().ToString("N")[..12];

    /// <summary>Writes <c>/health</c>; any check in error makes it 503.</summary>
    public Task WriteAsync(HttpContext context, HealthReport report)
    {
        var summary = requests.Summary;
        var set = kernels.Current;
        var now = clock.GetUtcNow();
        var spice = set.Modern is null ? "error" : set.Rejected.Count > 0 ? "warning" : "ok";
        var performance = summary.ErrorRate >= PerformanceErrorRate ? "warning" : "ok";
        var security = summary.Blocked >= SecurityBlocked ? "warning" : "ok";
        var process = Process.GetCurrentProcess();
        var dependencies = report.Entries.ToDictionary(
            entry => entry.Key,
            entry => (object)new { status = entry.Value.Description == HealthBody.NotConfigured ? "not_configured" : HealthBody.Name(entry.Value.Status), detail = entry.Value.Exception is null ? entry.Value.Description : "not reachable" });
        var zonesAge = zones.AgeYears(now.Year);
        var resolver = zonesAge >= StaleZonesYears ? "warning" : "ok";
        string[] checks = [spice, resolver, performance, security];
        // A store that nobody configured is no fault: limits and cache are then this process's own, and nothing else is stored.
        var shared = report.Entries.Values.Where(entry => entry.Description != HealthBody.NotConfigured).Select(entry => entry.Status).ToList();
        var status = checks.Contains("error") || shared.Contains(HealthStatus.Unhealthy) ? "unhealthy"
            : checks.Contains("warning") || shared.Contains(HealthStatus.Degraded) ? "degraded"
            : "healthy";
        context.Response.StatusCode = status == "unhealthy" ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        return context.Response.WriteAsJsonAsync(
            new
            {
                status,
                timestamp = now.UtcDateTime,
                uptime_seconds = Math.Max(0L, (long)(now.UtcDateTime - Started).TotalSeconds),
                checks = new
                {
                    spice = new
                    {
                        status = spice,
                        kernels_loaded = set.Files.Count,
                        spice_version = ChartMaker.ReaderVersion,
                        earth_radii_km = EarthRadiiKm,
                        rejected = set.Rejected.Select(rejected => rejected.Name),
                        earth_orientation_age_days = (int)(now.UtcDateTime - new DateTime(1858, 11, 17)).TotalDays - (int)Time.EarthOrientation.Measured.LastMjd,
                        earth_orientation_until = Time.UtcInstant.From(new(1858, 11, 17), Time.EarthOrientation.Measured.LastMjd * 86400.0).ToIso()[..10],
                    },
                    time_resolver = new
                    {
                        status = resolver,
                        tzdb_version = zones.Version,
                        tzdb_source = zones.Origin,
                        tzdb_age_years = zonesAge,
                        patch_version = patches.Version,
                        patches_loaded = patches.Count,
                        patches_refused = patches.Refused,
                    },
                    performance = new
                    {
                        status = performance,
                        latency_p50_ms = summary.P50Ms,
                        latency_p95_ms = summary.P95Ms,
                        error_rate = Math.Round(summary.ErrorRate, 4),
                        total_requests = summary.Total,
                    },
                    security = new
                    {
                        status = security,
                        blocked_requests = summary.Blocked,
                        rate_limited_requests = summary.Limited,
                        suspicious_requests = summary.Blocked - summary.Limited,
                        security_headers_enabled = edge.Value.Security.Headers.Count > 0,
                        trusted_hosts_configured = edge.Value.Security.AllowedHosts.Count > 0,
                    },
                    system = new
                    {
                        status = "ok",
                        memory_usage_mb = Math.Round(process.WorkingSet64 / 1048576.0, 1),
                        cpu_percent = Math.Round(CpuPercent(process, now.UtcDateTime), 2),
                        open_files = OpenFiles(),
                    },
                    dependencies,
                },
                service = new
                {
                    version = ChartMaker.Version,
                    environment = environment.EnvironmentName.ToLowerInvariant(),
                    debug_enabled = configuration["DEBUG"] == "1",
                    rate_limiting_enabled = edge.Value.RateLimits.IsEnabled,
                    cors_origins = configuration["ALLOWED_ORIGINS"] ?? (environment.IsDevelopment() ? "http://localhost:3000" : ""),
                    security_hardening_enabled = edge.Value.Security.Headers.Count > 0,
                    instance_id = InstanceId,
                },
            },
            context.RequestAborted);
    }

    /// <summary>The body of <c>/healthz</c> (v1.1).</summary>
    public object Healthz()
    {
        var set = kernels.Current;
        var summary = requests.Summary;
        return new
        {
            status = set.Modern is null ? "unhealthy" : set.Rejected.Count > 0 ? "degraded" : "healthy",
            timestamp = clock.GetUtcNow().UtcDateTime,
            version = ChartMaker.Version,
            kernels = new
            {
                bundle = set.Modern?.Catalog.Name,
                ok = set.Modern is not null,
                path = Path.GetFileName(Path.TrimEndingDirectorySeparator(kernelOptions.Value.Path)),
                verified = kernelOptions.Value.VerifyStrictly && set.Rejected.Count == 0,
                file_count = set.Files.Count,
            },
            cache = new { entries = metrics.CacheEntries(), hit_rate = Math.Round(metrics.HitRate, 4) },
            cache_health = !redis.IsConfigured ? "memory" : redis.Database is null ? "degraded" : "ok",
            pool = new
            {
                size = Environment.ProcessorCount,
                queue_depth = ThreadPool.PendingWorkItemCount,
                total_requests = summary.Total,
                success_rate = Math.Round(1.0 - summary.ErrorRate, 4),
                healthy = ThreadPool.PendingWorkItemCount < MostQueued,
            },
            ephemeris = new
            {
                policy = kernelOptions.Value.Policy.ToString().ToLowerInvariant(),
                de440_range = set.Modern?.Coverage,
                @default = set.Modern?.Catalog.Name,
            },
            time = new
            {
                tzdb_version = zones.Version,
                parity_profile_default = TimeWords.Of(timeOptions.Value.DefaultProfile),
            },
            metrics = new { p50_ms = summary.P50Ms, p95_ms = summary.P95Ms, errors = summary.Errors },
            rate_limiting = edge.Value.RateLimits.IsEnabled,
        };
    }

    /// <summary>The JSON form of <c>/metrics</c> (v2.0).</summary>
    public Task WriteMetricsAsync(HttpContext context)
    {
        var summary = requests.Summary;
        return context.Response.WriteAsJsonAsync(
            new
            {
                latency = new { p50 = summary.P50Ms, p95 = summary.P95Ms, count = summary.Count },
                errors = summary.Errors,
                alerts = new { high_latency = summary.P95Ms > 2000.0, spkinsuffdata = summary.Outside > 0, high_error_rate = summary.ErrorRate > 0.10 },
            },
            context.RequestAborted);
    }

    private static double CpuPercent(Process process, DateTime now) =>
        process.TotalProcessorTime.TotalSeconds / Math.Max(1.0, (now - Started).TotalSeconds) / Environment.ProcessorCount * 100.0;

    private static int? OpenFiles()
    {
        const string Descriptors = "/proc/self/fd";
        return Directory.Exists(Descriptors) ? Directory.EnumerateFileSystemEntries(Descriptors).Count() : null;
    }
}
