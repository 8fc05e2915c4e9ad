using Npgsql;
using NpgsqlTypes;

namespace Platform.ServiceDefaults.Audit;

/// <summary>The table of <c>Migrations/0001_audit_log.sql</c>.</summary>
internal sealed class AuditTable(NpgsqlDataSource database, bool isChained)
{
    private const string Columns = AuditTransaction.Columns;

    /// <summary>Appends entries in a transaction of their own.</summary>
    public async Task AppendAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        var rows = new AuditTransaction(isChained);
        await using (var turn = new NpgsqlBatch(connection))
        {
            foreach (var command in rows.Begin())
            {
                turn.BatchCommands.Add(command);
            }

            await using var reader = await turn.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await rows.ReadAsync(reader, cancellationToken).ConfigureAwait(false);
        }

        await using var insert = new NpgsqlBatch(connection) { BatchCommands = { rows.Write(entries) } };
        await insert.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
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

    private static async Task<(long Seq, byte[]? Hash)?> HeadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(AuditTransaction.Head, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
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
