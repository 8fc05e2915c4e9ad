using Npgsql;
using NpgsqlTypes;

namespace Platform.ServiceDefaults.Audit;

/// <summary>The table of <c>Migrations/0001_audit_log.sql</c>.</summary>
internal sealed class AuditTable(NpgsqlDataSource database, bool isChained)
{
    // Any number will do that no other advisory lock of the database has: ASCII "audit".
    private const long Lock = 0x61_75_64_69_74;

    private const string Head = "SELECT seq, hash FROM audit_log ORDER BY seq DESC LIMIT 1";

    private const string Columns = "seq, at, type, actor, ip, client, method, path, status, correlation_id, detail, prev_hash, hash";

    /// <summary>Appends entries in one transaction; replicas take turns, so that numbers have no gaps and the chain no forks.</summary>
    public async Task AppendAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        var head = await LockAsync(connection, cancellationToken).ConfigureAwait(false);
        var rows = Number(entries, head?.Seq ?? 0, head?.Hash ?? AuditChain.Start);
        await using var insert = new NpgsqlCommand(
            $"INSERT INTO audit_log ({Columns}) SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
            connection, transaction);
        Add(NpgsqlDbType.Bigint, rows.Select(row => row.Seq));
        Add(NpgsqlDbType.TimestampTz, rows.Select(row => row.Entry.At.UtcDateTime));
        Add(NpgsqlDbType.Text, rows.Select(row => row.Entry.Type));
        Add(NpgsqlDbType.Text, rows.Select(row => row.Entry.Actor));
        Add(NpgsqlDbType.Text, rows.Select(row => row.Entry.Ip));
        Add(NpgsqlDbType.Text, rows.Select(row => row.Entry.Client));
        Add(NpgsqlDbType.Text, rows.Select(row => row.Entry.Method));
        Add(NpgsqlDbType.Text, rows.Select(row => row.Entry.Path));
        Add(NpgsqlDbType.Integer, rows.Select(row => row.Entry.Status));
        Add(NpgsqlDbType.Text, rows.Select(row => row.Entry.CorrelationId));
        Add(NpgsqlDbType.Json, rows.Select(row => row.Entry.Detail));
        Add(NpgsqlDbType.Bytea, rows.Select(row => row.PrevHash));
        Add(NpgsqlDbType.Bytea, rows.Select(row => row.Hash));
        await insert.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);

        void Add<T>(NpgsqlDbType type, IEnumerable<T> values) =>
            insert.Parameters.Add(new NpgsqlParameter { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type });
    }

    public async Task<(long Seq, byte[]? Hash)?> HeadAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        return await HeadAsync(connection, cancellationToken).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<AuditRow>> ReadAsync(
        long after, int limit, AuditFilter? filter, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"""
            SELECT {Columns} FROM audit_log
            WHERE seq > $1 AND ($2::timestamptz IS NULL OR at >= $2) AND ($3::timestamptz IS NULL OR at < $3)
              AND ($4::text IS NULL OR type = $4) AND ($5::text IS NULL OR actor = $5)
            ORDER BY seq LIMIT $6
            """);
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = (object?)filter?.From?.UtcDateTime ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new() { Value = (object?)filter?.To?.UtcDateTime ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new() { Value = (object?)filter?.Type ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = (object?)filter?.Actor ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = Math.Clamp(limit, 1, 10_000) });

        var rows = new List<AuditRow>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            rows.Add(Row(reader));
        }

        return rows;
    }

    public async Task PruneAsync(int days, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("DELETE FROM audit_log WHERE at < now() - make_interval(days => $1)");
        command.Parameters.Add(new() { Value = Math.Max(365, days) });
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private List<AuditRow> Number(IReadOnlyList<AuditEntry> entries, long seq, byte[] previous)
    {
        var rows = new List<AuditRow>(entries.Count);
        foreach (var entry in entries)
        {
            seq++;
            var hash = isChained ? AuditChain.HashOf(previous, seq, entry) : null;
            rows.Add(new AuditRow(seq, entry, isChained ? previous : null, hash));
            previous = hash ?? previous;
        }

        return rows;
    }

    // One round trip; the second statement sees what was committed while the first one waited.
    private static async Task<(long Seq, byte[]? Hash)?> LockAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands = { new("SELECT pg_advisory_xact_lock($1)") { Parameters = { new() { Value = Lock } } }, new(Head) },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        return await HeadAsync(reader, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<(long Seq, byte[]? Hash)?> HeadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Head, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        return await HeadAsync(reader, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<(long Seq, byte[]? Hash)?> HeadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        return await reader.ReadAsync(cancellationToken).ConfigureAwait(false)
            ? (reader.GetInt64(0), reader.IsDBNull(1) ? null : reader.GetFieldValue<byte[]>(1))
            : null;
    }

    private static AuditRow Row(NpgsqlDataReader reader)
    {
        var entry = new AuditEntry(new DateTimeOffset(reader.GetDateTime(1)), reader.GetString(2), reader.GetString(3))
        {
            Ip = Text(4),
            Client = Text(5),
            Method = Text(6),
            Path = Text(7),
            Status = reader.IsDBNull(8) ? null : reader.GetInt32(8),
            CorrelationId = Text(9),
            Detail = reader.GetString(10),
        };
        return new AuditRow(reader.GetInt64(0), entry, Bytes(11), Bytes(12));

        string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
        byte[]? Bytes(int column) => reader.IsDBNull(column) ? null : reader.GetFieldValue<byte[]>(column);
    }
}
