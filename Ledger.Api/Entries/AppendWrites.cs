using Ledger.Api.Tree;
using Npgsql;
using Platform.ServiceDefaults.Audit;

namespace Ledger.Api.Entries;

/// <summary>A batch as rows: one statement for each table, one round trip for all.</summary>
internal static class AppendWrites
{
    private const string Entries = """
        insert into entries (ledger_id, index, leaf_hash, bytes, op, dataset, version, parents, created_at)
        select $1, i, h, b, o, d, v, p::bigint[], $9
        from unnest($2::bigint[], $3::bytea[], $4::bytea[], $5::text[], $6::text[], $7::integer[], $8::text[]) as r(i, h, b, o, d, v, p)
        """;

    private const string Nodes =
        "insert into nodes (ledger_id, level, index, hash) select $1, * from unnest($2::smallint[], $3::bigint[], $4::bytea[])";

    private const string Head = "update heads set size = $2, root = $3, peaks = $4 where ledger_id = $1";

    private const string Version = """
        insert into versions (ledger_id, name, version, index, leaf_hash, dataset_root, header, row_root, file_commitment, rows, wf_open, wf_pad, sealed_key)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        """;

    // A key that has outlived its day but was not swept yet is a new one.
    private const string Answers = """
        insert into idempotency (key_hash, body_hash, status, response)
        select * from unnest($1::bytea[], $2::bytea[], $3::integer[], $4::text[])
        on conflict (key_hash) do update set
            body_hash = excluded.body_hash, status = excluded.status, response = excluded.response, created_at = now()
        """;

    private const string Claims = "update attachments set unclaimed = false where ledger_id = $1 and hash = any($2) and unclaimed";

    private const string Job = """
        insert into jobs (id, ledger_id, owner, kind, state, request, lease_until)
        values ($1, $2, $3, $4, 'running', $5, clock_timestamp() + $6)
        """;

    /// <summary>Writes all; the caller commits.</summary>
    public static async Task WriteAsync(NpgsqlConnection connection, AppendBatch from, AuditTransaction? audit)
    {
        var (ledger, rows) = (from.Ledger.Id, from.Rows);
        await using var batch = new NpgsqlBatch(connection);
        Add(Entries, ledger, Column(rows, row => row.Index), Column(rows, row => row.LeafHash.ToArray()), Column(rows, row => row.Bytes),
            Column(rows, row => row.Entry.Op), Column(rows, row => row.Entry.Dataset), Column(rows, row => row.Entry.Version),
            Column(rows, row => "{" + string.Join(',', (row.Entry.Parents ?? []).Select(parent => parent.Index)) + "}"), from.Now.UtcDateTime);
        Add(Nodes, ledger, Column(from.Nodes, node => (short)node.Address.Level), Column(from.Nodes, node => node.Address.Index),
            Column(from.Nodes, node => node.Hash.ToArray()));
        Add(Head, ledger, from.Tree.Size, from.Tree.Root.ToArray(), MerkleHash.AsBytes([.. from.Tree.Peaks]).ToArray());
        foreach (var (entry, version, number) in from.Versions)
        {
            Add(Version, ledger, entry.Entry.Dataset, number, entry.Index, entry.LeafHash.ToArray(), version.DatasetRoot.ToArray(), version.Header,
                version.RowRoot.ToArray(), version.FileCommitment?.ToArray(), version.Rows, version.WfOpen, version.WfPad, version.SealedKey);
        }

        if (from.Answers.Count > 0)
        {
            Add(Answers, Column(from.Answers, answer => answer.Key.Key), Column(from.Answers, answer => answer.Key.Body),
                Column(from.Answers, answer => answer.Status), Column(from.Answers, answer => answer.Body));
        }

        if (from.Claims.Count > 0)
        {
            Add(Claims, ledger, Column(from.Claims, hash => hash.ToArray()));
        }

        foreach (var job in from.Jobs)
        {
            Add(Job, job.Id, ledger, job.Owner, job.Kind, job.Request, Jobs.JobStore.Lease);
        }

        if (audit is not null && from.Audit.Count > 0)
        {
            batch.BatchCommands.Add(audit.Write(from.Audit));
        }

        await batch.PrepareAsync();
        await batch.ExecuteNonQueryAsync();

        void Add(string sql, params object?[] values) => batch.BatchCommands.Add(AppendState.Sql(sql, values));
    }

    private static TCell[] Column<TRow, TCell>(List<TRow> rows, Func<TRow, TCell> cell) => [.. rows.Select(cell)];
}
