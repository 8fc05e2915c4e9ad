using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Platform.ServiceDefaults;
using Platform.ServiceDefaults.Health;
using ServiceDefaults.Tests.Fakes;

namespace ServiceDefaults.Tests.Health;

public sealed class HealthEndpointTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/alive")]
    public async Task Live_DependencyDown_StillAnswersOk(string path)
    {
        await using var service = await StartAsync(HealthStatus.Unhealthy);
        await service.Client().GetBodyAsync(path, HttpStatusCode.OK, Cancellation);
    }

    [Theory]
    [InlineData("/health", HealthStatus.Degraded, 200)]
    [InlineData("/health", HealthStatus.Unhealthy, 503)]
    [InlineData("/health/ready", HealthStatus.Degraded, 200)]
    [InlineData("/health/ready", HealthStatus.Unhealthy, 503)]
    public async Task Health_WorstCheck_DecidesStatus(string path, HealthStatus status, int expected)
    {
        await using var service = await StartAsync(status);
        await service.Client().GetBodyAsync(path, (HttpStatusCode)expected, Cancellation);
    }

    [Fact]
    public async Task Health_Body_NamesEachCheckWithoutTheExceptionsText()
    {
        await using var service = await StartAsync(HealthStatus.Unhealthy, new InvalidOperationException("host 10.1.2.3 user root"));
        var text = await service.Client().GetBodyAsync("/health", HttpStatusCode.ServiceUnavailable, Cancellation);
        var body = JsonDocument.Parse(text).RootElement;
        Assert.Equal("unhealthy", body.GetProperty("status").GetString());
        Assert.Equal("sample", body.GetProperty("service").GetString());
        Assert.EndsWith("Z", body.GetProperty("timestamp").GetString(), StringComparison.Ordinal);
        var check = body.GetProperty("checks").EnumerateArray().Single(c => c.GetProperty("name").GetString() == "thing");
        Assert.Equal("unhealthy", check.GetProperty("status").GetString());
        Assert.True(check.GetProperty("durationMs").GetDouble() >= 0);
        Assert.DoesNotContain("10.1.2.3", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_ServiceHasItsOwnBodyAndPath_UsesThem()
    {
        await using var service = await SampleService.StartAsync(services: services => services.Configure<HealthOptions>(options =>
        {
            options.WriteHealth = (context, report) => context.Response.WriteAsync("mine " + report.Status, Cancellation);
            options.ReadyPaths.Add("/ready");
        }));
        Assert.Equal("mine Degraded", await service.Client().GetStringAsync("/health", Cancellation));
        await service.Client().GetBodyAsync("/ready", HttpStatusCode.OK, Cancellation);
    }

    [Fact]
    public async Task Stop_RequestInFlight_IsDrainedWhileReadinessSaysNo()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        builder.Configuration["Shutdown:ReadinessDelay"] = "00:00:30";
        var time = new ManualTime(DateTimeOffset.UnixEpoch);
        builder.Services.AddKeyedSingleton<TimeProvider>("shutdown", time);
        builder.AddServiceDefaults("sample");
        await using var app = builder.Build();
        var entered = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        app.UseServiceDefaults();
        app.MapDefaultEndpoints();
        app.MapGet("/slow", async () =>
        {
            entered.SetResult();
            await release.Task;
            return "done";
        }).AllowAnonymous();
        await app.StartAsync(Cancellation);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        using var handler = new SocketsHttpHandler();
        using var client = new HttpMessageInvoker(handler);
        var slow = GetAsync(client, address + "/slow");
        await entered.Task;

        var stopped = app.StopAsync(Cancellation);
        var ready = await GetAsync(client, address + "/health/ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Contains("stopping", await ready.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        time.Advance(TimeSpan.FromSeconds(31));
        Assert.False(stopped.IsCompleted);
        release.SetResult();
        Assert.Equal("done", await (await slow).Content.ReadAsStringAsync(Cancellation));
        await stopped;
    }

    private static async Task<HttpResponseMessage> GetAsync(HttpMessageInvoker client, string url)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        return await client.SendAsync(request, Cancellation);
    }

    private static Task<SampleService> StartAsync(HealthStatus status, Exception? failure = null) => SampleService.StartAsync(
        services: services => services.AddHealthChecks().AddCheck("thing", () => new HealthCheckResult(status, "as told", failure)));
}
