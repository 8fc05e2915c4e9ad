using Aspire.Hosting.Local;
using Aspire.Hosting.Processes;

namespace Aspire.Hosting.Tests.Local;

public sealed class LeaseTests
{
    [Fact]
    public async Task EndStale_ChildOfADeadHost_IsEnded()
    {
        using var folder = new TestFolder();
        var lease = new Lease(folder.Data);
        using var child = await StartAsync($"{lease.RunId}/child/1/");
        lease.Add("child", child, "SIGTERM");
        var ended = await Lease.EndStaleAsync(folder.Data, TestContext.Current.CancellationToken);
        Assert.Equal(["child"], ended);
        await child.Exited;
    }

    [Fact]
    public async Task EndStale_ChildThatIgnoresItsSignal_IsKilled()
    {
        using var folder = new TestFolder();
        var lease = new Lease(folder.Data);
        using var child = await StartAsync($"{lease.RunId}/child/1/", "trap '' TERM; echo ready; while :; do sleep 600; done");
        lease.Add("child", child, "SIGTERM");
        await Lease.EndStaleAsync(folder.Data, TestContext.Current.CancellationToken);
        Assert.Equal(128 + 9, await child.Exited);
    }

    [Fact]
    public async Task EndStale_AnotherProcessOfTheSameId_IsLeftAlone()
    {
        using var folder = new TestFolder();
        using var child = await StartAsync("other/child/1/");
        var content = $$"""{"run":"gone","host":1,"children":[{"resource":"x","pid":{{child.Id}},"birth":"earlier","stop":"SIGTERM"}]}""";
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "lease.json"), content, TestContext.Current.CancellationToken);
        Assert.Empty(await Lease.EndStaleAsync(folder.Data, TestContext.Current.CancellationToken));
        Assert.NotNull(ProcessTable.Birth(child.Id));
        await child.StopAsync();
    }

    [Fact]
    public async Task EndStale_BrokenRecord_IsPassedOver()
    {
        using var folder = new TestFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "lease.json"), "{ half", TestContext.Current.CancellationToken);
        Assert.Empty(await Lease.EndStaleAsync(folder.Data, TestContext.Current.CancellationToken));
    }

    private static async Task<ChildProcess> StartAsync(string mark, string script = "echo ready; exec sleep 600")
    {
        Assert.SkipUnless(File.Exists(Shell.Program), "This machine has no /bin/sh.");
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" };
        var process = await ChildProcess.StartAsync(
            new ProcessSpec(Shell.Program, ["-c", script], "/", environment), mark, (_, _) => ready.TrySetResult());
        await ready.Task.WaitAsync(TestContext.Current.CancellationToken);
        return process;
    }
}
