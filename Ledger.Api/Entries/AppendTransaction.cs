using Ledger.Api.Ledgers;
using Npgsql;
using Platform.ServiceDefaults.Audit;
using Platform.ServiceDefaults.Errors;

namespace Ledger.Api.Entries;

/// <summary>
/// One append transaction (contract §9): the project's lock, the head, dense indexes, entries, inner nodes, the new head,
/// the audit log's lines, commit. Whoever holds the lock is the only writer, so index order is commit order.
/// </summary>
internal static class AppendTransaction
{
    /// <summary>First half of the advisory lock's key, so that ledger ids cannot meet other locks of the database.</summary>
    internal const int LockSpace = 0x7a6b646c;

    /// <summary>Appends drafts in their order; three round trips, whatever their number.</summary>
    /// <exception cref="CommitInDoubtException">The connection was lost at the commit.</exception>
    /// <exception cref="NpgsqlException">The database failed; nothing was appended.</exception>
    public static async Task<Outcome<AppendResult>[]> RunAsync(
        NpgsqlDataSource database, IAuditLog audit, LedgerInfo ledger, IReadOnlyList<Draft> drafts, TimeProvider time)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var lines = drafts.Any(draft => draft.Audit is not null) ? audit.BeginTransaction() : null;
        var before = await AppendState.ReadAsync(connection, ledger, drafts, lines);
        var batch = new AppendBatch(ledger, time.GetUtcNow(), before);
        var outcomes = drafts.Select(batch.Add).ToArray();
        if (batch.Rows.Count == 0)
        {
            return outcomes;
        }

        await AppendWrites.WriteAsync(connection, batch, lines);
        try
        {
            await transaction.CommitAsync();
        }
        catch (NpgsqlException lost)
        {
            throw new CommitInDoubtException(lost);
        }

        return outcomes;
    }
}

/// <summary>A commit whose answer did not come: the entries are there or not; only an idempotency key tells.</summary>
internal sealed class CommitInDoubtException(NpgsqlException lost) : NpgsqlException("The connection was lost at the commit.", lost);
