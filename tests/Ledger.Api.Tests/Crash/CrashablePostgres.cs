using System.Diagnostics;
using System.Globalization;
using Npgsql;
using ServiceDefaults.Tests.Fakes;

namespace Ledger.Api.Tests.Crash;

/// <summary>
/// A PostgreSQL of the test's own that writes durably (fsync, synchronous commit) and can be killed: the test fixture makes the
/// data folder, then the postmaster is a child of this process.
/// </summary>
internal sealed class CrashablePostgres : IAsyncDisposable
{
    private readonly PostgresServer _maker;
    private readonly string _folder;
    private readonly string _program;
    private readonly string _user;
    private readonly string _group;
    private Process? _postmaster;

    private CrashablePostgres(PostgresServer maker, string folder, string program, string user, string group, string connection)
    {
        (_maker, _folder, _program, _user, _group, ConnectionString) = (maker, folder, program, user, group, connection);
    }

    public string ConnectionString { get; }

    public static async Task<CrashablePostgres> CreateAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Killing a server with its backends reads /proc");
        var maker = await PostgresServer.NewAsync();
        await maker.StartAsync();
        var connection = await maker.CreateDatabaseAsync();
        var folder = (string)(await ScalarAsync(connection, "show data_directory"))!;
        var pid = int.Parse((await File.ReadAllLinesAsync(Path.Combine(folder, "postmaster.pid")))[0], CultureInfo.InvariantCulture);
        var program = new FileInfo($"/proc/{pid}/exe").ResolveLinkTarget(returnFinalTarget: true)!.FullName;
        var status = await File.ReadAllLinesAsync($"/proc/{pid}/status");
        await maker.StopAsync();
        var server = new CrashablePostgres(maker, folder, program, Id(status, "Uid:"), Id(status, "Gid:"), connection);
        await server.StartAsync();
        return server;
    }

    public static async Task<object?> ScalarAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Starts on the data as they are; returns when it answers, with recovery behind it.</summary>
    public async Task StartAsync()
    {
        var port = new NpgsqlConnectionStringBuilder(ConnectionString).Port.ToString(CultureInfo.InvariantCulture);
        string[] arguments =
        [
            "-D", _folder, "-p", port, "-k", _folder, "-c", "listen_addresses=127.0.0.1",
            "-c", "fsync=on", "-c", "synchronous_commit=on", "-c", "full_page_writes=on", "-c", "log_min_messages=fatal",
        ];
        // PostgreSQL refuses to run as root; the kernel gives the program's name to the child that replaces itself.
        _postmaster = Environment.IsPrivilegedProcess
            ? Start("setpriv", [$"--reuid={_user}", $"--regid={_group}", "--clear-groups", _program, .. arguments])
            : Start(_program, arguments);
        await Fakes.Eventually.UntilAsync(async _ =>
        {
            try
            {
                return await ScalarAsync(ConnectionString, "select 1") is 1;
            }
            catch (NpgsqlException)
            {
                return false;
            }
        });
    }

    /// <summary>SIGKILL to the postmaster and each of its backends; returns when none is left.</summary>
    public async Task KillAsync()
    {
        var postmaster = _postmaster!;
        var family = Children(postmaster.Id);
        postmaster.Kill();
        await postmaster.WaitForExitAsync();
        foreach (var pid in family)
        {
            try
            {
                using var child = Process.GetProcessById(pid);
                child.Kill();
                await child.WaitForExitAsync();
            }
            catch (Exception gone) when (gone is ArgumentException or InvalidOperationException)
            {
                // It noticed its parent's death first.
            }
        }

        postmaster.Dispose();
        _postmaster = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_postmaster is not null)
        {
            await KillAsync();
        }

        // Left by the kill; the fixture would take it for a server that runs.
        File.Delete(Path.Combine(_folder, "postmaster.pid"));
        await _maker.DisposeAsync();
    }

    private static string Id(string[] status, string name) =>
        status.Single(line => line.StartsWith(name, StringComparison.Ordinal)).Split('\t')[1];

    private static Process Start(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = "/", RedirectStandardError = true, RedirectStandardOutput = true };
        var process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static int[] Children(int parent) =>
    [
        .. Directory.GetDirectories("/proc").Select(Path.GetFileName).Select(name => int.TryParse(name, out var pid) ? pid : 0)
            .Where(pid => pid > 0 && ParentOf(pid) == parent),
    ];

    private static int ParentOf(int pid)
    {
        try
        {
            // pid (name) state parent …; the name may hold anything, also brackets.
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
