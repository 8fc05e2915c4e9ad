using System.Net;
using Microsoft.AspNetCore.Mvc.Testing;
using Platform.Tests.Shared;

namespace Synthesizer.Mcp.Tests;

public sealed class DefaultsTests(WebApplicationFactory<Program> factory)
    : SharedDefaultsTests<Program>(
        factory,
        "SYNTH_API_KEY",
        ("SYNTH_API_KEY", Key))
{
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
        using var first = new HttpRequestMessage(HttpMethod.Get, "/nowhere") { Headers = { { "Authorization", $"Bearer {Key}" } } };
        await SendAsync(client, first);
        using var second = new HttpRequestMessage(HttpMethod.Get, "/nowhere") { Headers = { { "Authorization", $"Bearer {Key}" } } };
        var (response, body) = await SendAsync(client, second);
        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal("RATE_LIMITED", body.GetProperty("code").GetString());
        Assert.InRange(response.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 4);
    }
}
