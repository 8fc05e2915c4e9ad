using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Aspire.Hosting.LocalServers;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalServers.Tests.Running;

/// <summary>Starts what a local server prepared, as the host does, without restarting it.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly List<string> _output = [];

    // Not WaitForExitAsync, which waits for the end of the output too, and that a surviving child of the server holds open.
    private readonly TaskCompletionSource _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private RunningServer(LocalProcess prepared, LocalServerContext context)
    {
        Context = context;
        StopSignal = prepared.StopSignal;
        var start = new ProcessStartInfo(prepared.FileName, prepared.Arguments)
        {
            WorkingDirectory = prepared.WorkingDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in prepared.Environment)
        {
            start.Environment[name] = value;
        }

        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.Exited += (_, _) => _exited.TrySetResult();
        _process.OutputDataReceived += Keep;
        _process.ErrorDataReceived += Keep;
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public LocalServerContext Context { get; }

    public string StopSignal { get; }

    public int ProcessId => _process.Id;

    public string Output
    {
        get
        {
            lock (_output)
            {
                return string.Join('\n', _output);
            }
        }
    }

    public static LocalServerContext NewContext(string dataDirectory, string cacheDirectory, string password = "kept-Password1") =>
        new("server", dataDirectory, cacheDirectory, FreePort(), password, NullLogger.Instance);

    /// <summary>Prepares, starts and waits until the probe answers; fails with the server's output when it ends before.</summary>
    public static async Task<RunningServer> StartAsync(ILocalServer server, LocalServerContext context)
    {
        var token = TestContext.Current.CancellationToken;
        var running = new RunningServer(await server.PrepareAsync(context, token), context);
        try
        {
            var waited = Stopwatch.StartNew();
            using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
            string? reason;
            while ((reason = await server.ProbeAsync(context, token)) is not null)
            {
                Assert.False(running._process.HasExited, running.Output);
                Assert.True(waited.Elapsed < Patience, $"not ready: {reason}\n{running.Output}");
                await tick.WaitForNextTickAsync(token);
            }

            return running;
        }
        catch
        {
            await running.DisposeAsync();
            throw;
        }
    }

    /// <summary>kill -9 of the server process alone.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _exited.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    /// <summary>Asks for an orderly end and returns the exit code.</summary>
    public async Task<int> StopAsync()
    {
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -{StopSignal[3..]} {ProcessId}"]);
        await _exited.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _exited.Task.WaitAsync(Patience);
        }

        _process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is not null)
        {
            lock (_output)
            {
                _output.Add(line.Data);
            }
        }
    }
}
