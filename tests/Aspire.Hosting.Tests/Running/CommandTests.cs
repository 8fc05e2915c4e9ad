using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using static Aspire.Hosting.Tests.Running.LifecycleTests;

namespace Aspire.Hosting.Tests.Running;

/// <summary>Commands and URLs that a model gives its resources.</summary>
public sealed class CommandTests
{
    [Fact]
    public async Task HttpCommand_Called_SendsTheRequestAndTellsItsOutcome()
    {
        using var limit = Limit();
        await using var builder = DistributedApplicationTestingBuilder.Create();
        var prepared = 0;
        builder.AddShell("service", "exec sleep 600")
            .WithHttpEndpoint(isProxied: false)
            .WithHttpHealthCheck("/alive")
            .WithHttpCommand("/seed", "Seed", commandName: "seed", commandOptions: new HttpCommandOptions
            {
                PrepareRequest = context =>
                {
                    prepared++;
                    context.Request.Headers.Add("X-Who", context.ResourceName);
                    return Task.CompletedTask;
                },
            })
            .WithHttpCommand("/broken", "Break", commandName: "break");
        await using var app = await builder.BuildAsync(limit.Token);
        await app.StartAsync(limit.Token);
        var early = await app.ResourceCommands.ExecuteCommandAsync("service", "seed", limit.Token);
        Assert.False(early.Success);

        // The resource's process only sleeps; what answers at its port is here.
        await using var server = await ServeAsync(app.GetEndpoint("service", "http"), limit.Token);
        await app.ResourceNotifications.WaitForResourceHealthyAsync("service", limit.Token);
        var seeded = await app.ResourceCommands.ExecuteCommandAsync("service", "seed", limit.Token);
        var broken = await app.ResourceCommands.ExecuteCommandAsync("service", "break", limit.Token);
        Assert.True(seeded.Success, seeded.Message);
        Assert.Equal(1, prepared);
        Assert.False(broken.Success);
        Assert.Contains("500", broken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Command_Throws_TellsWhyAndEndsNothing()
    {
        using var limit = Limit();
        await using var builder = DistributedApplicationTestingBuilder.Create();
        builder.AddShell("service", "exec sleep 600")
            .WithCommand("fail", "Fail", _ => throw new InvalidOperationException("not today"))
            .WithCommand("name", "Name", context => Task.FromResult(CommandResults.Success(context.ResourceName)));
        await using var app = await builder.BuildAsync(limit.Token);
        await app.StartAsync(limit.Token);
        await app.ResourceNotifications.WaitForResourceHealthyAsync("service", limit.Token);
        var failed = await app.ResourceCommands.ExecuteCommandAsync("service", "fail", limit.Token);
        var named = await app.ResourceCommands.ExecuteCommandAsync("service", "name", limit.Token);
        var unknown = await app.ResourceCommands.ExecuteCommandAsync("service", "none", limit.Token);
        Assert.Contains("not today", failed.Message, StringComparison.Ordinal);
        Assert.Equal("service", named.Message);
        Assert.False(unknown.Success);
    }

    [Fact]
    public async Task Urls_OfEndpoint_AreServedWhileItRuns()
    {
        using var limit = Limit();
        await using var builder = DistributedApplicationTestingBuilder.Create();
        builder.AddShell("service", "exec sleep 600")
            .WithHttpEndpoint(isProxied: false)
            .WithUrlForEndpoint("http", url => url.DisplayText = "home")
            .WithUrlForEndpoint("http", endpoint => new ResourceUrlAnnotation { Url = $"{endpoint.Url}/docs", DisplayText = "docs" })
            .WithUrl("https://example.org/manual", "manual");
        await using var app = await builder.BuildAsync(limit.Token);
        await app.StartAsync(limit.Token);
        var address = app.GetEndpoint("service");
        Assert.True(app.ResourceNotifications.TryGetCurrentState("service", out var before));
        Assert.All(before.Snapshot.Urls, url => Assert.True(url.IsInactive));
        await using var server = await ServeAsync(address, limit.Token);
        var running = await app.ResourceNotifications.WaitForResourceHealthyAsync("service", limit.Token);
        Assert.Equal(
            [(address.OriginalString, "home"), ("https://example.org/manual", "manual"), ($"{address.OriginalString}/docs", "docs")],
            running.Snapshot.Urls.Select(url => (url.Url, url.DisplayProperties.DisplayName)));
        Assert.All(running.Snapshot.Urls, url => Assert.False(url.IsInactive));
    }

    private static async Task<WebApplication> ServeAsync(Uri address, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(address.OriginalString);
        var server = builder.Build();
        server.MapGet("/alive", () => "yes");
        server.MapPost("/seed", (HttpRequest request) => request.Headers["X-Who"] == "service" ? Results.Ok() : Results.BadRequest());
        server.MapPost("/broken", () => Results.StatusCode(StatusCodes.Status500InternalServerError));
        await server.StartAsync(cancellationToken);
        return server;
    }
}
