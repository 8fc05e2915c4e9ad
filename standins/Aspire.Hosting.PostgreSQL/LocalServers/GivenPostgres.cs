using Npgsql;

namespace Aspire.Hosting.LocalServers;

/// <summary>A PostgreSQL that configuration gave by its connection string: asked whether it serves, never started.</summary>
/// <param name="setting">Key of the setting that gave it.</param>
/// <param name="connectionString">The connection string.</param>
internal sealed class GivenPostgres(string setting, NpgsqlConnectionStringBuilder connectionString) : ILocalServer
{
    // It may be far away, unlike a server on this machine.
    private const int TimeoutSeconds = 5;

    /// <summary>Reads a connection string; throws when it is none, without repeating it.</summary>
    internal static NpgsqlConnectionStringBuilder Read(string setting, string value)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(value);
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            throw new DistributedApplicationException(
                $"The setting {setting} is no PostgreSQL connection string (Host=…;Port=…;Username=…;Password=…): {e.Message}");
        }
    }

    /// <inheritdoc/>
    public Task<LocalProcess> PrepareAsync(LocalServerContext context, CancellationToken cancellationToken) =>
        throw new NotSupportedException($"The server given by {setting} is not run here.");

    /// <inheritdoc/>
    public async Task<string?> ProbeAsync(LocalServerContext context, CancellationToken cancellationToken)
    {
        var where = $"the PostgreSQL at {connectionString.Host}:{connectionString.Port}, given by {setting},";
        var maintenance = new NpgsqlConnectionStringBuilder(connectionString.ConnectionString);
        maintenance.Database ??= DatabaseCreation.MaintenanceDatabase;
        try
        {
            var fault = await PostgresProbe.AskAsync(maintenance, TimeoutSeconds, cancellationToken).ConfigureAwait(false);
            return fault is null ? null : $"{where} does not serve: {fault}";
        }
        catch (PostgresException e)
        {
            throw new LocalServerException(
                $"{char.ToUpperInvariant(where[0])}{where[1..]} refuses the user {connectionString.Username} or the password " +
                $"({e.MessageText}). Correct the setting {setting} (as a variable: {setting.Replace(":", "__", StringComparison.Ordinal)}).", e);
        }
    }
}
