using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Platform.Tests;

public sealed class ReadinessTests(PlatformFixture platform)
{
    public static TheoryData<string> Services => [.. PlatformFixture.Services];

    [Theory]
    [MemberData(nameof(Services))]
    public async Task Health_EveryService_AnswersOk(string service)
    {
        using var limit = PlatformFixture.Limit();
        using var client = platform.App.CreateHttpClient(service);
        using var response = await client.GetAsync("/health", limit.Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var body = await response.Content.ReadAsStringAsync(limit.Token);
        using var health = JsonDocument.Parse(body);
        Assert.True(health.RootElement.GetProperty("status").GetString() == "healthy", body);
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task Metrics_EveryService_AreServed(string service)
    {
        using var limit = PlatformFixture.Limit();
        using var client = platform.App.CreateHttpClient(service);
        Assert.NotEmpty(await client.GetStringAsync("/metrics", limit.Token));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task Database_EveryService_HasItsOwn(string service)
    {
        using var limit = PlatformFixture.Limit();
        var connectionString = await platform.App.GetConnectionStringAsync($"{service}db", limit.Token);
        await using var source = Npgsql.NpgsqlDataSource.Create(connectionString!);
        await using var command = source.CreateCommand("SELECT current_database()");
        Assert.Equal($"{service}db", await command.ExecuteScalarAsync(limit.Token));
    }

    [Fact]
    public async Task Calculate_PlatformsKey_AnswersAndWithoutItRefuses()
    {
        using var limit = PlatformFixture.Limit();
        var model = platform.App.Services.GetRequiredService<DistributedApplicationModel>();
        Assert.True(model.Resources.TryGetByName("api-key", out var found));
        var key = await ((ParameterResource)found!).GetValueAsync(limit.Token);
        using var client = platform.App.CreateHttpClient("ephemeris");
        var chart = new { birth_time = "2024-06-21T18:00:00Z", latitude = 37.7749, longitude = -122.4194, elevation = 25, zodiac = "tropical" };
        using var refused = await client.PostAsJsonAsync("/calculate", chart, limit.Token);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        client.DefaultRequestHeaders.Add("X-API-Key", key);
        using var answered = await client.PostAsJsonAsync("/calculate", chart, limit.Token);
        Assert.Equal(HttpStatusCode.OK, answered.StatusCode);
    }
}
