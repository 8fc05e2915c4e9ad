using Dapper;
using Ledger.Api.Cluster;
using Ledger.Api.Jobs;
using Npgsql;
using Platform.ServiceDefaults.Data;

namespace Ledger.Api.Backups;

/// <summary>
/// Runs the schedules. Every node keeps its view of the targets fresh; the primary starts what is due, as a job, after it took the
/// slot in the database, so that a slot runs once however many replicas there are. A slot missed while nobody ran is made up for; one
/// that failed is tried again after ten minutes.
/// </summary>
internal sealed partial class BackupSchedule(
    NpgsqlDataSource database, BackupDesk desk, BackupState state, BackupOptions options, PrimaryService primary, ClusterOptions cluster, JobRunner jobs,
    MigrationState migrations, TimeProvider time, ILogger<BackupSchedule> logger) : BackgroundService
{
    /// <summary>Owner of the jobs that schedules start.</summary>
    public const string Owner = "schedule";

    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(20);

    /// <summary>Starts what is due and not taken by another replica; gives the kind that was started.</summary>
    public async Task<string?> RunDueAsync(CancellationToken cancellation)
    {
        if (Due(time.GetUtcNow()) is not var (kind, slot))
        {
            return null;
        }

        await using var connection = await database.OpenConnectionAsync(cancellation);
        var taken = await connection.ExecuteAsync(new CommandDefinition(
            """
            insert into backup_slots values (@kind, @slot, clock_timestamp(), @NodeId)
            on conflict (kind) do update set due = excluded.due, claimed_at = excluded.claimed_at, node_id = excluded.node_id
            where backup_slots.due < excluded.due or backup_slots.claimed_at < clock_timestamp() - interval '10 minutes'
            """,
            new { kind, slot = slot.UtcDateTime, cluster.NodeId }, cancellationToken: cancellation));
        if (taken == 0)
        {
            return null;
        }

        if (kind == BackupKinds.Drill)
        {
            var order = new RestoreOrder(state.LastHere!, desk.Here, IsDrill: true, [], Owner);
            await jobs.StartAsync("restore", Owner, null, (progress, token) => desk.RestoreAsync(order, progress, token), cancellation);
            return kind;
        }

        await jobs.StartAsync(
            "backup", Owner, null, (progress, token) => desk.CreateAsync(kind, Owner, () => Due(time.GetUtcNow())?.Kind == kind, progress, token), cancellation);
        return kind;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await migrations.WhenDoneAsync(stoppingToken);
        using var timer = new PeriodicTimer(Beat, time);
        try
        {
            do
            {
                await BeatAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }

    // A full backup that is due makes an incremental one needless.
    private (string Kind, DateTimeOffset Slot)? Due(DateTimeOffset now)
    {
        if (state.Since is not { } since)
        {
            return null;
        }

        return options.Full.Next(state.LastFull ?? since) is { } full && full <= now ? (BackupKinds.Full, full)
            : options.Incremental?.Next(state.Last ?? since) is { } incremental && incremental <= now ? (BackupKinds.Incremental, incremental)
            : state.LastHere is not null && options.Drill.Next(state.LastDrill ?? since) is { } drill && drill <= now ? (BackupKinds.Drill, drill)
            : null;
    }

    private async Task BeatAsync(CancellationToken stoppingToken)
    {
        try
        {
            var trouble = await desk.RefreshAsync(stoppingToken);
            if (primary.Term is not null)
            {
                await desk.ExportErasuresAsync(stoppingToken);
                if (options.IsEnabled && await RunDueAsync(stoppingToken) is null && trouble is not null)
                {
                    await using var gate = await BackupGate.EnterAsync(database, stoppingToken);
                    await desk.TidyAsync(stoppingToken);
                }
            }
        }
        catch (Exception failure) when (failure is NpgsqlException or InvalidOperationException)
        {
            Failed(logger, failure.GetType().Name);
        }
    }

    [LoggerMessage(4335, LogLevel.Warning, "The backup schedule was not looked at ({Failure}); it is tried again in 20 s")]
    private static partial void Failed(ILogger logger, string failure);
}
