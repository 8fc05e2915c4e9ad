using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Platform.ServiceDefaults.Settings;
using Platform.Tests.Shared;

namespace Synthesizer.Mcp.Tests;

public sealed class DefaultsTests(WebApplicationFactory<Program> factory) : IClassFixture<WebApplicationFactory<Program>>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Routes_WithoutAKey_AreClosedUnlessMarkedPublic() => await ClosedRoutes.AssertAsync(Service().CreateClient());

    [Theory]
    [InlineData("/docs")]
    [InlineData("/openapi.json")]
    [InlineData("/health/live")]
    [InlineData("/metrics")]
    public async Task Operations_WithoutAKey_AnswerOk(string path)
    {
        using var response = await Service().CreateClient().GetAsync(path, Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("evil.example.org", null)]
    [InlineData("localhost", "https://evil.example.org")]
    public async Task HostOrOrigin_OfAnother_IsRefusedWith403(string host, string? origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/nowhere") { Headers = { Host = host } };
        request.Headers.TryAddWithoutValidation("Origin", origin);
        var (response, _) = await SendAsync(Service().CreateClient(), request);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task Requests_AboveTheBurst_Answer429WithRetryAfter()
    {
        using var client = Service(("INBOUND_BURST", "1")).CreateClient();
        using var first = new HttpRequestMessage(HttpMethod.Get, "/nowhere") { Headers = { { "Authorization", "Bearer k-alpha" } } };
        await SendAsync(client, first);
        using var second = new HttpRequestMessage(HttpMethod.Get, "/nowhere") { Headers = { { "Authorization", "Bearer k-alpha" } } };
        var (response, body) = await SendAsync(client, second);
        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal("RATE_LIMITED", body.GetProperty("code").GetString());
        Assert.InRange(response.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 4);
    }

    [Fact]
    public void Production_WithoutASecret_DoesNotStartAndNamesTheSetting()
    {
        var failure = Assert.Throws<StartupException>(() => factory
            .WithWebHostBuilder(host => host.UseEnvironment("Production")).CreateClient());
        Assert.Contains(failure.Problems, problem => problem.Contains("SYNTH_API_KEY", StringComparison.Ordinal));
    }

    private WebApplicationFactory<Program> Service(params (string Name, string Value)[] settings) => factory.WithWebHostBuilder(host =>
    {
        host.UseSetting("SYNTH_API_KEY", "k-alpha");
        foreach (var (name, value) in settings)
        {
            host.UseSetting(name, value);
        }
    });

    private static async Task<(HttpResponseMessage Response, JsonElement Body)> SendAsync(HttpClient client, HttpRequestMessage request)
    {
        var response = await client.SendAsync(request, Token);
        return (response, await response.Content.ReadFromJsonAsync<JsonElement>(Token));
    }
}
