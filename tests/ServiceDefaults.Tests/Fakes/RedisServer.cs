using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;

[assembly: AssemblyFixture(typeof(ServiceDefaults.Tests.Fakes.RedisServer))]

namespace ServiceDefaults.Tests.Fakes;

/// <summary>A throw-away Redis, or Garnet, of this machine: one of each for the whole run, started when first asked for.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    public const string Redis = "redis-server";
    public const string Garnet = "garnet-server";

    private readonly SemaphoreSlim _gate = new(1);
    private readonly Dictionary<string, RedisServer> _shared = [];
    private Process? _process;
    private string? _folder;

    public string ConnectionString { get; private set; } = "";

    /// <summary>The server under test; skips where it is not installed. In CI at least one of the two must be.</summary>
    public async Task<RedisServer> GetAsync(string program)
    {
        await _gate.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (!_shared.TryGetValue(program, out var server))
            {
                _shared[program] = server = await NewAsync(program);
            }

            return server;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Whichever is installed, Redis first.</summary>
    public Task<RedisServer> GetAsync() => GetAsync(Find(Redis) is not null ? Redis : Garnet);

    /// <summary>A server of the test's own, to stop at will.</summary>
    public static async Task<RedisServer> NewAsync(string? program = null)
    {
        program ??= Find(Redis) is not null ? Redis : Garnet;
        var path = Find(program);
        if (path is null)
        {
            Assert.False(Environment.GetEnvironmentVariable("CI") == "true" && Find(Redis) is null && Find(Garnet) is null,
                "neither redis-server nor garnet-server is on PATH");
            Assert.Skip(program + " is not on PATH");
        }

        var server = new RedisServer { _folder = Directory.CreateTempSubdirectory("redis-test-").FullName };
        var port = FreePort();
        string[] arguments = program == Redis
            ? ["--port", $"{port}", "--bind", "127.0.0.1", "--save", "", "--dir", server._folder, "--logfile", server._folder + "/log"]
            : ["--port", $"{port}", "--bind", "127.0.0.1", "--memory", "64m", "--index", "8m", "--lua", "-q"];
        server._process = Process.Start(new ProcessStartInfo(path, arguments) { WorkingDirectory = server._folder, RedirectStandardOutput = true, RedirectStandardError = true });
        server._process!.OutputDataReceived += (_, _) => { };
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        server.ConnectionString = $"127.0.0.1:{port},abortConnect=false,connectTimeout=2000,connectRetry=20";
        await using var up = new AsyncDisposable(await server.ConnectAsync());
        return server;
    }

    public async Task<ConnectionMultiplexer> ConnectAsync()
    {
        var connection = await ConnectionMultiplexer.ConnectAsync(ConnectionString);
        var deadline = TimeProvider.System.GetTimestamp();
        while (!connection.IsConnected && TimeProvider.System.GetElapsedTime(deadline) < TimeSpan.FromSeconds(30))
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        return connection;
    }

    public void Kill()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _shared.Values)
        {
            await server.DisposeAsync();
        }

        Kill();
        _process?.Dispose();
        _gate.Dispose();
        if (_folder is not null)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed class AsyncDisposable(ConnectionMultiplexer connection) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await connection.CloseAsync();
            connection.Dispose();
        }
    }
}
