using Npgsql;

namespace Aspire.Hosting.LocalServers;

/// <summary>Asks a PostgreSQL whether it serves.</summary>
internal static class PostgresProbe
{
    /// <summary>
    /// Connects anew and runs one statement. Returns null when it answered, else the reason. A refusal that waiting
    /// cannot mend is thrown as <see cref="PostgresException"/>.
    /// </summary>
    internal static async Task<string?> AskAsync(
        NpgsqlConnectionStringBuilder connectionString, int timeoutSeconds, CancellationToken cancellationToken)
    {
        var once = new NpgsqlConnectionStringBuilder(connectionString.ConnectionString)
        {
            Pooling = false,
            Timeout = timeoutSeconds,
            CommandTimeout = timeoutSeconds,
        };
        try
        {
            await using var connection = new NpgsqlConnection(once.ConnectionString);
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            await using var command = new NpgsqlCommand("SELECT 1", connection);
            await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (PostgresException e) when (!IsRefused(e))
        {
            return e.MessageText;
        }
        catch (NpgsqlException e) when (e is not PostgresException)
        {
            return e.InnerException?.Message ?? e.Message;
        }
        catch (TimeoutException)
        {
            return $"no answer within {timeoutSeconds} s";
        }
    }

    /// <summary>Whether the user or password was refused.</summary>
    internal static bool IsRefused(PostgresException e) =>
        e.SqlState is PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification;
}
