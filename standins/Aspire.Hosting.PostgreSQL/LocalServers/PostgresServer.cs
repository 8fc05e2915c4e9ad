using System.Globalization;
using Npgsql;

namespace Aspire.Hosting.LocalServers;

/// <summary>PostgreSQL as a local process: found or fetched, its cluster made once, durable, on loopback only.</summary>
/// <param name="programs">Where PostgreSQL is looked for, asked at every start.</param>
/// <param name="userName">Gives the name of the main account.</param>
internal sealed class PostgresServer(Func<PostgresPrograms> programs, Func<CancellationToken, ValueTask<string>> userName) : ILocalServer
{
    // Enough for the lock file that PostgreSQL writes first; less means that it would fail with a message of its own.
    private const int SmallestRoomBytes = 64 * 1024;

    // Where binaries go that the server's account must be able to execute, if the user's own cache is closed to it.
    private const string SharedCache = "/var/cache/platform";

    // A starting server refuses connections at once, so a longer answer means trouble.
    private const int ProbeTimeoutSeconds = 2;

    /// <inheritdoc/>
    public async Task<LocalProcess> PrepareAsync(LocalServerContext context, CancellationToken cancellationToken)
    {
        var (folder, account) = await ClusterFolder.FindAsync(context.DataDirectory, cancellationToken).ConfigureAwait(false);
        var major = ClusterFolder.MajorOf(folder);
        var cache = account is null || await account.CanEnterAsync(ExistingParent(context.CacheDirectory), cancellationToken).ConfigureAwait(false)
            ? context.CacheDirectory
            : SharedCache;
        PostgresProgram program;
        try
        {
            program = await programs().FindAsync(major, account, cache, context.Logger, cancellationToken).ConfigureAwait(false);
        }
        catch (LocalServerException e) when (major is not null)
        {
            throw new LocalServerException($"{e.Message.TrimEnd('.')} ({folder}).", e);
        }

        DataFaults.EnsureWritable(Path.GetDirectoryName(folder)!, SmallestRoomBytes);
        if (major is null)
        {
            var user = await userName(cancellationToken).ConfigureAwait(false);
            await ClusterInitializer.InitializeAsync(
                program, account, folder, user, context.Password, cancellationToken).ConfigureAwait(false);
        }

        await ClusterProcesses.EndAsync(folder, cancellationToken).ConfigureAwait(false);
        var process = new LocalProcess(program.Server, ["-D", folder, .. Settings(context.Port)], Path.GetPathRoot(folder)!)
        {
            Environment = new Dictionary<string, string> { ["LC_ALL"] = "C" },
            StopSignal = "SIGINT",
        };
        return account?.Wrap(process) ?? process;
    }

    /// <inheritdoc/>
    public async Task<string?> ProbeAsync(LocalServerContext context, CancellationToken cancellationToken)
    {
        var user = await userName(cancellationToken).ConfigureAwait(false);
        var connectionString = new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = context.Port,
            Username = user,
            Password = context.Password,
            Database = "postgres",
        };
        try
        {
            return await PostgresProbe.AskAsync(connectionString, ProbeTimeoutSeconds, cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException e) when (PostgresProbe.IsRefused(e))
        {
            throw new LocalServerException(
                $"PostgreSQL's data in {context.DataDirectory} were made with another password or user than {user}'s present one. " +
                $"Put the former back (Parameters:{context.ResourceName}-password), or delete that folder to begin anew.", e);
        }
    }

    /// <summary>Settings that hold whatever the cluster's own files say.</summary>
    private static IEnumerable<string> Settings(int port)
    {
        var settings = new Dictionary<string, string>
        {
            ["listen_addresses"] = "127.0.0.1",
            ["port"] = port.ToString(CultureInfo.InvariantCulture),
            // TCP only: the path of a socket in a data folder is easily longer than the 107 bytes that Unix allows.
            ["unix_socket_directories"] = string.Empty,
            ["fsync"] = "on",
            ["synchronous_commit"] = "on",
            ["full_page_writes"] = "on",
            // Five services with two replicas each and a pool each, with room for tools.
            ["max_connections"] = "200",
            ["shared_buffers"] = "128MB",
            // The log is the process's output, which the host keeps.
            ["logging_collector"] = "off",
            ["log_destination"] = "stderr",
            ["log_timezone"] = "UTC",
            ["TimeZone"] = "UTC",
        };
        return settings.SelectMany(setting => new[] { "-c", $"{setting.Key}={setting.Value}" });
    }

    private static string ExistingParent(string folder)
    {
        while (!Directory.Exists(folder) && Path.GetDirectoryName(folder) is { } parent)
        {
            folder = parent;
        }

        return folder;
    }
}
