using System.Net;
using Microsoft.AspNetCore.Mvc.Testing;
using Platform.Tests.Shared;

namespace Ercp.Api.Tests;

public sealed class DefaultsTests(WebApplicationFactory<Program> factory)
    : SharedDefaultsTests<Program>(
        factory,
        "ERCP_API_KEYS",
        ("ERCP_API_KEYS", $"alpha={Key}"))
{
    // Cases 2 and 3 of the contract's test cases, on a route that does not exist: who may not call learns no more.
    [Theory]
    [InlineData(null, "Missing authentication credentials")]
    [InlineData("Bearer nope", "Invalid authentication credentials")]
    public async Task Credentials_MissingOrWrong_AnswerTheSeedsShape(string? authorization, string detail)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/ercp/v1/run");
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        var (response, body) = await SendAsync(Service().CreateClient(), request);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("Bearer", response.Headers.WwwAuthenticate.ToString());
        Assert.Equal(detail, body.GetProperty("detail").GetString());
        Assert.Equal("unauthenticated", body.GetProperty("error").GetString());
        Assert.NotEmpty(body.GetProperty("message").GetString()!);
        Assert.Equal(response.Headers.GetValues("X-Request-ID").Single(), body.GetProperty("request_id").GetString());
        Assert.Equal("SAMEORIGIN", response.Headers.GetValues("X-Frame-Options").Single());
    }

    // Case 45, with a smaller limit.
    [Fact]
    public async Task Requests_AboveTheLimit_AnswerTheSeedsShape()
    {
        using var client = Service(("RATE_LIMIT_REQUESTS", "3")).CreateClient();
        for (var i = 0; i < 3; i++)
        {
            using var admitted = Request("/nowhere");
            Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(client, admitted)).Response.StatusCode);
        }

        using var request = Request("/nowhere");
        var (response, body) = await SendAsync(client, request);
        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal("rate_limit_exceeded", body.GetProperty("error").GetString());
        Assert.Equal("Rate limit exceeded: 3 requests per 60s", body.GetProperty("detail").GetString());
        Assert.True(response.Headers.RetryAfter?.Delta >= TimeSpan.FromSeconds(1));
        Assert.Equal("0", response.Headers.GetValues("X-RateLimit-Remaining").Single());
    }

    private static HttpRequestMessage Request(string path) =>
        new(HttpMethod.Get, path) { Headers = { { "Authorization", $"Bearer {Key}" } } };
}
