using System.Text.Json;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Platform.ServiceDefaults.Data;
using Platform.Tests.Shared;
using ServiceDefaults.Tests.Fakes;

namespace Ephemeris.Api.Tests.Http;

/// <summary>What one replica has answered another takes from Redis, for as long as the contract says.</summary>
public sealed class SharedCacheTests(Service service, RedisServer redis) : IClassFixture<Service>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ayanamsas_SecondReplica_TakesThemFromRedisForADay()
    {
        var server = await redis.GetAsync();
        await using var first = Replica(server);
        await using var second = Replica(server);
        const string Path = "/v1/ayanamsas?jd_tt=2460000.25";
        using var one = await ConnectedAsync(first);
        using var other = await ConnectedAsync(second);
        using var made = await one.GetAsync(Path, Token);
        Assert.Equal("public, max-age=86400", made.Headers.CacheControl?.ToString());
        using var connection = await server.ConnectAsync();
        var key = Assert.Single(connection.GetServer(connection.GetEndPoints()[0]).Keys(pattern: "involution:*").Select(key => key.ToString()));
        var life = await connection.GetDatabase().KeyTimeToLiveAsync(key);
        Assert.InRange(life!.Value, TimeSpan.FromHours(23), TimeSpan.FromDays(1));

        // The second replica answers with what Redis holds, whoever wrote it.
        await connection.GetDatabase().StringSetAsync(key, """{"from":"redis"}""", life);
        Assert.Equal("""{"from":"redis"}""", await other.GetStringAsync(Path, Token));
        await connection.GetDatabase().KeyDeleteAsync(key);
        using var kept = JsonDocument.Parse(await one.GetStringAsync(Path, Token));
        Assert.Equal(6, kept.RootElement.GetProperty("ayanamsas").GetArrayLength());
    }

    private static async Task<HttpClient> ConnectedAsync(WebApplicationFactory<Program> replica)
    {
        var client = replica.CreateClient();
        await Eventually.HoldsAsync(() => Task.FromResult(replica.Services.GetRequiredService<RedisLink>().Database is not null), "Redis is connected");
        return client;
    }

    private WebApplicationFactory<Program> Replica(RedisServer server) => service.WithWebHostBuilder(host =>
        host.UseSetting("REDIS_URL", server.ConnectionString));
}
