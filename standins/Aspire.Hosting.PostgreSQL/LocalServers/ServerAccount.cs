using System.Globalization;
using Aspire.Hosting.Processes;

namespace Aspire.Hosting.LocalServers;

/// <summary>
/// The account that PostgreSQL runs under when the AppHost runs as root, which PostgreSQL refuses to.
/// </summary>
/// <param name="Name">Name, or the number when it has none.</param>
/// <param name="UserId">User number.</param>
/// <param name="GroupId">Number of its group; it gets no other groups.</param>
internal sealed record ServerAccount(string Name, uint UserId, uint GroupId)
{
    private const string AccountsFile = "/etc/passwd";

    /// <summary>Null when the AppHost does not run as root (or on Windows, where PostgreSQL drops rights by itself).</summary>
    /// <param name="cluster">Folder of the database files; if it exists, its owner is the account.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    internal static async Task<ServerAccount?> ForAsync(string cluster, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
        {
            return null;
        }

        if (ShellPath.Find("setpriv") is null)
        {
            throw new LocalServerException(
                "PostgreSQL refuses to run as root, and setpriv (of util-linux), which starts it under another account, is " +
                "not on PATH. Install util-linux, or run as an ordinary user.");
        }

        if (Directory.Exists(cluster) && await OwnerAsync(cluster, cancellationToken).ConfigureAwait(false) is { UserId: not 0 } owner)
        {
            return owner;
        }

        var accounts = File.ReadLines(AccountsFile).Select(Parse).OfType<ServerAccount>().ToArray();
        return accounts.FirstOrDefault(a => a.Name == "postgres") ?? accounts.FirstOrDefault(a => a.Name == "nobody") ??
            throw new LocalServerException(
                $"PostgreSQL refuses to run as root, and {AccountsFile} has neither an account postgres nor nobody. " +
                "Add one of them, or run as an ordinary user.");
    }

    /// <summary>The command that runs a program under the account, replacing itself by it.</summary>
    internal LocalProcess Wrap(LocalProcess process) => process with
    {
        FileName = ShellPath.Find("setpriv")!,
        Arguments =
        [
            string.Create(CultureInfo.InvariantCulture, $"--reuid={UserId}"),
            string.Create(CultureInfo.InvariantCulture, $"--regid={GroupId}"),
            "--clear-groups",
            process.FileName,
            .. process.Arguments,
        ],
    };

    /// <summary>Whether the account may enter a folder; every folder above counts.</summary>
    internal async Task<bool> CanEnterAsync(string folder, CancellationToken cancellationToken)
    {
        var command = Wrap(new LocalProcess("/bin/sh", ["-c", "cd -- \"$1\"", "sh", folder], "/"));
        var run = await ProgramRun.TryAsync(
            command.FileName, command.Arguments, command.WorkingDirectory, null, cancellationToken).ConfigureAwait(false);
        return run is { ExitCode: 0 };
    }

    /// <summary>Makes the account the owner of a file or of an empty folder.</summary>
    internal async Task OwnAsync(string path, CancellationToken cancellationToken)
    {
        var owner = string.Create(CultureInfo.InvariantCulture, $"{UserId}:{GroupId}");
        var run = await ProgramRun.TryAsync("chown", [owner, path], "/", null, cancellationToken).ConfigureAwait(false);
        if (run is not { ExitCode: 0 })
        {
            throw DataFaults.Unwritable(path, run?.LastLine ?? "chown is not on PATH");
        }
    }

    private static async Task<ServerAccount?> OwnerAsync(string path, CancellationToken cancellationToken)
    {
        var run = await ProgramRun.TryAsync("stat", ["-c", "%U:x:%u:%g", path], "/", null, cancellationToken).ConfigureAwait(false);
        return run is { ExitCode: 0 } ? Parse(run.Output.Trim()) : null;
    }

    private static ServerAccount? Parse(string line) =>
        line.Split(':') is [var name, _, var user, var group, ..] &&
        uint.TryParse(user, CultureInfo.InvariantCulture, out var userId) &&
        uint.TryParse(group, CultureInfo.InvariantCulture, out var groupId)
            ? new ServerAccount(name, userId, groupId)
            : null;
}
