using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Aspire.Hosting;

/// <summary>Creates the databases of a server that became ready.</summary>
internal static partial class DatabaseCreation
{
    // Every cluster has it; the database that bears the user's name need not exist.
    internal const string MaintenanceDatabase = "postgres";

    /// <summary>Creates those that are missing; what fails is told in the log and by the database's health check.</summary>
    internal static async Task CreateAsync(PostgresServerResource server, ILogger logger, CancellationToken cancellationToken)
    {
        var text = await ((IResourceWithConnectionString)server).GetConnectionStringAsync(cancellationToken).ConfigureAwait(false);
        var connectionString = new NpgsqlConnectionStringBuilder(text) { Pooling = false };
        connectionString.Database ??= MaintenanceDatabase;
        await using var connection = new NpgsqlConnection(connectionString.ConnectionString);
        await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        foreach (var database in server.DatabaseResources)
        {
            database.CreationFault = await CreateAsync(connection, database, cancellationToken).ConfigureAwait(false);
            if (database.CreationFault is { } fault)
            {
                LogFault(logger, database.DatabaseName, fault);
            }
        }
    }

    private static async Task<string?> CreateAsync(
        NpgsqlConnection connection, PostgresDatabaseResource database, CancellationToken cancellationToken)
    {
        var quoted = "\"" + database.DatabaseName.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
        var sql = database.TryGetLastAnnotation<PostgresCreationScriptAnnotation>(out var script)
            ? script.Script
            : $"CREATE DATABASE {quoted}";
        try
        {
#pragma warning disable CA2100 // The name is quoted, and the script is the AppHost's own code.
            await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
        {
            // It is there: from an earlier run, or made by another host at this moment.
            return null;
        }
        catch (PostgresException e)
        {
            return $"database {quoted} could not be created: {e.MessageText}";
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Database}: {Fault}")]
    private static partial void LogFault(ILogger logger, string database, string fault);
}
