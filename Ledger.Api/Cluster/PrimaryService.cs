using Dapper;
using Ledger.Api.Auditing;
using Ledger.Api.Bundles;
using Ledger.Api.Checkpoints;
using Ledger.Api.Entries;
using Ledger.Api.Ledgers;
using Npgsql;
using Platform.ServiceDefaults.Data;

namespace Ledger.Api.Cluster;

/// <summary>
/// Every node's heartbeat: keeps or seeks the lease; while it is held, signs what is due once a second and runs the primary's
/// other duties.
/// </summary>
internal sealed partial class PrimaryService(
    NpgsqlDataSource database, ClusterOptions options, MigrationState migrations, LogStore log, CheckpointStore checkpoints,
    LogGuard guard, KeyRing keys, LedgerDirectory directory, AuditAnchor anchor, Sweeper sweeper, TimeProvider time, ILogger<PrimaryService> logger) : BackgroundService
{
    private volatile LeaseTerm? _term;

    /// <summary>The lease, while this node is primary.</summary>
    public LeaseTerm? Term => _term;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await migrations.WhenDoneAsync(stoppingToken);
        await using var lease = new Lease(database, options.ClusterId, options.NodeId, options.Lifetime);
        using var timer = new PeriodicTimer(options.RenewEvery, time);
        do
        {
            await BeatAsync(lease, stoppingToken);
        }
        while (await TickAsync(timer, stoppingToken));
        _term = null;
        await GiveUpAsync(lease);
    }

    private async Task GiveUpAsync(Lease lease)
    {
        try
        {
            await lease.ReleaseAsync(CancellationToken.None);
        }
        catch (NpgsqlException failure)
        {
            Failed(logger, failure.GetType().Name, failure);
        }
    }

    private static async Task<bool> TickAsync(PeriodicTimer timer, CancellationToken stoppingToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task BeatAsync(Lease lease, CancellationToken stoppingToken)
    {
        try
        {
            await guard.CheckOnceAsync(stoppingToken);
            await SayAliveAsync(stoppingToken);
            var ledgers = await log.ListAsync(stoppingToken);
            keys.Learn(ledgers);
            directory.Learn(ledgers);
            var before = _term;
            _term = await lease.TryHoldAsync(stoppingToken);
            if (_term is { } term)
            {
                if (before?.Term != term.Term)
                {
                    BecamePrimary(logger, term.Term);
                }

                await SignAsync(term, stoppingToken);
                await anchor.RunAsync(term, stoppingToken);
                await sweeper.RunAsync(term, stoppingToken);
            }
        }
#pragma warning disable CA1031 // a heart that stopped for one fault would stop all signing; it is told, and tried again
        catch (Exception failure)
#pragma warning restore CA1031
        {
            _term = null;
            if (DatabaseOutage.Is(failure))
            {
                // The pool's idle connections died with the server; requests should not find that out one by one.
                database.Clear();
            }

            if (!stoppingToken.IsCancellationRequested)
            {
                Failed(logger, failure.GetType().Name, failure);
            }
        }
    }

    private async Task SignAsync(LeaseTerm term, CancellationToken cancellation)
    {
        foreach (var ledger in await log.UnsignedAsync(cancellation))
        {
            if (await checkpoints.PublishAsync(ledger, term, time, cancellation) is { } refusal)
            {
                await guard.StopAsync(ledger, refusal, cancellation);
            }
        }
    }

    private async Task SayAliveAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            insert into members values (@ClusterId, @NodeId, clock_timestamp(), @Version)
            on conflict (cluster_id, node_id) do update set last_seen = excluded.last_seen, version = excluded.version
            """,
            options, cancellationToken: cancellation));
    }

    [LoggerMessage(4300, LogLevel.Information, "This node is primary, term {Term}")]
    private static partial void BecamePrimary(ILogger logger, long term);

    [LoggerMessage(4301, LogLevel.Warning, "The heartbeat failed ({Failure}); it is tried again in a second")]
    private static partial void Failed(ILogger logger, string failure, Exception cause);
}
