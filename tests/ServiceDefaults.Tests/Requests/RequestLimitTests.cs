using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Platform.ServiceDefaults;
using Platform.ServiceDefaults.Requests;
using Platform.ServiceDefaults.Settings;
using ServiceDefaults.Tests.Fakes;

namespace ServiceDefaults.Tests.Requests;

public sealed class RequestLimitTests : IDisposable
{
    private readonly SemaphoreSlim _entered = new(0);
    private readonly TaskCompletionSource _release = new();

    public void Dispose() => _entered.Dispose();

    [Theory]
    [InlineData(1000, false, 200)]
    [InlineData(1001, false, 413)]
    [InlineData(1001, true, 413)]
    [InlineData(950, true, 200)]
    public async Task Body_AgainstTheLimit_Decides(int length, bool chunked, int status)
    {
        await using var service = await StartAsync((options, _) => options.Requests.MaxBodyBytes = 1000, overTcp: true);
        using var client = service.Client();
        using var response = await client.PostAsync("/echo", Json(length, chunked), TestContext.Current.CancellationToken);

        Assert.Equal(status, (int)response.StatusCode);
        if (status == 413)
        {
            Assert.Equal("payload_too_large", await CodeAsync(response));
            Assert.False(response.Headers.Contains("Server"));
        }
    }

    [Fact]
    public async Task Body_TooLarge_IsRefusedBeforeTheCallerIsAsked()
    {
        await using var service = await StartAsync((options, _) =>
        {
            options.Auth.IsEnabled = true;
            options.Requests.MaxBodyBytes = 10;
        });
        using var response = await service.Client().PostAsync("/echo", Json(11, false), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task Body_OfAnEndpointWithItsOwnLimit_MayBeLarger()
    {
        await using var service = await StartAsync((options, _) => options.Requests.MaxBodyBytes = 1000, overTcp: true);
        using var client = service.Client();
        using var taken = await client.PostAsync("/upload", Json(2000, false), TestContext.Current.CancellationToken);
        using var refused = await client.PostAsync("/upload", Json(2001, true), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, refused.StatusCode);
    }

    [Fact]
    public async Task Request_OverTime_IsEndedWith504()
    {
        await using var service = await StartAsync((options, _) => options.Requests.Timeout = TimeSpan.FromMilliseconds(50));
        using var response = await service.Client().GetAsync("/forever", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
        Assert.Equal("request_timeout", await CodeAsync(response));
        Assert.True(response.Headers.Contains("X-Content-Type-Options"));
    }

    [Theory]
    [InlineData("/slow", true)]
    [InlineData("/heavy", true)]
    [InlineData("/echo", false)]
    public async Task Work_AboveTheLimit_Answers503WithRetryAfter(string path, bool refused)
    {
        await using var service = await StartAsync((options, _) =>
        {
            options.Requests.MaxConcurrent = path == "/slow" ? 2 : null;
            options.Requests.RetryAfterSeconds = 7;
        });
        var running = new[] { service.Client().GetAsync("/heavy", TestContext.Current.CancellationToken), service.Client().GetAsync("/slow", TestContext.Current.CancellationToken) };
        await _entered.WaitAsync(TestContext.Current.CancellationToken);
        await _entered.WaitAsync(TestContext.Current.CancellationToken);

        using var third = path == "/echo"
            ? await service.Client().PostAsync(path, Json(5, false), TestContext.Current.CancellationToken)
            : await service.Client().GetAsync(path, TestContext.Current.CancellationToken);
        using var health = await service.Client().GetAsync("/health/live", TestContext.Current.CancellationToken);

        Assert.Equal(refused ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.OK, third.StatusCode);
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        if (refused)
        {
            Assert.Equal(TimeSpan.FromSeconds(7), third.Headers.RetryAfter?.Delta);
            Assert.Equal("server_busy", await CodeAsync(third));
        }

        _release.SetResult();
        foreach (var request in running)
        {
            Assert.Equal(HttpStatusCode.OK, (await request).StatusCode);
        }
    }

    [Fact]
    public async Task HeavyWork_UnknownName_StopsTheStart()
    {
        var failure = await Assert.ThrowsAsync<StartupException>(() => SampleService.StartAsync(
            routes: app => app.MapGet("/x", () => 1).LimitConcurrency("nope")));
        Assert.Contains("'nope'", failure.Message, StringComparison.Ordinal);
    }

    private Task<SampleService> StartAsync(Action<EdgeOptions, SettingsReader> edge, bool overTcp = false) => SampleService.StartAsync(
        (options, settings) =>
        {
            options.Auth.IsEnabled = false;
            options.Requests.Heavy["proofs"] = 1;
            edge(options, settings);
        },
        app =>
        {
            app.MapPost("/echo", (JsonElement body) => body.ValueKind.ToString());
            app.MapPost("/upload", (JsonElement body) => body.ValueKind.ToString()).WithMetadata(new RequestSizeLimitAttribute(2000));
            app.MapGet("/forever", (HttpContext context) => Task.Delay(Timeout.Infinite, context.RequestAborted));
            app.MapGet("/slow", Work);
            app.MapGet("/heavy", Work).LimitConcurrency("proofs");
        },
        overTcp: overTcp);

    private async Task<string> Work()
    {
        _entered.Release();
        await _release.Task;
        return "done";
    }

    private static StreamContent Json(int length, bool chunked)
    {
        var bytes = Encoding.UTF8.GetBytes("\"" + new string('x', length - 2) + "\"");
        Stream stream = chunked ? new Unsized(bytes) : new MemoryStream(bytes);
        return new StreamContent(stream) { Headers = { ContentType = new("application/json") } };
    }

    private static async Task<string?> CodeAsync(HttpResponseMessage response) =>
        (await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("code").GetString();

    /// <summary>A stream that does not say its length, so that the client sends it in chunks.</summary>
    private sealed class Unsized(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
