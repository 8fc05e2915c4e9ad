using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.LocalServers;
using Aspire.Hosting.Processes;
using Aspire.Hosting.Testing;

namespace Aspire.Hosting.Tests.Running;

/// <summary>Small models of shell commands, run for real.</summary>
public sealed class LifecycleTests
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Start_WaitForCompletion_RunsInOrder()
    {
        using var limit = Limit();
        using var folder = new TestFolder();
        await using var builder = DistributedApplicationTestingBuilder.Create();
        var first = builder.AddShell("first", $"echo made > {folder.Path}/made");
        builder.AddShell("second", $"cat {folder.Path}/made && exec sleep 600").WaitForCompletion(first);
        await using var app = await builder.BuildAsync(limit.Token);
        await app.StartAsync(limit.Token);
        await app.ResourceNotifications.WaitForResourceHealthyAsync("second", limit.Token);
        await LineAsync(app, "second", "made", limit.Token);
    }

    [Fact]
    public async Task Start_DependencyFailed_SaysWhichAndWhy()
    {
        using var limit = Limit();
        await using var builder = DistributedApplicationTestingBuilder.Create();
        var job = builder.AddShell("job", "exit 7");
        builder.AddShell("service", "exec sleep 600").WaitForCompletion(job);
        await using var app = await builder.BuildAsync(limit.Token);
        await app.StartAsync(limit.Token);
        var error = await Assert.ThrowsAsync<DistributedApplicationException>(
            () => app.ResourceNotifications.WaitForResourceHealthyAsync("service", limit.Token));
        Assert.Contains("'job'", error.Message, StringComparison.Ordinal);
        Assert.Contains("code 7", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_ProcessWithDescendantInItsOwnSession_LeavesNone()
    {
        using var limit = Limit();
        using var folder = new TestFolder();
        Assert.SkipUnless(OperatingSystem.IsLinux() && ShellPath.Find("setsid") is not null, "needs Linux with setsid");
        await using var builder = DistributedApplicationTestingBuilder.Create();
        builder.AddShell("parent", $"setsid sh -c 'echo $$ > {folder.Path}/id.part; mv {folder.Path}/id.part {folder.Path}/id; sleep 600' & " +
            $"until [ -f {folder.Path}/id ]; do sleep 0.01; done; echo ready; wait");
        await using var app = await builder.BuildAsync(limit.Token);
        await app.StartAsync(limit.Token);
        await LineAsync(app, "parent", "ready", limit.Token);
        var child = int.Parse(await File.ReadAllTextAsync(Path.Combine(folder.Path, "id"), limit.Token), CultureInfo.InvariantCulture);
        Assert.NotNull(ProcessTable.Birth(child));
        await app.StopAsync(limit.Token);
        Assert.Null(ProcessTable.Birth(child));
    }

    [Fact]
    public async Task Ready_HandlerFailsOnce_IsTriedAgainAndWaitersWait()
    {
        using var limit = Limit();
        await using var builder = DistributedApplicationTestingBuilder.Create();
        var calls = 0;
        var server = builder.AddShell("server", "exec sleep 600").OnResourceReady((_, _, _) =>
            ++calls == 1 ? throw new InvalidOperationException("not yet") : Task.CompletedTask);
        builder.AddShell("client", "exec sleep 600").WaitFor(server);
        await using var app = await builder.BuildAsync(limit.Token);
        await app.StartAsync(limit.Token);
        await app.ResourceNotifications.WaitForResourceHealthyAsync("client", limit.Token);
        Assert.Equal(2, calls);
    }

    [Fact]
    public async Task Commands_StopAndStart_EndAndBeginTheProcess()
    {
        using var limit = Limit();
        await using var builder = DistributedApplicationTestingBuilder.Create();
        builder.AddShell("service", "exec sleep 600");
        await using var app = await builder.BuildAsync(limit.Token);
        await app.StartAsync(limit.Token);
        var before = await ProcessIdAsync(app, "service", limit.Token);
        Assert.True((await app.ResourceCommands.ExecuteCommandAsync("service", KnownResourceCommands.StopCommand, limit.Token)).Success);
        Assert.Null(ProcessTable.Birth(before));
        Assert.False((await app.ResourceCommands.ExecuteCommandAsync("service", KnownResourceCommands.StopCommand, limit.Token)).Success);
        Assert.True((await app.ResourceCommands.ExecuteCommandAsync("service", KnownResourceCommands.StartCommand, limit.Token)).Success);
        Assert.NotEqual(before, await ProcessIdAsync(app, "service", limit.Token));
    }

    [Fact]
    public async Task Stop_ProcessEndsInOrder_StaysFinished()
    {
        using var limit = Limit();
        await using var builder = DistributedApplicationTestingBuilder.Create();
        builder.AddShell("service", "trap 'exit 0' TERM; echo ready; sleep 600 & wait");
        await using var app = await builder.BuildAsync(limit.Token);
        await app.StartAsync(limit.Token);
        await LineAsync(app, "service", "ready", limit.Token);
        await app.ResourceCommands.ExecuteCommandAsync("service", KnownResourceCommands.StopCommand, limit.Token);
        Assert.True(app.ResourceNotifications.TryGetCurrentState("service", out var state));
        Assert.Equal(KnownResourceStates.Finished, state.Snapshot.State?.Text);
    }

    [Fact]
    public async Task Command_ItsStateCannotBeTold_EndsNothingElse()
    {
        using var limit = Limit();
        await using var builder = DistributedApplicationTestingBuilder.Create();
        builder.AddShell("service", "exec sleep 600").WithCommand(
            "broken", "Broken", _ => Task.FromResult(CommandResults.Success()),
            new CommandOptions { UpdateState = _ => throw new InvalidOperationException("a fault of the model") });
        await using var app = await builder.BuildAsync(limit.Token);
        await app.StartAsync(limit.Token);
        var healthy = await app.ResourceNotifications.WaitForResourceHealthyAsync("service", limit.Token);
        Assert.Equal(ResourceCommandState.Disabled, healthy.Snapshot.Commands.Single(c => c.Name == "broken").State);
    }

    [Fact]
    public async Task ExplicitStart_NotAsked_StaysNotStarted()
    {
        using var limit = Limit();
        await using var builder = DistributedApplicationTestingBuilder.Create();
        builder.AddShell("tool", "exec sleep 600").WithExplicitStart();
        await using var app = await builder.BuildAsync(limit.Token);
        await app.StartAsync(limit.Token);
        Assert.True(app.ResourceNotifications.TryGetCurrentState("tool", out var state));
        Assert.Equal(KnownResourceStates.NotStarted, state.Snapshot.State?.Text);
        await app.ResourceCommands.ExecuteCommandAsync("tool", KnownResourceCommands.StartCommand, limit.Token);
        await app.ResourceNotifications.WaitForResourceHealthyAsync("tool", limit.Token);
    }

    [Fact]
    public async Task Program_Missing_FailsWithTheRemedy()
    {
        using var limit = Limit();
        await using var builder = DistributedApplicationTestingBuilder.Create();
        builder.AddExecutable("tool", "no-such-program-here", "/");
        await using var app = await builder.BuildAsync(limit.Token);
        await app.StartAsync(limit.Token);
        var failed = await app.ResourceNotifications.WaitForResourceAsync(
            "tool", e => e.Snapshot.State?.Text == KnownResourceStates.FailedToStart, limit.Token);
        Assert.Contains("no-such-program-here", failed.Snapshot.StateReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dispose_Always_RemovesTheDataFolder()
    {
        using var limit = Limit();
        string? folder;
        await using (var builder = DistributedApplicationTestingBuilder.Create())
        {
            folder = builder.Configuration["PLATFORM_DATA"];
            builder.AddShell("service", "exec sleep 600");
            await using var app = await builder.BuildAsync(limit.Token);
            await app.StartAsync(limit.Token);
            Assert.True(Directory.Exists(folder));
        }

        Assert.False(Directory.Exists(folder));
    }

    internal static async Task<int> ProcessIdAsync(DistributedApplication app, string resource, CancellationToken cancellationToken)
    {
        var running = await app.ResourceNotifications.WaitForResourceAsync(
            resource, e => e.Snapshot.Properties.Any(p => p.Name == LocalProperties.ProcessId), cancellationToken);
        return (int)running.Snapshot.Properties.Single(p => p.Name == LocalProperties.ProcessId).Value!;
    }

    private static async Task LineAsync(DistributedApplication app, string resource, string text, CancellationToken cancellationToken)
    {
        var logs = (ResourceLoggerService)app.Services.GetService(typeof(ResourceLoggerService))!;
        await foreach (var batch in logs.WatchAsync(resource).WithCancellation(cancellationToken))
        {
            if (batch.Any(l => l.Content.EndsWith($" {text}", StringComparison.Ordinal)))
            {
                return;
            }
        }

        Assert.Fail($"{resource} never wrote '{text}'.");
    }

    internal static CancellationTokenSource Limit()
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeLimit);
        return limit;
    }
}
