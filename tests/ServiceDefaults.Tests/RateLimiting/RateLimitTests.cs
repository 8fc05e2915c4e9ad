using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Platform.ServiceDefaults.Data;
using Platform.ServiceDefaults.RateLimiting;
using Platform.ServiceDefaults.Settings;
using ServiceDefaults.Tests.Fakes;

namespace ServiceDefaults.Tests.RateLimiting;

public sealed class RateLimitTests(RedisServer redis)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly StillClock _clock = new();

    [Theory]
    [InlineData("whole")]
    [InlineData("fixed")]
    [InlineData("sliding")]
    [InlineData("bucket")]
    public async Task TwoReplicas_OverOneRedis_ShareOneCount(string algorithm)
    {
        var server = await redis.GetAsync();
        var policy = algorithm switch
        {
            "whole" => RatePolicy.Whole(100, Minute),
            "fixed" => RatePolicy.Fixed(100, Minute),
            "sliding" => RatePolicy.Sliding(new RateWindow(1000, Minute), new RateWindow(100, TimeSpan.FromSeconds(1))),
            _ => RatePolicy.Bucket(1000, TimeSpan.FromHours(1), 100),
        };
        var prefix = "replicas:" + Guid.NewGuid();
        await using var first = await StartAsync(policy, server, prefix);
        await using var second = await StartAsync(policy, server, prefix);

        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 101; i++)
        {
            using var response = await GetAsync(i % 2 == 0 ? first : second, "/thing", "k-alpha");
            statuses.Add(response.StatusCode);
        }

        Assert.All(statuses[..100], status => Assert.Equal(HttpStatusCode.OK, status));
        Assert.Equal(HttpStatusCode.TooManyRequests, statuses[100]);
        using var other = await GetAsync(second, "/thing", "k-beta");
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task Redis_Stopped_CountsAloneAndHealthSaysDegraded()
    {
        await using var server = await RedisServer.NewAsync();
        await server.StartAsync();
        await using var service = await StartAsync(RatePolicy.Whole(4, Minute), server, "killed", options => options.Nodes = 2);
        using (var shared = await GetAsync(service, "/thing", "k-alpha"))
        {
            Assert.Equal("3", shared.Headers.GetValues("X-RateLimit-Remaining").Single());
        }

        await server.StopAsync();
        using var alone = await GetAsync(service, "/thing", "k-alpha");
        Assert.Equal(HttpStatusCode.OK, alone.StatusCode);
        Assert.Equal("2", alone.Headers.GetValues("X-RateLimit-Limit").Single());

        using var health = await service.Client().GetAsync("/health", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        var body = await health.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.Equal("degraded", body.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Headers_OnEachAnswer_TellLimitRemainingAndReset()
    {
        await using var service = await StartAsync(RatePolicy.Whole(2, Minute));
        using var first = await GetAsync(service, "/thing", "k-alpha");
        using var second = await GetAsync(service, "/thing", "k-alpha");
        using var refused = await GetAsync(service, "/thing", "k-alpha");

        Assert.Equal(["2 1", "2 0", "2 0"], new[] { first, second, refused }.Select(response =>
            response.Headers.GetValues("X-RateLimit-Limit").Single() + " " + response.Headers.GetValues("X-RateLimit-Remaining").Single()));
        Assert.Equal($"{_clock.Now.AddMinutes(1).ToUnixTimeSeconds()}", refused.Headers.GetValues("X-RateLimit-Reset").Single());
        Assert.Equal(Minute, refused.Headers.RetryAfter?.Delta);
        Assert.Null(second.Headers.RetryAfter);
        var problem = await refused.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.Equal("Rate limit exceeded: 2 requests per 60s", problem.GetProperty("detail").GetString());
        Assert.Equal("rate_limited", problem.GetProperty("code").GetString());
    }

    [Theory]
    [InlineData(ResetFormat.DeltaSeconds, "60")]
    [InlineData(ResetFormat.Iso8601, "2026-01-01T00:01:00.000Z")]
    [InlineData(ResetFormat.UnixSeconds, "1767225660")]
    public async Task Reset_InEachFormat_TellsTheSameTime(ResetFormat format, string expected)
    {
        await using var service = await StartAsync(RatePolicy.Whole(2, Minute), configure: options =>
        {
            options.Reset = format;
            options.HeaderPrefix = "RateLimit-";
        });
        using var response = await GetAsync(service, "/thing", "k-alpha");
        Assert.Equal(expected, response.Headers.GetValues("RateLimit-Reset").Single());
    }

    [Fact]
    public async Task Window_Over_LetsInAgain()
    {
        await using var service = await StartAsync(RatePolicy.Whole(1, Minute));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(service, "/thing", "k-alpha"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(service, "/thing", "k-alpha"));
        _clock.Now += Minute;
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(service, "/thing", "k-alpha"));
    }

    [Fact]
    public async Task Policies_NamedAndNone_CountApart()
    {
        await using var service = await StartAsync(RatePolicy.Whole(1, Minute));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(service, "/thing", "k-alpha"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(service, "/named", "k-alpha"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(service, "/named", "k-alpha"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(service, "/named", "k-alpha"));
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(service, "/free", "k-alpha"));
        }
    }

    [Fact]
    public async Task Health_Always_IsFreeButItsKnownCallersCountWhereAskedFor()
    {
        await using var service = await StartAsync(RatePolicy.Whole(1, Minute), configure: options => options.CountCallersOfOperations = true);
        for (var i = 0; i < 3; i++)
        {
            using var anonymous = await GetAsync(service, "/health/live", null);
            Assert.Equal(HttpStatusCode.OK, anonymous.StatusCode);
            Assert.False(anonymous.Headers.Contains("X-RateLimit-Limit"));
        }

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(service, "/health/live", "k-alpha"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(service, "/health/live", "k-alpha"));
    }

    [Fact]
    public async Task Unknown_WhereACallerIsDemanded_Gets401WithoutCounting()
    {
        await using var service = await StartAsync(RatePolicy.Whole(1, Minute), configure: options => options.ByAddress = true);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(service, "/thing", null));
        }

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(service, "/thing", "k-alpha"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(service, "/thing", "k-beta"));
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    public async Task Anonymous_ByAddress_SharesABudgetPerHost(string one, string other, bool same)
    {
        await using var service = await StartAsync(RatePolicy.Whole(1, Minute));
        Assert.Equal(200, await FromAsync(service, one));
        Assert.Equal(same ? 429 : 200, await FromAsync(service, other));
    }

    [Fact]
    public async Task Exempt_Caller_IsNeverLimited()
    {
        await using var service = await StartAsync(RatePolicy.Whole(1, Minute), configure: options => options.Exempt.Add("apikey:alpha"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(service, "/thing", "k-alpha"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(service, "/thing", "k-alpha"));
    }

    [Fact]
    public async Task Policy_UnknownName_StopsTheStart()
    {
        var failure = await Assert.ThrowsAsync<StartupException>(() => SampleService.StartAsync(
            routes: app => app.MapGet("/x", () => 1).RateLimit("nope")));
        Assert.Contains("'nope'", failure.Message, StringComparison.Ordinal);
    }

    private async Task<SampleService> StartAsync(
        RatePolicy policy, RedisServer? server = null, string? prefix = null, Action<RateLimitOptions>? configure = null)
    {
        var service = await SampleService.StartAsync(
            (options, settings) =>
            {
                options.Auth.ReadKeys(settings, "SAMPLE_API_KEYS");
                options.RateLimits.Policies[RateLimitOptions.Default] = policy;
                options.RateLimits.Policies["named"] = RatePolicy.Fixed(2, Minute);
                options.RateLimits.KeyPrefix = prefix;

                // Long, so that a busy machine is not taken for a Redis that is away.
                options.RateLimits.Patience = TimeSpan.FromSeconds(30);
                configure?.Invoke(options.RateLimits);
            },
            app =>
            {
                app.MapGet("/thing", () => "thing");
                app.MapGet("/named", () => "thing").RateLimit("named");
                app.MapGet("/free", () => "thing").NoRateLimit();
                app.MapGet("/public", () => "thing").AllowAnonymous();
            },
            new()
            {
                ["SAMPLE_API_KEYS"] = "alpha=k-alpha,beta=k-beta",
                ["ConnectionStrings:redis"] = server?.ConnectionString,
            },
            services: services => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(_clock)));

        if (server is not null)
        {
            await ConnectedAsync(service.Services.GetRequiredService<RedisLink>());
        }

        return service;
    }

    private static async Task ConnectedAsync(RedisLink link)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (link.Database is null)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(since) < TimeSpan.FromSeconds(30), "Redis did not connect");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    private static async Task<HttpResponseMessage> GetAsync(SampleService service, string path, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (key is not null)
        {
            request.Headers.Add("X-API-Key", key);
        }

        return await service.Client().SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static async Task<HttpStatusCode> StatusAsync(SampleService service, string path, string? key)
    {
        using var response = await GetAsync(service, path, key);
        return response.StatusCode;
    }

    private static async Task<int> FromAsync(SampleService service, string address)
    {
        var context = await service.Server.SendAsync(request =>
        {
            request.Request.Path = "/public";
            request.Connection.RemoteIpAddress = IPAddress.Parse(address);
        }, TestContext.Current.CancellationToken);
        return context.Response.StatusCode;
    }
}
