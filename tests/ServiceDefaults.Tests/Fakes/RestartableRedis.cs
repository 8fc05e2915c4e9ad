using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace ServiceDefaults.Tests.Fakes;

/// <summary>A Redis of the test's own, to stop and start at will, on a port that stays the same.</summary>
internal sealed class RestartableRedis : IAsyncDisposable
{
    private const string Program = "redis-server";
    private readonly int _port = FreePort();
    private Process? _process;

    private RestartableRedis()
    {
    }

    public string ConnectionString => $"127.0.0.1:{_port},password=redis-test-password,connectTimeout=1000";

    /// <summary>Not started yet. Skips the test where Redis is not installed.</summary>
    public static RestartableRedis Create()
    {
        var installed = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, Program)));
        Assert.SkipUnless(installed, "redis-server is not installed on this machine; tests/Platform.Tests tries the host's own Redis");
        return new RestartableRedis();
    }

    public async Task StartAsync()
    {
        var start = new ProcessStartInfo(Program) { RedirectStandardOutput = true };
        foreach (var argument in (string[])["--port", $"{_port}", "--bind", "127.0.0.1", "--requirepass", "redis-test-password", "--save", ""])
        {
            start.ArgumentList.Add(argument);
        }

        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null)
            {
                ready.TrySetException(new InvalidOperationException("redis-server ended before it was ready"));
            }
            else if (line.Data.Contains("Ready to accept connections", StringComparison.Ordinal))
            {
                ready.TrySetResult();
            }
        };
        _process.BeginOutputReadLine();
        await ready.Task.WaitAsync(TestContext.Current.CancellationToken);
    }

    public async Task StopAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await StopAsync();
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
