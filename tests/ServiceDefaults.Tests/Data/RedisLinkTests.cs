using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Platform.ServiceDefaults.Data;
using Platform.ServiceDefaults.Health;
using Platform.Tests.Shared;
using ServiceDefaults.Tests.Fakes;

namespace ServiceDefaults.Tests.Data;

public sealed class RedisLinkTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_RedisAway_RunsDegradedAndConnectsWhenItComes()
    {
        await using var redis = await RedisServer.NewAsync();
        await using var service = await StartAsync(redis);
        var link = service.Services.GetRequiredService<RedisLink>();
        Assert.Null(link.Database);
        var body = await service.Client().GetBodyAsync("/health", HttpStatusCode.OK, Cancellation);
        Assert.Contains("{\"name\":\"StackExchange.Redis\",\"status\":\"degraded\"", body, StringComparison.Ordinal);

        await redis.StartAsync();
        await Eventually.HoldsAsync(() => Task.FromResult(link.Database is not null), "the link connects to a Redis that came later");
        Assert.True(await link.Database!.StringSetAsync("k", "v"));
        await Eventually.HoldsAsync(() => RedisIsHealthyAsync(service), "health says healthy again");
    }

    [Fact]
    public async Task Running_RedisStoppedAndRestarted_DegradesAndRecovers()
    {
        await using var redis = await RedisServer.NewAsync();
        await redis.StartAsync();
        await using var service = await StartAsync(redis);
        var link = service.Services.GetRequiredService<RedisLink>();
        await Eventually.HoldsAsync(() => Task.FromResult(link.Database is not null), "the link connects");
        Assert.True(await RedisIsHealthyAsync(service));

        await redis.StopAsync();
        await Eventually.HoldsAsync(() => Task.FromResult(link.Database is null), "the link notices that Redis went");
        await service.Client().GetBodyAsync("/health/ready", HttpStatusCode.OK, Cancellation);

        await redis.StartAsync();
        await Eventually.HoldsAsync(() => Task.FromResult(link.Database is not null), "the link connects again");
    }

    [Fact]
    public async Task Start_NotConfigured_HasNoDatabase()
    {
        await using var service = await SampleService.StartAsync();
        var link = service.Services.GetRequiredService<RedisLink>();
        Assert.False(link.IsConfigured);
        Assert.Null(link.Database);
    }

    [Fact]
    public async Task Command_WithinARequest_LeavesOneSpanWithoutKeyOrValue()
    {
        await using var redis = await RedisServer.NewAsync();
        await redis.StartAsync();
        await using var receiver = await OtlpReceiver.StartAsync();
        await using (var service = await StartAsync(redis, receiver.Address))
        {
            var link = service.Services.GetRequiredService<RedisLink>();
            await Eventually.HoldsAsync(() => Task.FromResult(link.Database is not null), "the link connects");
            using var response = await service.Client().GetAsync("/cached", Cancellation);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            await Eventually.HoldsAsync(
                () => Task.FromResult(receiver.All("/v1/traces").Contains("HINCRBY", StringComparison.Ordinal)), "the command's span is sent");
        }

        var traces = receiver.All("/v1/traces");
        Assert.Contains("OpenTelemetry.Instrumentation.StackExchangeRedis", traces, StringComparison.Ordinal);
        Assert.DoesNotContain("private-key", traces, StringComparison.Ordinal);
    }

    private static async Task<bool> RedisIsHealthyAsync(SampleService service) =>
        (await service.Client().GetStringAsync("/health", Cancellation))
            .Contains("{\"name\":\"StackExchange.Redis\",\"status\":\"healthy\"", StringComparison.Ordinal);

    private static Task<SampleService> StartAsync(RedisServer redis, string? otlp = null) => SampleService.StartAsync(
        settings: new() { ["ConnectionStrings:redis"] = redis.ConnectionString, ["OTEL_EXPORTER_OTLP_ENDPOINT"] = otlp, ["OTEL_BSP_SCHEDULE_DELAY"] = "100" },
        routes: app => app.MapGet("/cached", async (RedisLink link) => await link.Database!.HashIncrementAsync("private-key", "f")).AllowAnonymous(),
        services: services => services.Configure<HealthOptions>(health => health.CacheFor = TimeSpan.Zero));
}
