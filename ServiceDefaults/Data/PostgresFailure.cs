using System.Net.Sockets;
using Npgsql;

namespace Platform.ServiceDefaults.Data;

/// <summary>Says in one sentence what is wrong with a database, naming the setting that mends it.</summary>
internal static class PostgresFailure
{
    /// <summary>A sentence without address, user or password, fit for a log and for an anonymous health answer.</summary>
    /// <param name="failure">What the driver threw.</param>
    /// <param name="setting">Name of the setting that holds the connection string.</param>
    internal static string Describe(Exception failure, string setting) => failure switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } =>
            $"PostgreSQL refuses the user or password given in {setting}",
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } =>
            $"PostgreSQL has no database of the name given in {setting}",
        PostgresException { SqlState: PostgresErrorCodes.TooManyConnections } =>
            "PostgreSQL has no connection to spare",
        PostgresException { SqlState: PostgresErrorCodes.CannotConnectNow } => "PostgreSQL is starting",
        PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown } =>
            "PostgreSQL is stopping",
        PostgresException other => $"PostgreSQL answers with error {other.SqlState}",
        NpgsqlException { InnerException: TimeoutException } or TimeoutException => "PostgreSQL does not answer in time",
        NpgsqlException { InnerException: SocketException } or SocketException =>
            $"PostgreSQL is not reachable at the address given in {setting}",
        _ => "the connection to PostgreSQL was lost",
    };
}
