using Dapper;
using Npgsql;

namespace Ledger.Api.Cluster;

/// <summary>
/// Clears away what has had its time: attachments that no entry named within a day, idempotency keys of yesterday, jobs that
/// ended a month ago, nodes not seen for a day. The primary calls it; each statement is conditional on its term.
/// </summary>
internal sealed partial class Sweeper(NpgsqlDataSource database, TimeProvider time, ILogger<Sweeper> logger)
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(10);

    private const string Fence =
        "select 1 from lease where cluster_id = @ClusterId and term = @Term and node_id = @NodeId and expires_at > clock_timestamp() for share";

    private const string Sweep = """
        with gone as (delete from attachments where unclaimed and created_at < now() - interval '24 hours' returning 1) select count(*) from gone;
        with gone as (delete from idempotency where created_at < now() - interval '24 hours' returning 1) select count(*) from gone;
        with gone as (delete from jobs where state not in ('queued', 'running') and created_at < now() - interval '30 days' returning 1)
            select count(*) from gone;
        with gone as (delete from members where last_seen < now() - interval '1 day' returning 1) select count(*) from gone;
        """;

    private DateTimeOffset _next = DateTimeOffset.MinValue;

    /// <summary>Sweeps when ten minutes have passed since the last time.</summary>
    public async Task RunAsync(LeaseTerm term, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        if (now < _next)
        {
            return;
        }

        _next = now + Every;
        await SweepAsync(term, cancellation);
    }

    /// <summary>Sweeps now; false, and nothing is done, when the term no longer holds.</summary>
    public async Task<bool> SweepAsync(LeaseTerm term, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        if (await connection.QuerySingleOrDefaultAsync<int?>(new CommandDefinition(Fence, term, transaction, cancellationToken: cancellation)) is null)
        {
            return false;
        }

        using var counts = await connection.QueryMultipleAsync(new CommandDefinition(Sweep, transaction: transaction, cancellationToken: cancellation));
        var (attachments, keys, jobs, nodes) = (
            await counts.ReadSingleAsync<long>(), await counts.ReadSingleAsync<long>(), await counts.ReadSingleAsync<long>(), await counts.ReadSingleAsync<long>());
        await transaction.CommitAsync(cancellation);
        if (attachments + keys + jobs + nodes > 0)
        {
            Swept(logger, attachments, keys, jobs, nodes);
        }

        return true;
    }

    [LoggerMessage(4303, LogLevel.Information, "Swept {Attachments} orphaned attachments, {Keys} idempotency keys, {Jobs} jobs, {Nodes} nodes")]
    private static partial void Swept(ILogger logger, long attachments, long keys, long jobs, long nodes);
}
