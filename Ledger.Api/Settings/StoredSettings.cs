using Dapper;
using Npgsql;

namespace Ledger.Api.Settings;

/// <summary>Settings that operators stored; read by each node when it starts.</summary>
internal sealed class StoredSettings(NpgsqlDataSource database)
{
    private const int SecondsToConnect = 3;

    /// <summary>Stored texts by configuration key; none when the database cannot be asked or has no such table yet.</summary>
    public static Dictionary<string, string?> ReadAtStart(string connectionString)
    {
        try
        {
            // Before any pool exists, and gone before it does.
            var own = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, Timeout = SecondsToConnect };
            using var connection = new NpgsqlConnection(own.ConnectionString);
            return connection.Query<(string Section, string Key, string Value)>("select section, key, value from settings")
                .ToDictionary(row => $"{row.Section}:{row.Key}", row => (string?)row.Value);
        }
        catch (Exception failure) when (failure is NpgsqlException or ArgumentException or TimeoutException)
        {
            // An unreachable database shows in health; a fresh one has nothing stored.
            return [];
        }
    }

    /// <summary>What is stored, by path.</summary>
    public async Task<Dictionary<string, string>> ReadAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return (await connection.QueryAsync<(string Section, string Key, string Value)>(new CommandDefinition(
            "select section, key, value from settings", cancellationToken: cancellation))).ToDictionary(row => $"{row.Section}.{row.Key}", row => row.Value);
    }

    /// <summary>Stores texts, all or none; a null takes the stored one away.</summary>
    public async Task WriteAsync(IReadOnlyList<(SettingSpec Spec, string? Text)> changes, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        foreach (var (spec, text) in changes)
        {
            await connection.ExecuteAsync(new CommandDefinition(
                text is null ? "delete from settings where section = @Section and key = @Key"
                    : """
                      insert into settings (section, key, value) values (@Section, @Key, @text)
                      on conflict (section, key) do update set value = excluded.value, changed_at = now()
                      """,
                new { spec.Section, spec.Key, text }, transaction, cancellationToken: cancellation));
        }

        await transaction.CommitAsync(cancellation);
    }
}
