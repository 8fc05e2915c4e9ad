using System.Text.Json;
using Microsoft.AspNetCore.Mvc.Testing;

namespace Ercp.Api.Tests;

public sealed class HealthTests(WebApplicationFactory<Program> factory) : IClassFixture<WebApplicationFactory<Program>>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Live_Always_AnswersOk()
    {
        using var client = factory.CreateClient();
        using var response = await client.GetAsync("/health/live", Cancellation);
        Assert.True(response.IsSuccessStatusCode);
    }

    [Fact]
    public async Task Health_WithoutKey_SaysStatusVersionTimeAndComponents()
    {
        using var client = factory.CreateClient();
        var body = JsonDocument.Parse(await client.GetStringAsync("/health", Cancellation)).RootElement;
        // No database and no Redis are configured here.
        Assert.Equal("degraded", body.GetProperty("status").GetString());
        Assert.Equal("ercp-1.0", body.GetProperty("version").GetString());
        Assert.EndsWith("Z", body.GetProperty("timestamp").GetString(), StringComparison.Ordinal);
        Assert.Equal("degraded", body.GetProperty("components").GetProperty("database").GetString());
        Assert.Equal("degraded", body.GetProperty("components").GetProperty("redis").GetString());
    }
}
