using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc.Testing;

namespace Alcs.Api.Tests;

public sealed class HealthTests(WebApplicationFactory<Program> factory) : IClassFixture<WebApplicationFactory<Program>>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/live")]
    public async Task Live_Always_AnswersAlive(string path)
    {
        using var client = factory.CreateClient();
        Assert.Equal("{\"status\":\"alive\"}", await client.GetStringAsync(path, Cancellation));
    }

    [Fact]
    public async Task Health_Anonymous_HasTheSeedsFourFields()
    {
        using var client = factory.CreateClient();
        var body = JsonDocument.Parse(await client.GetStringAsync("/health", Cancellation)).RootElement;
        Assert.Equal(["status", "timestamp", "uptime", "version"], body.EnumerateObject().Select(field => field.Name));
        Assert.Equal("1.0.0", body.GetProperty("version").GetString());
        Assert.True(body.GetProperty("uptime").GetDouble() >= 0);
        using var head = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/health"), Cancellation);
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
    }

    [Fact]
    public async Task Ready_NothingConfigured_NamesWhatIsDisabled()
    {
        using var client = factory.CreateClient();
        Assert.Equal(
            "{\"status\":\"ready\",\"checks\":{\"database\":\"disabled\",\"redis\":\"disabled\"}}",
            await client.GetStringAsync("/ready", Cancellation));
    }

    [Theory]
    [InlineData("X-Correlation-ID", "mine-1", "^mine-1$")]
    [InlineData("X-Request-ID", "mine-2", "^mine-2$")]
    [InlineData("X-Other", "ignored", "^req_[0-9a-f]{32}$")]
    public async Task Request_AnyId_ComesBackAsCorrelationId(string header, string id, string expected)
    {
        using var client = factory.CreateClient();
        client.DefaultRequestHeaders.Add(header, id);
        using var response = await client.GetAsync("/live", Cancellation);
        Assert.Matches(expected, response.Headers.GetValues("X-Correlation-ID").Single());
    }
}
