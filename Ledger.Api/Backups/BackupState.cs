using System.Diagnostics.Metrics;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Ledger.Api.Backups;

/// <summary>What this node knows of the backups that lie in its targets: for health, for metrics, for the schedule.</summary>
internal sealed class BackupState : IHealthCheck
{
    // Contract §14: a full backup older than 26 h is an alert.
    private static readonly TimeSpan MaxAge = TimeSpan.FromHours(26);

    private readonly BackupOptions _options;
    private readonly TimeProvider _time;
    private readonly Counter<long> _failures;
    private readonly Histogram<double> _durations;
    private volatile Known _known = new(null, null, null, null, null, null);

    /// <summary>Creates the instruments.</summary>
    public BackupState(BackupOptions options, TimeProvider time, IMeterFactory meters)
    {
        (_options, _time) = (options, time);
        var meter = meters.Create("Ledger.Api");
        meter.CreateObservableGauge("backup_last_success_timestamp_seconds", Successes, "s", "When the last verified backup of a kind was taken");
        _failures = meter.CreateCounter<long>("backup_failures_total", description: "Backups that failed");
        _durations = meter.CreateHistogram<double>("backup_duration_seconds", "s", "Time to take and verify a backup");
    }

    /// <summary>When the last full backup was taken.</summary>
    public DateTimeOffset? LastFull => _known.Full;

    /// <summary>When the last backup of any kind was taken.</summary>
    public DateTimeOffset? Last => _known.Full > _known.Incremental ? _known.Full : _known.Incremental ?? _known.Full;

    /// <summary>The newest backup that this node can read here; null when there is none.</summary>
    public string? LastHere => _known.LastHere;

    /// <summary>The last slot of a drill that was taken; null before the first.</summary>
    public DateTimeOffset? LastDrill => _known.Drill;

    /// <summary>Since when there has been a database to back up; null while that is unknown.</summary>
    public DateTimeOffset? Since => _known.Since;

    /// <summary>Takes up what the targets hold.</summary>
    /// <param name="backups">All backups, damaged ones too.</param>
    /// <param name="since">Since when there has been a database to back up.</param>
    /// <param name="drill">The last slot of a drill.</param>
    /// <param name="trouble">What is wrong with a target; null when nothing is.</param>
    public void Learn(IReadOnlyList<ShelvedBackup> backups, DateTimeOffset? since, DateTimeOffset? drill, string? trouble)
    {
        DateTimeOffset? Newest(string kind) => backups.Where(backup => backup.Manifest?.Kind == kind)
            .Select(backup => (DateTimeOffset?)BackupShelf.BegunAt(backup.Id)).Max();
        _known = new Known(Newest(BackupKinds.Full), Newest(BackupKinds.Incremental), since ?? _known.Since, drill ?? _known.Drill,
            backups.LastOrDefault(backup => backup.Manifest is not null && backup.Target is Targets.LocalFolder)?.Id, trouble);
    }

    /// <summary>Counts a backup that was taken, or not.</summary>
    public void Count(string kind, TimeSpan duration, bool succeeded)
    {
        if (succeeded)
        {
            _durations.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("kind", kind));
        }
        else
        {
            _failures.Add(1, new KeyValuePair<string, object?>("kind", kind));
        }
    }

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var known = _known;
        if (!_options.IsEnabled)
        {
            return Task.FromResult(HealthCheckResult.Healthy("schedules are off"));
        }

        var age = (known.Full ?? known.Since) is { } from ? _time.GetUtcNow() - from : TimeSpan.Zero;
        var said = known.Full is null ? "no full backup yet" : string.Create(
            System.Globalization.CultureInfo.InvariantCulture, $"the last full backup is {age.TotalHours:0.0} h old");
        return Task.FromResult(age > MaxAge ? HealthCheckResult.Degraded(said + ", 26 h is the limit")
            : known.Trouble is { } trouble ? HealthCheckResult.Degraded(trouble)
            : HealthCheckResult.Healthy(said));
    }

    private IEnumerable<Measurement<double>> Successes()
    {
        foreach (var (kind, at) in new[] { (BackupKinds.Full, _known.Full), (BackupKinds.Incremental, _known.Incremental) })
        {
            if (at is { } time)
            {
                yield return new Measurement<double>(time.ToUnixTimeSeconds(), new KeyValuePair<string, object?>("kind", kind));
            }
        }
    }

    private sealed record Known(DateTimeOffset? Full, DateTimeOffset? Incremental, DateTimeOffset? Since, DateTimeOffset? Drill, string? LastHere, string? Trouble);
}
