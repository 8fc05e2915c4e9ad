using Npgsql;

namespace Ledger.Api.Tests.Fakes;

/// <summary>What a superuser does to the service's database behind its back.</summary>
internal static class Database
{
    public static async Task<object?> ScalarAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    public static async Task ExecuteAsync(string connectionString, string sql) => await ScalarAsync(connectionString, sql);
}
