using Aspire.Hosting;
using Npgsql;

[assembly: AssemblyFixture(typeof(ServiceDefaults.Tests.Fakes.PostgresServer))]

namespace ServiceDefaults.Tests.Fakes;

/// <summary>A throw-away PostgreSQL, started when a test first asks; each test gets a database of its own.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private LocalServer? _server;

    /// <summary>A new, empty database. Skips the test where no PostgreSQL can be had (and fails it in CI).</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_server is null)
            {
                await InitializeAsync();
                await StartAsync();
            }
        }
        finally
        {
            _gate.Release();
        }

        var name = "test_" + Guid.NewGuid().ToString("N");
        await using var connection = new NpgsqlConnection(ConnectionString("postgres"));
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
        return ConnectionString(name);
    }

    /// <summary>A server of the test's own, to start and stop at will.</summary>
    public static async Task<PostgresServer> NewAsync()
    {
        var server = new PostgresServer();
        await server.InitializeAsync();
        return server;
    }

    public string ConnectionString(string database) =>
        new NpgsqlConnectionStringBuilder(_server!.ConnectionString) { Database = database, Timeout = 5 }.ConnectionString;

    public async Task StartAsync()
    {
        try
        {
            await _server!.StartAsync();
        }
        catch (DistributedApplicationException missing)
        {
            await _server!.DisposeAsync();
            _server = null;
            Assert.SkipWhen(Environment.GetEnvironmentVariable("CI") != "true", missing.Message);
            throw;
        }
    }

    public Task StopAsync() => _server!.StopAsync();

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _gate.Dispose();
    }

    // What a test writes need not outlive a failure of the machine's power.
    private async Task InitializeAsync() => _server = await LocalServer.CreateAsync(
        "postgres-test-password", (app, name, password) => app.AddPostgres(name, password: password).WithArgs("-c", "fsync=off"));
}
