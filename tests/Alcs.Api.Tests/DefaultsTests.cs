using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Mvc.Testing;
using Platform.Tests.Shared;

namespace Alcs.Api.Tests;

public sealed class DefaultsTests(WebApplicationFactory<Program> factory)
    : SharedDefaultsTests<Program>(
        factory,
        "API_KEYS",
        ("API_KEYS", $"alpha={Key}"))
{
    // Cases 2 and 3 of the contract's test cases, the last with a smaller limit.
    [Theory]
    [InlineData(null)]
    [InlineData("Bearer wrong")]
    [InlineData("ApiKey wrong")]
    public async Task Credentials_MissingOrWrong_AnswerTheSeedsShape(string? authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, authorization is null ? "/api/v1/sessions" : "/health");
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        var (response, body) = await SendAsync(Service().CreateClient(), request);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("Bearer realm=\"ALCS\", charset=\"UTF-8\"", response.Headers.WwwAuthenticate.ToString());
        Assert.Equal("Unauthorized", body.GetProperty("error").GetString());
        Assert.Equal("unauthorized", body.GetProperty("code").GetString());
        Assert.Equal("Valid authentication required", body.GetProperty("message").GetString());
        Assert.NotEmpty(body.GetProperty("correlationId").GetString()!);
    }

    [Fact]
    public async Task Requests_AboveTheLimit_AnswerTheSeedsShape()
    {
        using var client = Service(("ENABLE_RATE_LIMITING", "true"), ("RATE_LIMIT_MAX_REQUESTS", "2")).CreateClient();
        for (var i = 0; i < 2; i++)
        {
            using var admitted = Health();
            using var answer = await client.SendAsync(admitted, Token);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal($"{1 - i}", answer.Headers.GetValues("X-RateLimit-Remaining").Single());
        }

        using var request = Health();
        var (response, body) = await SendAsync(client, request);
        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        var seconds = body.GetProperty("retryAfter").GetInt32();
        Assert.InRange(seconds, 50, 60);
        Assert.Equal($"Rate limit exceeded. Try again in {seconds} seconds.", body.GetProperty("message").GetString());
        Assert.Equal("Too Many Requests", body.GetProperty("error").GetString());
        Assert.Equal("rate_limited", body.GetProperty("code").GetString());
        Assert.Equal(TimeSpan.FromSeconds(seconds), response.Headers.RetryAfter?.Delta);
        Assert.True(DateTimeOffset.TryParse(response.Headers.GetValues("X-RateLimit-Reset").Single(), CultureInfo.InvariantCulture, out _));

        using var anonymous = await client.GetAsync("/health/live", Token);
        Assert.Equal(HttpStatusCode.OK, anonymous.StatusCode);
        Assert.False(anonymous.Headers.Contains("X-RateLimit-Limit"));
    }

    private static HttpRequestMessage Health() => new(HttpMethod.Get, "/health/live") { Headers = { { "Authorization", $"Bearer {Key}" } } };
}
