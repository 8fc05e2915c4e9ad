using System.Globalization;

namespace Aspire.Hosting.LocalServers;

/// <summary>
/// The processes of a PostgreSQL that survived its host or its own kill: a new server cannot start while one of them
/// still holds the cluster's shared memory, and each is in a session of its own, so that no process group reaches them.
/// </summary>
internal static class ClusterProcesses
{
    private const string Name = "postgres";
    private const string LockFile = "postmaster.pid";

    // A fast shutdown writes a checkpoint; an immediate one only has to be noticed.
    private static readonly TimeSpan FastPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ImmediatePatience = TimeSpan.FromSeconds(5);

    /// <summary>Ends what still runs on a cluster: in order if its postmaster lives, else each process by itself.</summary>
    /// <param name="folder">Absolute path of the cluster.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal static async Task EndAsync(string folder, CancellationToken cancellationToken)
    {
        var postmaster = Postmaster(folder);
        await FolderProcesses.EndAsync(
            folder,
            Name,
            [
                ("SIGINT", FastPatience, process => process == postmaster),
                ("SIGQUIT", ImmediatePatience, _ => true),
                ("SIGKILL", ImmediatePatience, _ => true),
            ],
            cancellationToken).ConfigureAwait(false);
        if (OperatingSystem.IsLinux() && Postmaster(folder) is { } left && FolderProcesses.NameOf(left) != Name)
        {
            // After a crash of the machine its number may be another program's by now: PostgreSQL would take that one for
            // a postmaster at work here and refuse to start.
            File.Delete(Path.Combine(folder, LockFile));
        }
    }

    private static int? Postmaster(string folder)
    {
        try
        {
            var line = File.ReadLines(Path.Combine(folder, LockFile)).FirstOrDefault();
            return int.TryParse(line, CultureInfo.InvariantCulture, out var process) ? process : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
