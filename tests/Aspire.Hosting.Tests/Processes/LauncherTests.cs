using Aspire.Hosting.Processes;

namespace Aspire.Hosting.Tests.Processes;

public sealed class LauncherTests
{
    private static readonly ProcessSpec Service = new("/opt/service", ["--a", "b"], "/", new Dictionary<string, string>());

    [Fact]
    public void CommandLine_BothWrappers_SetSessionAndDeathSignal() => Assert.Equal(
        ["/usr/bin/setsid", "/usr/bin/setpriv", "--pdeathsig", "TERM", "--", "/opt/service", "--a", "b"],
        Launcher.CommandLine(Service, "/usr/bin/setsid", "/usr/bin/setpriv"));

    [Fact]
    public void CommandLine_NoWrappers_IsTheProgramItself() =>
        Assert.Equal(["/opt/service", "--a", "b"], Launcher.CommandLine(Service, null, null));

    [Fact]
    public void CommandLine_ProgramChangesAccount_AsksForTheSignalAfterThat()
    {
        var server = Service with { FileName = "/bin/setpriv", Arguments = ["--reuid=5", "postgres"], StopSignal = "SIGINT" };
        Assert.Equal(
            ["/usr/bin/setsid", "/bin/setpriv", "--pdeathsig", "INT", "--reuid=5", "postgres"],
            Launcher.CommandLine(server, "/usr/bin/setsid", "/usr/bin/setpriv"));
    }

    [Fact]
    public async Task Stop_SignalIgnored_KillsAfterTheGrace()
    {
        Assert.SkipUnless(File.Exists(Shell.Program), "This machine has no /bin/sh.");
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var spec = new ProcessSpec(
            Shell.Program,
            ["-c", "trap '' TERM; echo ready; while :; do sleep 600; done"],
            "/",
            new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" })
        { StopGrace = TimeSpan.FromMilliseconds(200) };
        using var process = await ChildProcess.StartAsync(spec, "stop-test/", (_, _) => ready.TrySetResult());
        await ready.Task.WaitAsync(TestContext.Current.CancellationToken);
        await process.StopAsync();
        Assert.Equal(128 + 9, await process.Exited);
        Assert.Empty(ProcessTable.Descendants(process.Id, process.Marker));
    }

    [Fact]
    public async Task Output_BothStreams_AreToldApart()
    {
        Assert.SkipUnless(File.Exists(Shell.Program), "This machine has no /bin/sh.");
        var lines = new System.Collections.Concurrent.ConcurrentBag<(string Text, bool IsError)>();
        var spec = new ProcessSpec(Shell.Program, ["-c", "echo fine; echo bad >&2; exit 3"], "/", new Dictionary<string, string>());
        using var process = await ChildProcess.StartAsync(spec, "output-test/", (text, isError) => lines.Add((text, isError)));
        Assert.Equal(3, await process.Exited);
        Assert.Equal([("bad", true), ("fine", false)], lines.Order());
    }
}
