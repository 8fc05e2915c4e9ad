using Npgsql;
using ServiceDefaults.Tests.Fakes;

namespace Ledger.Api.Tests.Fakes;

/// <summary>One running service with project <c>p</c> and a few datasets, for tests that change nothing of them.</summary>
public sealed class LedgerWorld(PostgresServer postgres) : IAsyncLifetime
{
    public static readonly string Thousand = "n,square,label\n" + string.Concat(Enumerable.Range(1, 1000).Select(i => $"{i},{i * i},x{i % 3}\n"));

    private readonly List<LedgerHost> _hosts = [];
    private string _database = "";

    internal LedgerHost Host => _hosts[0];

    public async ValueTask InitializeAsync()
    {
        _database = await postgres.CreateDatabaseAsync();
        var client = With().As();
        await client.PostJsonAsync("/api/ledgers", new { project = "p" }).OkAsync();
        await client.NotarizeAsync("p", "numbers", Thousand).OkAsync();
        await client.NotarizeAsync("p", "small", "n\n1\n2\n3\n4\n").OkAsync();
        await client.NotarizeAsync("p", "gone", "n\n1\n2\n").OkAsync();
        await client.SendAsync(HttpMethod.Delete, "/api/ledgers/p/datasets/gone/versions/1/witness");
        await client.PostJsonAsync("/api/ledgers/p/entries", new { operationType = "note" }, "used-key").OkAsync();
    }

    /// <summary>A further node on the same database.</summary>
    internal LedgerHost With(params (string Name, string Value)[] settings)
    {
        var host = new LedgerHost(_database,
            [("RATE_LIMIT_REQUESTS_PER_MINUTE", "100000"), ("RATE_LIMIT_BURST_SIZE", "100000"), .. settings]);
        _hosts.Add(host);
        return host;
    }

    /// <summary>Keeps rows from being read until disposed, so that a proof waits where it is.</summary>
    internal async Task<NpgsqlConnection> HoldRowsAsync()
    {
        var connection = new NpgsqlConnection(_database);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await ExecuteAsync(connection, "begin; lock table attachments in access exclusive mode");
        return connection;
    }

    /// <summary>Returns once somebody waits for the rows held.</summary>
    internal async Task SomebodyWaitsAsync()
    {
        await using var connection = new NpgsqlConnection(_database);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(
            "select count(*) from pg_locks where not granted and relation = 'attachments'::regclass", connection);
        await Eventually.UntilAsync(async cancellation => (long)(await command.ExecuteScalarAsync(cancellation))! > 0);
    }

    internal async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_database);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await ExecuteAsync(connection, sql);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.DisposeAsync();
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
