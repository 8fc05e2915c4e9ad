using Dapper;
using Npgsql;

namespace Ledger.Api.Cluster;

/// <summary>Proof of being primary: what each primary-only write is conditional on.</summary>
/// <param name="ClusterId">Cluster.</param>
/// <param name="NodeId">This node.</param>
/// <param name="Term">Grows by one with each takeover.</param>
internal sealed record LeaseTerm(string ClusterId, string NodeId, long Term);

/// <summary>
/// Leadership by PostgreSQL (contract §10): a lease row, renewed every second on the database's clock, and an advisory lock that
/// the holder's connection keeps. One connection, not pooled through anything that multiplexes transactions.
/// </summary>
internal sealed class Lease(NpgsqlDataSource database, string clusterId, string nodeId, TimeSpan lifetime) : IAsyncDisposable
{
    private const int LockSpace = 0x7a6b6c73;

    private NpgsqlConnection? _connection;
    private LeaseTerm? _held;

    /// <summary>Renews or takes the lease; null while another node holds it.</summary>
    public async Task<LeaseTerm?> TryHoldAsync(CancellationToken cancellation)
    {
        try
        {
            _connection ??= await database.OpenConnectionAsync(cancellation);
            return _held = _held is not null && await RenewAsync(_held, cancellation) ? _held : await TakeAsync(cancellation);
        }
        catch
        {
            // Whatever happened on this connection, it is no longer known to hold anything.
            await DropAsync();
            throw;
        }
    }

    /// <summary>Gives the lease up at once, so that another node need not wait for it to run out.</summary>
    public async Task ReleaseAsync(CancellationToken cancellation)
    {
        if (_held is { } held && _connection is { } connection)
        {
            await connection.ExecuteAsync(new CommandDefinition(
                "update lease set expires_at = clock_timestamp() where cluster_id = @ClusterId and term = @Term and node_id = @NodeId",
                held, cancellationToken: cancellation));
        }

        await DropAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await DropAsync();

    private async Task<bool> RenewAsync(LeaseTerm held, CancellationToken cancellation) =>
        await _connection!.ExecuteAsync(new CommandDefinition(
            """
            update lease set expires_at = clock_timestamp() + @lifetime
            where cluster_id = @ClusterId and term = @Term and node_id = @NodeId and expires_at > clock_timestamp()
            """,
            new { lifetime, held.ClusterId, held.Term, held.NodeId }, cancellationToken: cancellation)) == 1;

    private async Task<LeaseTerm?> TakeAsync(CancellationToken cancellation)
    {
        await using var transaction = await _connection!.BeginTransactionAsync(cancellation);
        await _connection.ExecuteAsync(new CommandDefinition(
            "select set_config('synchronous_commit', 'on', true); insert into lease values (@clusterId, 0, '', 0, clock_timestamp()) on conflict do nothing", new { clusterId }, transaction, cancellationToken: cancellation));
        var (term, pid, expired) = await _connection.QuerySingleAsync<(long, int, bool)>(new CommandDefinition(
            "select term, backend_pid, expires_at <= clock_timestamp() from lease where cluster_id = @clusterId for update",
            new { clusterId }, transaction, cancellationToken: cancellation));
        if (!expired)
        {
            return null;
        }

        // A paused node's connection still holds its advisory lock: end it, so that whatever it sent last is rolled back.
        await _connection.ExecuteAsync(new CommandDefinition(
            // pg_locks lists every database of the server; a cluster of the same name in another one is none of ours.
            """
            select pg_terminate_backend(pid) from pg_locks
            where locktype = 'advisory' and classid = @LockSpace and objid = hashtext(@clusterId)::oid and pid <> pg_backend_pid()
              and database = (select oid from pg_database where datname = current_database())
            """,
            new { LockSpace, clusterId, pid }, transaction, cancellationToken: cancellation));
        if (!await _connection.QuerySingleAsync<bool>(new CommandDefinition(
            "select pg_try_advisory_lock(@LockSpace, hashtext(@clusterId))", new { LockSpace, clusterId }, transaction, cancellationToken: cancellation)))
        {
            return null;
        }

        await _connection.ExecuteAsync(new CommandDefinition(
            "update lease set term = term + 1, node_id = @nodeId, backend_pid = pg_backend_pid(), expires_at = clock_timestamp() + @lifetime where cluster_id = @clusterId",
            new { nodeId, lifetime, clusterId }, transaction, cancellationToken: cancellation));
        await transaction.CommitAsync(cancellation);
        return new LeaseTerm(clusterId, nodeId, term + 1);
    }

    private async Task DropAsync()
    {
        _held = null;
        if (_connection is { } connection)
        {
            _connection = null;
            // Advisory locks are the session's: they must not go back into the pool with it.
            NpgsqlConnection.ClearPool(connection);
            await connection.DisposeAsync();
        }
    }
}
