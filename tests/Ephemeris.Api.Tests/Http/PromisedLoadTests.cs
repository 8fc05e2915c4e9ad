using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Platform.ServiceDefaults.Data;
using Platform.Tests.Shared;
using ServiceDefaults.Tests.Fakes;

namespace Ephemeris.Api.Tests.Http;

/// <summary>What the seed's guide promises under load: one rate limit over all workers, and answers that stay the same.</summary>
public sealed class PromisedLoadTests(Service service, RedisServer redis) : IClassFixture<Service>
{
    private const int Clients = 20;
    private const int RequestsEach = 100;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/calculate", """{"birth_time":"2024-06-21T18:00:00Z","latitude":1,"longitude":2}""", 10)]
    [InlineData("/v1/time/resolve", """{"local_datetime":"1962-07-02T23:33:00","latitude":38,"longitude":-86}""", 60)]
    public async Task RateLimit_TwoReplicasOverOneRedis_CountTogether(string path, string body, int limit)
    {
        var server = await redis.GetAsync();
        await using var first = Replica(server);
        await using var second = Replica(server);
        HttpClient[] replicas = [first.CreateClient(), second.CreateClient()];
        await ConnectedAsync(first);
        await ConnectedAsync(second);

        List<HttpStatusCode> answers = [];
        for (var i = 0; i < limit + 2; i++)
        {
            using var response = await PostAsync(replicas[i % 2], path, body);
            answers.Add(response.StatusCode);
            Assert.Equal($"{limit}", response.Headers.GetValues("X-RateLimit-Limit").Single());
            if (i >= limit)
            {
                Assert.True(response.Headers.RetryAfter?.Delta > TimeSpan.Zero);
                Assert.True(response.Headers.Contains("X-RateLimit-Reset"));
                Assert.Equal("0", response.Headers.GetValues("X-RateLimit-Remaining").Single());
                var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Token);
                Assert.Equal("RATE.LIMITED", problem.GetProperty("code").GetString());
                Assert.Equal("rate limit exceeded", problem.GetProperty("detail").GetString());
            }
        }

        Assert.All(answers[..limit], status => Assert.Equal(HttpStatusCode.OK, status));
        Assert.All(answers[limit..], status => Assert.Equal(HttpStatusCode.TooManyRequests, status));
    }

    [Fact]
    public async Task Calculate_TwentyClientsHundredRequests_AllAnswerAlike()
    {
        var expected = await DataAsync(service.CreateClient());
        var answers = await Task.WhenAll(Enumerable.Range(0, Clients).Select(async _ =>
        {
            using var client = service.CreateClient();
            List<string> own = [];
            for (var i = 0; i < RequestsEach; i++)
            {
                own.Add(await DataAsync(client));
            }

            return own;
        }));
        Assert.Equal(Clients * RequestsEach, answers.Sum(own => own.Count));
        Assert.All(answers.SelectMany(own => own), answer => Assert.Equal(expected, answer));
    }

    private static async Task<string> DataAsync(HttpClient client)
    {
        using var response = await PostAsync(
            client, "/calculate", """{"birth_time":"2024-06-21T18:00:00Z","latitude":37.7749,"longitude":-122.4194,"elevation":25,"zodiac":"tropical"}""");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("data").GetRawText();
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, string path, string body)
    {
        using var content = new StringContent(body, null, "application/json");
        return await client.PostAsync(path, content, Token);
    }

    // Until Redis is connected each replica counts alone, as promised too.
    private static Task ConnectedAsync(WebApplicationFactory<Program> replica) => Eventually.HoldsAsync(
        () => Task.FromResult(replica.Services.GetRequiredService<RedisLink>().Database is not null), "the replica is connected to Redis");

    private WebApplicationFactory<Program> Replica(RedisServer server) => service.WithWebHostBuilder(host =>
    {
        host.UseSetting("RATE_LIMIT_STORAGE_URI", server.ConnectionString);
        host.UseSetting("DISABLE_RATE_LIMIT", "0");
        // A minute that does not turn while the test runs.
        host.ConfigureTestServices(services => services.AddSingleton<TimeProvider>(new StillClock()));
    });
}
