using Dapper;
using Npgsql;

namespace Ledger.Api.Backups;

/// <summary>One backup or restore at a time over all replicas: a lock of the database that ends with its holder's connection.</summary>
internal sealed class BackupGate : IAsyncDisposable
{
    private const long Key = 0x7a6b_6c62_6b75_7000;

    private readonly NpgsqlConnection _connection;

    private BackupGate(NpgsqlConnection connection) => _connection = connection;

    /// <summary>Waits until nobody else is inside.</summary>
    public static async Task<BackupGate> EnterAsync(NpgsqlDataSource database, CancellationToken cancellation)
    {
        var connection = await database.OpenConnectionAsync(cancellation);
        try
        {
            await connection.ExecuteAsync(new CommandDefinition("select pg_advisory_lock(@Key)", new { Key }, commandTimeout: 0, cancellationToken: cancellation));
            return new BackupGate(connection);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _connection.ExecuteAsync("select pg_advisory_unlock(@Key)", new { Key });
        }
        catch (NpgsqlException)
        {
            // The connection is lost, and the lock with it.
        }

        await _connection.DisposeAsync();
    }
}
