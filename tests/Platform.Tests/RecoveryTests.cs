using System.Diagnostics;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Npgsql;
using StackExchange.Redis;

namespace Platform.Tests;

/// <summary>What happens when a process is killed while the platform runs.</summary>
[Trait("Host", "local")]
public sealed class RecoveryTests(PlatformFixture platform)
{
    [Fact]
    public async Task Kill_OneService_IsRestartedAndNoOtherExits()
    {
        using var limit = PlatformFixture.Limit();
        var others = await OthersAsync("ledger", limit.Token);
        var before = await KillAsync("ledger", limit.Token);
        await platform.ReplacedAsync("ledger", before, limit.Token);
        using var client = platform.App.CreateHttpClient("ledger");
        using var response = await client.GetAsync("/health", limit.Token);
        Assert.True(response.IsSuccessStatusCode);
        await platform.AllHealthyAsync(limit.Token);
        Assert.Equal(others, await OthersAsync("ledger", limit.Token));
    }

    [Fact]
    public async Task Kill_OneService_RequestsWaitForTheNextProcess()
    {
        using var limit = PlatformFixture.Limit();
        var before = await KillAsync("alcs", limit.Token);
        using var client = platform.App.CreateHttpClient("alcs");
        using var response = await client.GetAsync("/health/live", limit.Token);
        Assert.True(response.IsSuccessStatusCode);
        await platform.ReplacedAsync("alcs", before, limit.Token);
        await platform.AllHealthyAsync(limit.Token);
    }

    [Fact]
    public async Task Kill_PostgreSql_ComesBackOnTheSamePortWithWhatItAcknowledged()
    {
        using var limit = PlatformFixture.Limit();
        var others = await OthersAsync("postgres", limit.Token);
        var connectionString = await platform.App.GetConnectionStringAsync("ercpdb", limit.Token);
        await using var source = NpgsqlDataSource.Create(connectionString!);
        await ExecuteAsync(source, "CREATE TABLE recovery_test (id int); INSERT INTO recovery_test VALUES (7)", limit.Token);
        var before = await KillAsync("postgres", limit.Token);
        await platform.ReplacedAsync("postgres", before, limit.Token);
        source.Clear();
        await using var command = source.CreateCommand("SELECT id FROM recovery_test");
        Assert.Equal(7, await command.ExecuteScalarAsync(limit.Token));
        await ExecuteAsync(source, "DROP TABLE recovery_test", limit.Token);
        await platform.AllHealthyAsync(limit.Token);
        Assert.Equal(others, await OthersAsync("postgres", limit.Token));
    }

    [Fact]
    public async Task Kill_Redis_ComesBackOnTheSamePortWithWhatItAcknowledged()
    {
        using var limit = PlatformFixture.Limit();
        var others = await OthersAsync("redis", limit.Token);
        var connectionString = await platform.App.GetConnectionStringAsync("redis", limit.Token);
        using (var redis = await ConnectionMultiplexer.ConnectAsync(connectionString!))
        {
            await redis.GetDatabase().StringSetAsync("recovery-test", "kept");
        }

        var before = await KillAsync("redis", limit.Token);
        await platform.ReplacedAsync("redis", before, limit.Token);
        using (var redis = await ConnectionMultiplexer.ConnectAsync(connectionString!))
        {
            Assert.Equal("kept", (string?)await redis.GetDatabase().StringGetAsync("recovery-test"));
            await redis.GetDatabase().KeyDeleteAsync("recovery-test");
        }

        await platform.AllHealthyAsync(limit.Token);
        Assert.Equal(others, await OthersAsync("redis", limit.Token));
    }

    [Theory]
    [InlineData("redis")]
    [InlineData("postgres")]
    public async Task Stop_Server_ServicesSayTheyAreDegradedAndRecover(string server)
    {
        using var limit = PlatformFixture.Limit();
        var others = await OthersAsync(server, limit.Token);
        await CommandAsync(server, KnownResourceCommands.StopCommand, limit.Token);
        await platform.SaysAsync("synthesizer", status => status != "healthy", limit.Token);
        await CommandAsync(server, KnownResourceCommands.StartCommand, limit.Token);
        await platform.AllHealthyAsync(limit.Token);
        Assert.Equal(others, await OthersAsync(server, limit.Token));
    }

    private async Task<int> KillAsync(string resource, CancellationToken cancellationToken)
    {
        var id = await platform.ProcessIdAsync(resource, cancellationToken);
        using var process = Process.GetProcessById(id);
        process.Kill();
        await process.WaitForExitAsync(cancellationToken);
        return id;
    }

    private async Task CommandAsync(string resource, string command, CancellationToken cancellationToken)
    {
        var result = await platform.App.ResourceCommands.ExecuteCommandAsync(resource, command, cancellationToken);
        Assert.True(result.Success, result.Message);
    }

    private async Task<int[]> OthersAsync(string resource, CancellationToken cancellationToken) => await Task.WhenAll(
        PlatformFixture.Services.Concat(["postgres", "redis"]).Where(r => r != resource)
            .Select(r => platform.ProcessIdAsync(r, cancellationToken)));

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
