using System.Diagnostics.Metrics;
using Dapper;
using Ledger.Api.Cluster;
using Ledger.Api.Settings;
using Npgsql;
using Platform.ServiceDefaults;
using Platform.ServiceDefaults.Data;

namespace Ledger.Api.Operations;

/// <summary>
/// What is read off the database and this process for /metrics (contract §14): tree sizes, checkpoints, lease, memory,
/// connections. The database is asked every few seconds, not by whoever reads the metrics.
/// </summary>
internal sealed partial class LedgerGauges : BackgroundService
{
    private const double BytesPerMegabyte = 1024 * 1024;

    // Further projects are summed under one name: a label per project must not grow without end.
    private const int MaxProjects = 200;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private readonly NpgsqlDataSource _database;
    private readonly ClusterOptions _cluster;
    private readonly MigrationState _migrations;
    private readonly TimeProvider _time;
    private readonly ILogger<LedgerGauges> _logger;
    private readonly PoolUse _pool = new();
    private volatile Reading? _reading;

    public LedgerGauges(
        NpgsqlDataSource database, ClusterOptions cluster, MigrationState migrations, SettingValues settings, IMeterFactory meters, ServiceIdentity identity,
        TimeProvider time, ILogger<LedgerGauges> logger)
    {
        (_database, _cluster, _migrations, _time, _logger) = (database, cluster, migrations, time, logger);
        MemoryBytes = Math.Min(
            settings.Number("performance", "max_memory_usage_mb") * BytesPerMegabyte, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        var meter = meters.Create(identity.Application);
        meter.CreateObservableGauge("memory_usage_percent", MemoryPercent, "%", "Resident memory as a share of what the service may use");
        meter.CreateObservableGauge("ledger_tree_size", Sizes, description: "Entries of a project's log");
        meter.CreateObservableGauge("checkpoint_age_seconds", () => Measured(reading => reading.CheckpointAge), "s", "Age of the newest checkpoint of the log that waits longest; 0 when every entry is covered");
        meter.CreateObservableGauge("ledger_entries_unsigned", () => Measured(reading => reading.Unsigned), description: "Entries that no checkpoint covers yet");
        meter.CreateObservableGauge("lease_term", () => Measured(reading => reading.Term), description: "Term of the cluster's lease");
        meter.CreateObservableGauge("db_pool_in_use", () => _pool.InUse(), description: "Connections of the pool that work");
    }

    /// <summary>What memory_usage_percent is a share of.</summary>
    public double MemoryBytes { get; }

    /// <summary>Reads once.</summary>
    internal async Task ReadAsync(CancellationToken cancellation)
    {
        await using var connection = await _database.OpenConnectionAsync(cancellation);
        using var results = await connection.QueryMultipleAsync(new CommandDefinition(
            """
            select l.project, h.size, h.size - coalesce(c.size, 0) as unsigned,
                extract(epoch from clock_timestamp() - coalesce(c.created_at, l.created_at))::float8 as age
            from ledgers l join heads h on h.ledger_id = l.id
            left join lateral (select size, created_at from checkpoints where ledger_id = l.id order by size desc limit 1) c on true
            order by h.size desc, l.project;
            select coalesce(max(term), 0) from lease where cluster_id = @ClusterId;
            """,
            _cluster, cancellationToken: cancellation));
        var logs = (await results.ReadAsync<(string Project, long Size, long Unsigned, double Age)>()).ToArray();
        _reading = new Reading(
            [.. logs.Take(MaxProjects).Select(log => (log.Project, log.Size)), .. logs.Length > MaxProjects ? [("other", logs.Skip(MaxProjects).Sum(log => log.Size))] : Array.Empty<(string, long)>()],
            logs.Where(log => log.Unsigned > 0).Select(log => log.Age).DefaultIfEmpty(0).Max(),
            logs.Sum(log => log.Unsigned),
            await results.ReadSingleAsync<long>());
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _pool.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, _time);
        try
        {
            await _migrations.WhenDoneAsync(stoppingToken);
            ProofMetrics.Show();
            do
            {
                try
                {
                    await ReadAsync(stoppingToken);
                }
                catch (NpgsqlException failure)
                {
                    // Old numbers would look like calm: none are better.
                    _reading = null;
                    NotRead(_logger, failure.GetType().Name);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }

    private double MemoryPercent() => Math.Round(100 * Environment.WorkingSet / MemoryBytes, 2);

    private IEnumerable<Measurement<long>> Sizes() =>
        _reading?.Sizes.Select(log => new Measurement<long>(log.Size, new KeyValuePair<string, object?>("project", log.Project))) ?? [];

    private IEnumerable<Measurement<T>> Measured<T>(Func<Reading, T> value)
        where T : struct => _reading is { } reading ? [new Measurement<T>(value(reading))] : [];

    [LoggerMessage(4320, LogLevel.Debug, "The metrics' numbers could not be read ({Failure})")]
    private static partial void NotRead(ILogger logger, string failure);

    private sealed record Reading(IReadOnlyList<(string Project, long Size)> Sizes, double CheckpointAge, long Unsigned, long Term);
}
