using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

[assembly: AssemblyFixture(typeof(ServiceDefaults.Tests.Fakes.PostgresServer))]

namespace ServiceDefaults.Tests.Fakes;

/// <summary>A throw-away PostgreSQL of this machine, started when a test first asks; each test gets a database of its own.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private string? _binaries;
    private string? _folder;
    private int _port;

    /// <summary>A new, empty database. Skips the test where PostgreSQL is not installed (and fails it in CI).</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_folder is null)
            {
                await InitializeAsync();
                await StartAsync();
            }
        }
        finally
        {
            _gate.Release();
        }

        var name = "test_" + Guid.NewGuid().ToString("N");
        await using var connection = new NpgsqlConnection(ConnectionString("postgres"));
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
        return ConnectionString(name);
    }

    /// <summary>A server of the test's own, to stop and start at will.</summary>
    public static async Task<PostgresServer> NewAsync()
    {
        var server = new PostgresServer();
        await server.InitializeAsync();
        return server;
    }

    public string ConnectionString(string database) =>
        $"Host=127.0.0.1;Port={_port};Username=postgres;Password=postgres-test-password;Database={database};Timeout=5";

    public async Task StartAsync()
    {
        await RunAsync(Binary("pg_ctl"), "start", "-w", "-D", _folder!, "-l", Path.Combine(_folder!, "log"),
            "-o", $"-p {_port} -k {_folder} -c listen_addresses=127.0.0.1 -c fsync=off");
    }

    public Task StopAsync() => RunAsync(Binary("pg_ctl"), "stop", "-w", "-m", "immediate", "-D", _folder!);

    public async ValueTask DisposeAsync()
    {
        if (_folder is not null)
        {
            if (File.Exists(Path.Combine(_folder, "postmaster.pid")))
            {
                await StopAsync();
            }

            Directory.Delete(_folder, recursive: true);
        }

        _gate.Dispose();
    }

    private async Task InitializeAsync()
    {
        _binaries = Find();
        if (_binaries is null)
        {
            Assert.SkipWhen(Environment.GetEnvironmentVariable("CI") != "true", "PostgreSQL is not installed on this machine");
            Assert.Fail("PostgreSQL is not installed, and CI must not skip");
        }

        var folder = Directory.CreateTempSubdirectory("platform-postgres-").FullName;
        var password = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        await File.WriteAllTextAsync(password, "postgres-test-password");
        if (Environment.IsPrivilegedProcess)
        {
            await RunAsync("/bin/chown", asRoot: true, "postgres", folder, password);
        }

        await RunAsync(Binary("initdb"), "-D", folder, "-U", "postgres", "-A", "scram-sha-256", "--pwfile", password, "--no-sync");
        File.Delete(password);
        _folder = folder;
        _port = FreePort();
    }

    private static string? Find() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Concat(Directory.Exists("/usr/lib/postgresql")
                ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending().Select(version => Path.Combine(version, "bin"))
                : [])
            .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "pg_ctl")));

    private string Binary(string name) => Path.Combine(_binaries!, name);

    private static Task RunAsync(string file, params string[] arguments) => RunAsync(file, asRoot: false, arguments);

    // PostgreSQL refuses to run as root.
    private static async Task RunAsync(string file, bool asRoot, params string[] arguments)
    {
        var start = new ProcessStartInfo { WorkingDirectory = Path.GetTempPath() };
        if (Environment.IsPrivilegedProcess && !asRoot)
        {
            start.FileName = "setpriv";
            foreach (var argument in (string[])["--reuid=postgres", "--regid=postgres", "--clear-groups", file])
            {
                start.ArgumentList.Add(argument);
            }
        }
        else
        {
            start.FileName = file;
        }

        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        // pg_ctl's child keeps the descriptors it inherits: nothing is redirected, so nothing waits for it.
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{file} {string.Join(' ', arguments)} ended with {process.ExitCode}");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
