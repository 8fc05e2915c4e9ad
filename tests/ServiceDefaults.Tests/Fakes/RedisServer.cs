using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.LocalServers;
using StackExchange.Redis;
using LocalRedis = Aspire.Hosting.LocalServers.RedisServer;

[assembly: AssemblyFixture(typeof(ServiceDefaults.Tests.Fakes.RedisServer))]

namespace ServiceDefaults.Tests.Fakes;

/// <summary>A throw-away Redis or Garnet; shared ones start when first asked for.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    public const string Redis = "redis";
    public const string Garnet = "garnet";

    private readonly SemaphoreSlim _gate = new(1);
    private readonly Dictionary<string, RedisServer> _shared = [];
    private LocalServer? _server;
    private string? _engine;

    public string ConnectionString => $"{_server!.ConnectionString},abortConnect=false,connectTimeout=2000";

    /// <summary>The shared server of this engine; null takes Redis, or Garnet where there is none.</summary>
    public async Task<RedisServer> GetAsync(string? engine = null)
    {
        await _gate.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (!_shared.TryGetValue(engine ?? "", out var server))
            {
                server = await NewAsync(engine);
                await server.StartAsync();
                _shared[engine ?? ""] = server;
            }

            return server;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>A server of the test's own, to start and stop at will, on a port that stays the same.</summary>
    public static async Task<RedisServer> NewAsync(string? engine = null) => new()
    {
        _engine = engine,
        _server = await LocalServer.CreateAsync("redis-test-password", (app, name, password) => With(engine, app.AddRedis(name, password: password))),
    };

    /// <summary>Skips the test where this server cannot be had (and fails it in CI).</summary>
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
            // Garnet can be fetched everywhere; Redis itself must be installed, and the platform does not need it.
            Assert.SkipWhen(_engine == Redis || Environment.GetEnvironmentVariable("CI") != "true", missing.Message);
            throw;
        }
    }

    public Task StopAsync() => _server!.StopAsync();

    public Task<ConnectionMultiplexer> ConnectAsync() => ConnectionMultiplexer.ConnectAsync(_server!.ConnectionString);

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _shared.Values)
        {
            await server.DisposeAsync();
        }

        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _gate.Dispose();
    }

    private static IResourceBuilder<RedisResource> With(string? engine, IResourceBuilder<RedisResource> redis)
    {
        var local = new LocalRedis(() => null, engine switch
        {
            Redis => async (_, _, token) => await RedisProgram.FindAsync(token) ?? throw new LocalServerException("no Redis"),
            Garnet => async (cache, logger, token) => await GarnetProgram.EnsureAsync(cache, logger, token),
            _ => null,
        });
        return redis.WithAnnotation(new LocalServerAnnotation(local) { Password = () => redis.Resource.PasswordParameter });
    }
}
