using Dapper;
using Ledger.Api.Entries;
using Npgsql;

namespace Ledger.Api.Backups;

/// <summary>
/// Puts a restored schema into the place of the one in use, in one transaction: writers wait, what must go on is carried over (lease
/// and jobs, the audit log's later rows, erasures, knowledge of published checkpoints), then the two schemas change names. Queries
/// find the new tables by name with their next statement; the old schema stays under another name until an operator drops it.
/// </summary>
internal sealed class SchemaSwitch(NpgsqlDataSource database, TimeProvider time)
{
    private const int Attempts = 5;

    /// <summary>Switches; returns the name that the old schema has now.</summary>
    public async Task<string> RunAsync(string restored, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TryAsync(restored, cancellation);
            }
            catch (PostgresException failure) when (failure.SqlState == PostgresErrorCodes.DeadlockDetected && attempt < Attempts)
            {
                // Somebody held one table and wanted another; the next attempt finds them gone.
            }
        }
    }

    private async Task<string> TryAsync(string restored, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var live = await connection.QuerySingleAsync<string>(new CommandDefinition("select current_schema()", cancellationToken: cancellation));
        var old = "replaced_" + time.GetUtcNow().UtcDateTime.ToString("yyyyMMdd'T'HHmmssfff", System.Globalization.CultureInfo.InvariantCulture).ToLowerInvariant();
        var (from, to) = (BackupTables.Quote(live), BackupTables.Quote(restored));
        async Task SqlAsync(string sql) => await connection.ExecuteAsync(new CommandDefinition(sql, new { LockSpace = AppendTransaction.LockSpace, AuditLock }, commandTimeout: 0, cancellationToken: cancellation));

        // Appenders stop at their lock, before they hold anything; everybody else at a table.
        await SqlAsync($"""
            select pg_advisory_xact_lock(@LockSpace, id) from (select id from {from}.ledgers union select id from {to}.ledgers order by id) l;
            select pg_advisory_xact_lock(@AuditLock);
            """);
        var tables = await connection.QueryAsync<string>(new CommandDefinition(
            "select relname from pg_class where relnamespace = current_schema()::regnamespace and relkind = 'r' and relname not in ('schema_migrations') order by relname",
            cancellationToken: cancellation));
        await SqlAsync($"lock table {string.Join(", ", tables.Select(table => from + "." + BackupTables.Quote(table)))} in exclusive mode");
        var published = (await connection.QueryAsync<string>(new CommandDefinition(
            $"select distinct on (ledger_id) note from {from}.checkpoints order by ledger_id, size desc", cancellationToken: cancellation)))
            .Select(note => new PublishedHead(note, "the database that was replaced")).ToArray();
        await SqlAsync($"""
            insert into {to}.lease select * from {from}.lease on conflict do nothing;
            update {to}.lease set term = greatest(term, (select coalesce(max(term), 0) from {to}.checkpoints));
            insert into {to}.members select * from {from}.members on conflict do nothing;
            insert into {to}.backup_slots select * from {from}.backup_slots on conflict do nothing;
            delete from {to}.jobs where id in (select id from {from}.jobs);
            insert into {to}.jobs select * from {from}.jobs;
            insert into {to}.erasures select * from {from}.erasures on conflict do nothing;
            insert into {to}.published_heads select * from {from}.published_heads on conflict do nothing;
            insert into {to}.audit_log select * from {from}.audit_log a
            where a.seq > (select coalesce(max(seq), 0) from {to}.audit_log) and (not exists (select 1 from {to}.audit_log) or exists (
                select 1 from {from}.audit_log b join (select seq, hash from {to}.audit_log order by seq desc limit 1) h on h.seq = b.seq and h.hash is not distinct from b.hash));
            """);
        await SqlAsync($"set local search_path to {to}; {BackupRestorer.ApplySql}");
        await PublishedHeads.GuardAsync(connection, published, cancellation);
        await SqlAsync($"alter schema {from} rename to {BackupTables.Quote(old)}; alter schema {to} rename to {from}");
        await transaction.CommitAsync(cancellation);
        return old;
    }

    // The lock under which audit rows are numbered, ASCII "audit".
    private const long AuditLock = 0x61_75_64_69_74;
}
