using System.Globalization;
using System.Runtime.InteropServices;
using Dapper;
using Ledger.Api.Errors;
using Ledger.Api.Ledgers;
using Ledger.Api.Tree;
using Npgsql;
using NpgsqlTypes;
using Platform.ServiceDefaults.Errors;

namespace Ledger.Api.Entries;

/// <summary>
/// One append transaction (contract §9): the project's lock, the head, dense indexes, entries, inner nodes, the new head,
/// commit. Whoever holds the lock is the only writer, so index order is commit order.
/// </summary>
internal static class AppendTransaction
{
    /// <summary>First half of the advisory lock's key, so that ledger ids cannot meet other locks of the database.</summary>
    internal const int LockSpace = 0x7a6b646c;

    public static async Task<Outcome<AppendResult>[]> RunAsync(
        NpgsqlDataSource database, LedgerInfo ledger, IReadOnlyList<Draft> drafts, DateTimeOffset now)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync(
            "set local synchronous_commit = on; select pg_advisory_xact_lock(@LockSpace, @Id)", new { LockSpace, ledger.Id });
        var head = await connection.QuerySingleAsync<Head>(
            "select h.size, h.peaks, l.read_only as ReadOnly from heads h join ledgers l on l.id = h.ledger_id where h.ledger_id = @Id",
            new { ledger.Id });
        if (head.ReadOnly is not null)
        {
            return [.. drafts.Select(_ => (Outcome<AppendResult>)LedgerErrors.ReadOnly(head.ReadOnly))];
        }

        var state = new Batch(ledger, now, CompactRange.Resume(head.Size, MemoryMarshal.Cast<byte, Digest>(head.Peaks)))
        {
            Versions = await VersionsAsync(connection, ledger, drafts),
            Earlier = await EarlierAsync(connection, drafts),
        };
        var outcomes = drafts.Select(state.Add).ToArray();
        if (state.Rows.Count > 0)
        {
            await state.WriteAsync(connection);
            await transaction.CommitAsync();
        }

        return outcomes;
    }

    private static async Task<Dictionary<string, int>> VersionsAsync(
        NpgsqlConnection connection, LedgerInfo ledger, IReadOnlyList<Draft> drafts)
    {
        var names = drafts.SelectMany(draft => draft.Entries)
            .Where(entry => entry.Version is not null).Select(entry => entry.Entry.Dataset!).Distinct().ToArray();
        var rows = names.Length == 0 ? [] : await connection.QueryAsync<(string Name, int Version)>(
            "select name, max(version) from versions where ledger_id = @Id and name = any(@names) group by name", new { ledger.Id, names });
        return rows.ToDictionary(row => row.Name, row => row.Version, StringComparer.Ordinal);
    }

    private static async Task<Dictionary<string, EarlierAnswer>> EarlierAsync(
        NpgsqlConnection connection, IReadOnlyList<Draft> drafts)
    {
        var keys = drafts.Where(draft => draft.Idempotency is not null).Select(draft => draft.Idempotency!.Key).ToArray();
        var rows = keys.Length == 0 ? [] : await connection.QueryAsync<EarlierAnswer>(
            "select key_hash as Key, body_hash as Body, status, response from idempotency where key_hash = any(@keys)", new { keys });
        return rows.ToDictionary(row => Convert.ToHexString(row.Key));
    }

    private sealed class Head
    {
        public long Size { get; init; }

        public byte[] Peaks { get; init; } = [];

        public string? ReadOnly { get; init; }
    }

    internal sealed class EarlierAnswer
    {
        public byte[] Key { get; init; } = [];

        public byte[] Body { get; init; } = [];

        public int Status { get; init; }

        public string Response { get; init; } = "";
    }

    private sealed class Batch(LedgerInfo ledger, DateTimeOffset now, CompactRange tree)
    {
        private readonly List<(NodeAddress Address, Digest Hash)> _nodes = [];
        private readonly List<(AppendedEntry Entry, VersionDraft Version, int Number)> _versions = [];
        private readonly List<(IdempotencyKey Key, int Status, string Body)> _answers = [];

        public required Dictionary<string, int> Versions { get; init; }

        public required Dictionary<string, EarlierAnswer> Earlier { get; init; }

        public List<AppendedEntry> Rows { get; } = [];

        public Outcome<AppendResult> Add(Draft draft)
        {
            if (draft.Idempotency is { } key && Earlier.TryGetValue(Convert.ToHexString(key.Key), out var earlier))
            {
                return earlier.Body.AsSpan().SequenceEqual(key.Body)
                    ? new AppendResult([], earlier.Status, earlier.Response, true)
                    : LedgerErrors.IdempotencyMismatch();
            }

            if (Refuse(draft) is { } error)
            {
                return error;
            }

            var appended = new List<AppendedEntry>();
            foreach (var entry in draft.Entries)
            {
                appended.Add(Append(entry, appended));
            }

            var (status, body) = draft.Respond?.Invoke(appended) ?? (0, "");
            if (draft.Idempotency is { } used)
            {
                _answers.Add((used, status, body));
                Earlier[Convert.ToHexString(used.Key)] = new EarlierAnswer { Key = used.Key, Body = used.Body, Status = status, Response = body };
            }

            return new AppendResult(appended, status, body, false);
        }

        public async Task WriteAsync(NpgsqlConnection connection)
        {
            await using var batch = new NpgsqlBatch(connection);
            Add(batch, """
                insert into entries (ledger_id, index, leaf_hash, bytes, op, dataset, version, parents, created_at)
                select $1, i, h, b, o, d, v, p::bigint[], $9
                from unnest($2::bigint[], $3::bytea[], $4::bytea[], $5::text[], $6::text[], $7::integer[], $8::text[]) as r(i, h, b, o, d, v, p)
                """,
                ledger.Id, Column(row => row.Index), Column(row => row.LeafHash.ToArray()), Column(row => row.Bytes),
                Column(row => row.Entry.Op), Column(row => row.Entry.Dataset), Column(row => row.Entry.Version),
                Column(row => "{" + string.Join(',', (row.Entry.Parents ?? []).Select(parent => parent.Index)) + "}"), now.UtcDateTime);
            Add(batch, "insert into nodes (ledger_id, level, index, hash) select $1, * from unnest($2::smallint[], $3::bigint[], $4::bytea[])",
                ledger.Id, _nodes.Select(node => (short)node.Address.Level).ToArray(),
                _nodes.Select(node => node.Address.Index).ToArray(), _nodes.Select(node => node.Hash.ToArray()).ToArray());
            Add(batch, "update heads set size = $2, root = $3, peaks = $4 where ledger_id = $1",
                ledger.Id, tree.Size, tree.Root.ToArray(), MerkleHash.AsBytes([.. tree.Peaks]).ToArray());
            foreach (var (entry, version, number) in _versions)
            {
                Add(batch, """
                    insert into versions (ledger_id, name, version, index, leaf_hash, dataset_root, header, row_root, file_commitment, rows, wf_open, wf_pad, sealed_key)
                    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
                    """,
                    ledger.Id, entry.Entry.Dataset, number, entry.Index, entry.LeafHash.ToArray(), version.DatasetRoot.ToArray(), version.Header,
                    version.RowRoot.ToArray(), version.FileCommitment?.ToArray(), version.Rows, version.WfOpen, version.WfPad, version.SealedKey);
            }

            foreach (var (key, status, body) in _answers)
            {
                Add(batch, "insert into idempotency (key_hash, body_hash, status, response) values ($1, $2, $3, $4)", key.Key, key.Body, status, body);
            }

            await batch.ExecuteNonQueryAsync();
        }

        private LedgerError? Refuse(Draft draft)
        {
            foreach (var entry in draft.Entries.Where(entry => entry.Version is not null && !entry.NewVersion))
            {
                if (Versions.ContainsKey(entry.Entry.Dataset!))
                {
                    return LedgerErrors.DatasetExists(entry.Entry.Dataset!);
                }
            }

            // Indexes and times only add a few dozen bytes.
            return draft.Entries.Any(entry => entry.Entry.ToBytes().Length > Entry.MaxBytes - 512)
                ? LedgerErrors.BadRequest($"parameters: an entry has at most {Entry.MaxBytes} bytes.") : null;
        }

        private AppendedEntry Append(EntryDraft draft, List<AppendedEntry> siblings)
        {
            int? number = null;
            if (draft.Version is not null)
            {
                number = Versions.GetValueOrDefault(draft.Entry.Dataset!) + 1;
                Versions[draft.Entry.Dataset!] = number.Value;
            }

            EntryParent[] parents =
            [
                .. draft.Entry.Parents ?? [],
                .. draft.ParentsInDraft.Select(at => EntryParent.Of(siblings[at].Index, siblings[at].LeafHash)),
            ];
            var entry = draft.Entry with
            {
                Index = tree.Size.ToString(CultureInfo.InvariantCulture),
                Origin = ledger.Origin,
                Time = Entry.Stamp(now),
                Version = number ?? draft.Entry.Version,
                Parents = parents.Length == 0 ? null : parents,
            };
            var bytes = entry.ToBytes();
            var appended = new AppendedEntry(tree.Size, MerkleHash.Leaf(bytes), entry, bytes);
            tree.Append(appended.LeafHash, (address, hash) => _nodes.Add((address, hash)));
            Rows.Add(appended);
            if (draft.Version is { } version)
            {
                _versions.Add((appended, version, number!.Value));
            }

            return appended;
        }

        private T[] Column<T>(Func<AppendedEntry, T> cell) => [.. Rows.Select(cell)];

        private static void Add(NpgsqlBatch batch, string sql, params object?[] values)
        {
            var command = new NpgsqlBatchCommand(sql);
            foreach (var value in values)
            {
                command.Parameters.Add(value is null
                    ? new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bytea }
                    : new NpgsqlParameter { Value = value });
            }

            batch.BatchCommands.Add(command);
        }
    }
}
