using System.Net;
using Microsoft.AspNetCore.Mvc.Testing;
using Platform.Tests.Shared;

namespace Ephemeris.Api.Tests;

public sealed class DefaultsTests(WebApplicationFactory<Program> factory)
    : SharedDefaultsTests<Program>(
        factory,
        "EPHEMERIS_API_KEYS",
        ("EPHEMERIS_API_KEYS", $"alpha={Key}"))
{
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

    [Theory]
    [InlineData("abc")]
    [InlineData("0")]
    [InlineData("70000")]
    public void Port_ThatIsNone_StopsTheStartByItsName(string port) => Assert.Contains(
        "PORT must be",
        Assert.ThrowsAny<Exception>(() => Service(("PORT", port)).CreateClient()).Message,
        StringComparison.Ordinal);

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
        using var first = new HttpRequestMessage(HttpMethod.Get, "/nowhere") { Headers = { { "X-API-Key", Key } } };
        await SendAsync(client, first);
        using var second = new HttpRequestMessage(HttpMethod.Get, "/nowhere") { Headers = { { "X-API-Key", Key } } };
        var (response, body) = await SendAsync(client, second);

        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal("RATE.LIMITED", body.GetProperty("code").GetString());
        Assert.Equal("rate limit exceeded", body.GetProperty("detail").GetString());
        Assert.NotEmpty(body.GetProperty("tip").GetString()!);
        Assert.Equal("1", response.Headers.GetValues("X-RateLimit-Limit").Single());
    }
}
