using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Aspire.Hosting.LocalServers;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;
using LocalRedis = Aspire.Hosting.LocalServers.RedisServer;

[assembly: AssemblyFixture(typeof(ServiceDefaults.Tests.Fakes.RedisServer))]

namespace ServiceDefaults.Tests.Fakes;

/// <summary>A throw-away Redis or Garnet, found or fetched as the local host does it; shared ones start when first asked for.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    public const string Redis = "redis";
    public const string Garnet = "garnet";
    private const string Password = "redis-test-password";

    private readonly SemaphoreSlim _gate = new(1);
    private readonly Dictionary<string, RedisServer> _shared = [];
    private Process? _process;
    private string? _folder;

    public string ConnectionString { get; private set; } = "";

    /// <summary>The shared server of this engine; null takes Redis, or Garnet where there is none.</summary>
    public async Task<RedisServer> GetAsync(string? engine = null)
    {
        await _gate.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (!_shared.TryGetValue(engine ?? "", out var server))
            {
                _shared[engine ?? ""] = server = await NewAsync(engine);
            }

            return server;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>A server of the test's own, to stop at will.</summary>
    public static async Task<RedisServer> NewAsync(string? engine = null)
    {
        var server = new RedisServer { _folder = Directory.CreateTempSubdirectory("redis-test-").FullName };
        var context = new LocalServerContext(
            "redis", server._folder, Path.Combine(Path.GetTempPath(), "platform-test-cache-" + Environment.UserName), FreePort(), Password, NullLogger.Instance);
        var local = new LocalRedis(() => null, engine switch
        {
            Redis => async (_, _, token) => await RedisProgram.FindAsync(token) ?? throw new LocalServerException("no Redis"),
            Garnet => async (cache, logger, token) => await GarnetProgram.EnsureAsync(cache, logger, token),
            _ => null,
        });
        LocalProcess program;
        try
        {
            program = await local.PrepareAsync(context, TestContext.Current.CancellationToken);
        }
        catch (LocalServerException missing)
        {
            await server.DisposeAsync();

            // Garnet can be fetched everywhere; Redis itself must be installed, and the platform does not need it.
            Assert.False(engine != Redis && Environment.GetEnvironmentVariable("CI") == "true", missing.Message);
            Assert.Skip(missing.Message);
            throw;
        }

        var start = new ProcessStartInfo(program.FileName, program.Arguments)
        {
            WorkingDirectory = program.WorkingDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in program.Environment)
        {
            start.Environment[name] = value;
        }

        server._process = Process.Start(start)!;
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        server.ConnectionString = $"127.0.0.1:{context.Port},password={Password},abortConnect=false,connectTimeout=2000";
        await WaitAsync(async () => await local.ProbeAsync(context, TestContext.Current.CancellationToken) is null);
        return server;
    }

    public async Task<ConnectionMultiplexer> ConnectAsync()
    {
        var connection = await ConnectionMultiplexer.ConnectAsync(ConnectionString);
        await WaitAsync(() => Task.FromResult(connection.IsConnected));
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

    private static async Task WaitAsync(Func<Task<bool>> holds)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(since) < TimeSpan.FromSeconds(60), "Redis did not come up");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
