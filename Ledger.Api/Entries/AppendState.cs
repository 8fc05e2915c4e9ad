using System.Runtime.InteropServices;
using Ledger.Api.Cluster;
using Ledger.Api.Ledgers;
using Ledger.Api.Tree;
using Npgsql;
using NpgsqlTypes;
using Platform.ServiceDefaults.Audit;

namespace Ledger.Api.Entries;

/// <summary>A log as an append finds it, once it holds the log's lock.</summary>
/// <param name="Tree">The tree so far.</param>
/// <param name="ReadOnly">Why nothing may be appended; null when it may.</param>
/// <param name="Versions">Last version of each dataset that the drafts introduce one of.</param>
/// <param name="Earlier">Answers to earlier requests with the drafts' keys, by hexadecimal key.</param>
/// <param name="Holds">Terms that still hold the lease, of those that drafts are conditional on.</param>
internal sealed record AppendState(
    CompactRange Tree, string? ReadOnly, Dictionary<string, int> Versions, Dictionary<string, EarlierAnswer> Earlier, HashSet<LeaseTerm> Holds)
{
    // A node that is paused, or cut off, while it holds the lock would stop all others: PostgreSQL ends it after these times.
    // transaction_timeout is new in PostgreSQL 17.
    private const string Lock = """
        select set_config('synchronous_commit', 'on', true), set_config('idle_in_transaction_session_timeout', '5s', true),
            case when current_setting('server_version_num')::integer >= 170000 then set_config('transaction_timeout', '10s', true) end,
            pg_advisory_xact_lock($1, $2)
        """;

    private const string Head =
        "select h.size, h.peaks, l.read_only from heads h join ledgers l on l.id = h.ledger_id where h.ledger_id = $1 and l.origin = $2";

    private const string LastVersions =
        "select name, max(version) from versions where ledger_id = $1 and name = any($2) group by name";

    private const string Answers =
        "select key_hash, body_hash, status, response from idempotency where key_hash = any($1) and created_at > now() - $2";

    private const string Fence =
        "select 1 from lease where cluster_id = $1 and term = $2 and node_id = $3 and expires_at > clock_timestamp() for share";

    /// <summary>Takes the lock and reads, in one round trip: each statement sees what was committed before it began.</summary>
    /// <param name="connection">In a transaction.</param>
    /// <param name="ledger">The log.</param>
    /// <param name="drafts">What is to be appended.</param>
    /// <param name="audit">Gets its turn too, after the log's lock; null when no draft has a line.</param>
    public static async Task<AppendState> ReadAsync(
        NpgsqlConnection connection, LedgerInfo ledger, IReadOnlyList<Draft> drafts, AuditTransaction? audit)
    {
        var names = drafts.SelectMany(draft => draft.Entries)
            .Where(entry => entry.Version is not null).Select(entry => entry.Entry.Dataset!).Distinct().ToArray();
        var keys = drafts.Where(draft => draft.Idempotency is not null).Select(draft => draft.Idempotency!.Key).ToArray();
        var fences = drafts.Where(draft => draft.Fence is not null).Select(draft => draft.Fence!).Distinct().ToArray();

        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(Sql(Lock, AppendTransaction.LockSpace, ledger.Id));
        batch.BatchCommands.Add(Sql(Head, ledger.Id, ledger.Origin));
        batch.BatchCommands.Add(Sql(LastVersions, ledger.Id, names));
        batch.BatchCommands.Add(Sql(Answers, keys, IdempotencyKey.Lifetime));
        foreach (var fence in fences)
        {
            batch.BatchCommands.Add(Sql(Fence, fence.ClusterId, fence.Term, fence.NodeId));
        }

        foreach (var command in audit?.Begin() ?? [])
        {
            batch.BatchCommands.Add(command);
        }

        await batch.PrepareAsync();
        await using var reader = await batch.ExecuteReaderAsync();
        await reader.NextResultAsync();
        if (!await reader.ReadAsync())
        {
            // A restore may have put another log under this number while the drafts waited.
            return new AppendState(new CompactRange(), "The log was replaced by a restored one; ask again.", new(StringComparer.Ordinal), [], []);
        }

        var tree = CompactRange.Resume(reader.GetInt64(0), MemoryMarshal.Cast<byte, Digest>(reader.GetFieldValue<byte[]>(1)));
        var state = new AppendState(tree, reader.IsDBNull(2) ? null : reader.GetString(2), new(StringComparer.Ordinal), [], []);
        await reader.NextResultAsync();
        while (await reader.ReadAsync())
        {
            state.Versions[reader.GetString(0)] = reader.GetInt32(1);
        }

        await reader.NextResultAsync();
        while (await reader.ReadAsync())
        {
            state.Earlier[Convert.ToHexString(reader.GetFieldValue<byte[]>(0))] =
                new EarlierAnswer(reader.GetFieldValue<byte[]>(1), reader.GetInt32(2), reader.GetString(3));
        }

        foreach (var fence in fences)
        {
            await reader.NextResultAsync();
            if (await reader.ReadAsync())
            {
                state.Holds.Add(fence);
            }
        }

        if (audit is not null)
        {
            await reader.NextResultAsync();
            await audit.ReadAsync(reader, CancellationToken.None);
        }

        return state;
    }

    /// <summary>A command with positional parameters; null is a null of the type that the column takes.</summary>
    internal static NpgsqlBatchCommand Sql(string text, params object?[] values)
    {
        var command = new NpgsqlBatchCommand(text);
        foreach (var value in values)
        {
            command.Parameters.Add(value is null
                ? new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bytea }
                : new NpgsqlParameter { Value = value });
        }

        return command;
    }
}

/// <summary>What a request was answered with the first time.</summary>
/// <param name="Request">SHA-256 over its body.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Response">JSON.</param>
internal sealed record EarlierAnswer(byte[] Request, int Status, string Response);
