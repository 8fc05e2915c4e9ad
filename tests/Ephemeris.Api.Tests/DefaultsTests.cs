using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Platform.ServiceDefaults.Settings;
using Platform.Tests.Shared;

namespace Ephemeris.Api.Tests;

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

    [Fact]
    public async Task Headers_OnEveryAnswer_AreTheSeeds()
    {
        using var response = await Service().CreateClient().GetAsync("/health/live", Token);
        Assert.Equal("max-age=31536000; includeSubDomains; preload", response.Headers.GetValues("Strict-Transport-Security").Single());
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("DENY", response.Headers.GetValues("X-Frame-Options").Single());
        Assert.StartsWith("default-src 'self'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("strict-origin-when-cross-origin", response.Headers.GetValues("Referrer-Policy").Single());
        Assert.Contains("geolocation=()", response.Headers.GetValues("Permissions-Policy").Single(), StringComparison.Ordinal);
        Assert.False(response.Headers.Contains("Server"));
    }

    [Fact]
    public async Task Host_NotTrusted_IsRefused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/nowhere") { Headers = { Host = "evil.example.org" } };
        var (response, _) = await SendAsync(Service().CreateClient(), request);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData("http://localhost:3000", true)]
    [InlineData("https://evil.example.org", false)]
    public async Task Origin_OnlyAllowed_MayRead(string origin, bool allowed)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health/live") { Headers = { { "Origin", origin } } };
        using var response = await Service().CreateClient().SendAsync(request, Token);
        Assert.Equal(allowed, response.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Requests_AboveTheLimit_AnswerTheSeedsShape()
    {
        using var client = Service(("DISABLE_RATE_LIMIT", "0"), ("RATE_LIMIT_DEFAULT", "1/minute")).CreateClient();
        using var first = new HttpRequestMessage(HttpMethod.Get, "/nowhere") { Headers = { { "X-API-Key", "k-alpha" } } };
        await SendAsync(client, first);
        using var second = new HttpRequestMessage(HttpMethod.Get, "/nowhere") { Headers = { { "X-API-Key", "k-alpha" } } };
        var (response, body) = await SendAsync(client, second);

        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal("RATE.LIMITED", body.GetProperty("code").GetString());
        Assert.Equal("rate limit exceeded", body.GetProperty("detail").GetString());
        Assert.NotEmpty(body.GetProperty("tip").GetString()!);
        Assert.Equal("1", response.Headers.GetValues("X-RateLimit-Limit").Single());
    }

    [Fact]
    public void Production_WithoutASecret_DoesNotStartAndNamesTheSetting()
    {
        var failure = Assert.Throws<StartupException>(() => factory
            .WithWebHostBuilder(host => host.UseEnvironment("Production")).CreateClient());
        Assert.Contains(failure.Problems, problem => problem.Contains("EPHEMERIS_API_KEYS", StringComparison.Ordinal));
    }

    private WebApplicationFactory<Program> Service(params (string Name, string Value)[] settings) => factory.WithWebHostBuilder(host =>
    {
        host.UseSetting("EPHEMERIS_API_KEYS", "alpha=k-alpha");
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
