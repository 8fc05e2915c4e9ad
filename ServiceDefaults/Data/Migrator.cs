using Microsoft.Extensions.Logging;
using Npgsql;

namespace Platform.ServiceDefaults.Data;

/// <summary>
/// Applies migrations that a database has not seen. Each file runs in a transaction of its own, and every transaction
/// holds one advisory lock, so replicas that start together take turns and each file runs once.
/// </summary>
public sealed partial class Migrator(NpgsqlDataSource dataSource, ILogger<Migrator> log)
{
    // "Platform" in ASCII: any number will do that nothing else in the database locks.
    private const long LockKey = 0x506C6174666F726D;

    private const string CreateTable = """
        CREATE TABLE IF NOT EXISTS schema_migrations (
            scope text NOT NULL,
            version integer NOT NULL,
            name text NOT NULL,
            checksum text NOT NULL,
            applied_at timestamptz NOT NULL DEFAULT now(),
            PRIMARY KEY (scope, version))
        """;

    /// <summary>Brings the database up to date.</summary>
    /// <param name="files">In the order in which they must be applied.</param>
    /// <param name="cancellationToken">Ends the work; the file being applied is rolled back.</param>
    /// <exception cref="MigrationException">An applied file has changed since, or a file fails.</exception>
    /// <exception cref="NpgsqlException">The database cannot be reached or is not ready: try again later.</exception>
    public async Task ApplyAsync(IReadOnlyList<MigrationFile> files, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(files);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        var applied = await AppliedAsync(connection, cancellationToken).ConfigureAwait(false);
        foreach (var file in files)
        {
            if (!IsApplied(file, applied))
            {
                await ApplyAsync(connection, file, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static async Task<Dictionary<(string Scope, int Version), string>> AppliedAsync(
        NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var transaction = await LockAsync(connection, cancellationToken).ConfigureAwait(false);
        await ExecuteAsync(connection, CreateTable, cancellationToken).ConfigureAwait(false);
        var applied = await ReadAsync(connection, cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return applied;
    }

    private async Task ApplyAsync(NpgsqlConnection connection, MigrationFile file, CancellationToken cancellationToken)
    {
        await using var transaction = await LockAsync(connection, cancellationToken).ConfigureAwait(false);
        // Asked again under the lock: another replica may have been faster.
        if (IsApplied(file, await ReadAsync(connection, cancellationToken).ConfigureAwait(false)))
        {
            return;
        }

        try
        {
            await ExecuteAsync(connection, file.Sql, cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException failure) when (!failure.IsTransient)
        {
            throw new MigrationException(
                $"{file.Label} fails: {failure.SqlState} {failure.MessageText} (at character {failure.Position})", failure);
        }

        await using var record = new NpgsqlCommand(
            "INSERT INTO schema_migrations (scope, version, name, checksum) VALUES ($1, $2, $3, $4)", connection)
        {
            Parameters =
            {
                new() { Value = file.Scope },
                new() { Value = file.Version },
                new() { Value = file.Name },
                new() { Value = file.Checksum },
            },
        };
        await record.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        Applied(log, file.Label);
    }

    private static bool IsApplied(MigrationFile file, Dictionary<(string Scope, int Version), string> applied)
    {
        if (!applied.TryGetValue((file.Scope, file.Version), out var checksum))
        {
            return false;
        }

        return checksum == file.Checksum
            ? true
            : throw new MigrationException(
                $"{file.Label} was changed after it was applied to this database (recorded {checksum[..12]}…, now "
                + $"{file.Checksum[..12]}…). Put the file back as it was and write the change as a new migration.");
    }

    private static async Task<NpgsqlTransaction> LockAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await ExecuteAsync(connection, $"SELECT pg_advisory_xact_lock({LockKey})", cancellationToken).ConfigureAwait(false);
        return transaction;
    }

    private static async Task<Dictionary<(string Scope, int Version), string>> ReadAsync(
        NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var applied = new Dictionary<(string, int), string>();
        await using var query = new NpgsqlCommand("SELECT scope, version, checksum FROM schema_migrations", connection);
        await using var rows = await query.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            applied[(rows.GetString(0), rows.GetInt32(1))] = rows.GetString(2);
        }

        return applied;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        // No time limit: another replica's long migration is waited for, and cancellation ends the wait.
#pragma warning disable CA2100 // The text is our own constant or an embedded file, never input.
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Applied {Migration}")]
    private static partial void Applied(ILogger log, string migration);
}
