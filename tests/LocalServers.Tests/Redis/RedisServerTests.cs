using Aspire.Hosting.LocalServers;
using LocalServers.Tests.Running;
using StackExchange.Redis;

namespace LocalServers.Tests.Redis;

/// <summary>What every engine must hold; each engine has a class that runs it.</summary>
public abstract class RedisServerTests : IDisposable
{
    private static readonly RedisPersistence EverySecond = new(TimeSpan.FromSeconds(1), 1);
    private readonly TestFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The engine; skips the test when the machine does not have it.</summary>
    internal abstract Task<IRedisEngine> EngineAsync();

    [Fact]
    public async Task Start_WithPassword_RunsScriptsForItsHolderOnly()
    {
        var server = await ServerAsync(persistence: null);
        await using var running = await RunningServer.StartAsync(server, NewContext());

        using var redis = await ConnectAsync(running.Context);
        Assert.Equal(42, (int)await redis.GetDatabase().ScriptEvaluateAsync("return 41 + ARGV[1]", null, [1]));
        await Assert.ThrowsAnyAsync<RedisConnectionException>(() => ConnectAsync(running.Context with { Password = "another" }));
        var refused = await Assert.ThrowsAsync<LocalServerException>(
            () => server.ProbeAsync(running.Context with { Password = "another" }, Token));
        Assert.Contains("refuses the password", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithPassword_LeavesItInNoFileAndNotOnTheCommandLine()
    {
        await using var running = await RunningServer.StartAsync(await ServerAsync(EverySecond), NewContext());

        var password = running.Context.Password;
        Assert.DoesNotContain(password, File.ReadAllText($"/proc/{running.ProcessId}/cmdline"), StringComparison.Ordinal);
        foreach (var file in Directory.EnumerateFiles(running.Context.DataDirectory, "*", SearchOption.AllDirectories))
        {
            Assert.DoesNotContain(password, File.ReadAllText(file), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Kill_WhileFourClientsWrite_LosesNothingAcknowledged()
    {
        var server = await ServerAsync(EverySecond);
        var context = NewContext();
        var acknowledged = new int[4];
        await using (var first = await RunningServer.StartAsync(server, context))
        {
            var writers = Enumerable.Range(0, acknowledged.Length).Select(client => WriteAsync(context, client, acknowledged)).ToArray();
            await Until.HoldsAsync(() => acknowledged.All(count => count > 200));
            await first.KillAsync();
            await Task.WhenAll(writers);
        }

        await using var second = await RunningServer.StartAsync(server, context);

        using var redis = await ConnectAsync(context);
        for (var client = 0; client < acknowledged.Length; client++)
        {
            Assert.InRange((int)await redis.GetDatabase().ListLengthAsync($"list{client}"), acknowledged[client], acknowledged[client] + 1);
        }
    }

    [Fact]
    public async Task Kill_AfterSnapshotsAndMoreWrites_KeepsBoth()
    {
        var server = await ServerAsync(EverySecond);
        var context = NewContext();
        await using (var first = await RunningServer.StartAsync(server, context))
        {
            using var redis = await ConnectAsync(context);
            await redis.GetDatabase().StringSetAsync("early", "1");
            await Until.HoldsAsync(() => HasSnapshot(context.DataDirectory));
            await redis.GetDatabase().HashSetAsync("late", "field", "2");
            await first.KillAsync();
        }

        await using var second = await RunningServer.StartAsync(server, context);

        using var again = await ConnectAsync(context);
        Assert.Equal("1", (string?)await again.GetDatabase().StringGetAsync("early"));
        Assert.Equal("2", (string?)await again.GetDatabase().HashGetAsync("late", "field"));
    }

    [Fact]
    public async Task Start_WithoutPersistence_ForgetsAtARestart()
    {
        var server = await ServerAsync(persistence: null);
        var context = NewContext();
        await using (var first = await RunningServer.StartAsync(server, context))
        {
            using var redis = await ConnectAsync(context);
            await redis.GetDatabase().StringSetAsync("key", "1");
            await first.StopAsync();
        }

        await using var second = await RunningServer.StartAsync(server, context);

        using var again = await ConnectAsync(context);
        Assert.True((await again.GetDatabase().StringGetAsync("key")).IsNull);
    }

    [Fact]
    public async Task Prepare_ServerOfAKilledHostStillRuns_EndsItAndKeepsItsData()
    {
        var server = await ServerAsync(EverySecond);
        await using var orphan = await RunningServer.StartAsync(server, NewContext());
        using (var redis = await ConnectAsync(orphan.Context))
        {
            await redis.GetDatabase().StringSetAsync("kept", "7");
        }

        await using var second = await RunningServer.StartAsync(server, NewContext());

        using var again = await ConnectAsync(second.Context);
        Assert.Equal("7", (string?)await again.GetDatabase().StringGetAsync("kept"));
        await Assert.ThrowsAnyAsync<RedisConnectionException>(() => ConnectAsync(orphan.Context));
    }

    private static bool HasSnapshot(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(Path.GetFileName)
            .Any(name => name is "dump.rdb" || name!.StartsWith("snapshot.dat", StringComparison.Ordinal));

    private static Task<ConnectionMultiplexer> ConnectAsync(LocalServerContext context) =>
        ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{context.Port},password={context.Password},connectTimeout=5000");

    private static async Task WriteAsync(LocalServerContext context, int client, int[] acknowledged)
    {
        using var redis = await ConnectAsync(context);
        try
        {
            while (true)
            {
                await redis.GetDatabase().ListRightPushAsync($"list{client}", acknowledged[client]);
                acknowledged[client]++;
            }
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            // The server was killed, as the test means it to be.
        }
    }

    private LocalServerContext NewContext() => RunningServer.NewContext(_folder.Sub("redis"), TestCache.Path);

    private async Task<RedisServer> ServerAsync(RedisPersistence? persistence)
    {
        var engine = await EngineAsync();
        return new RedisServer(() => persistence, (_, _, _) => Task.FromResult(engine));
    }
}

public sealed class GarnetTests : RedisServerTests
{
    internal override async Task<IRedisEngine> EngineAsync()
    {
        try
        {
            return await GarnetProgram.EnsureAsync(
                TestCache.Path, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, TestContext.Current.CancellationToken);
        }
        catch (LocalServerException e)
        {
            Prerequisite.Missing(e.Message);
            throw;
        }
    }
}

public sealed class InstalledRedisTests : RedisServerTests
{
    internal override async Task<IRedisEngine> EngineAsync()
    {
        var redis = await RedisProgram.FindAsync(TestContext.Current.CancellationToken);
        // CI too may have none: the platform then runs on Garnet, which the class beside this one tests.
        Assert.SkipWhen(redis is null, "No redis-server or valkey-server on PATH.");
        return redis;
    }
}
