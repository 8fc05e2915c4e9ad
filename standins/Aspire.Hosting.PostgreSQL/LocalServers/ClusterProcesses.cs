using System.Globalization;

namespace Aspire.Hosting.LocalServers;

/// <summary>
/// The processes of a PostgreSQL that survived its host or its own kill: a new server cannot start while one of them
/// still holds the cluster's shared memory, and each is in a session of its own, so that no process group reaches them.
/// </summary>
internal static class ClusterProcesses
{
    private const string Name = "postgres";

    // A fast shutdown writes a checkpoint; an immediate one only has to be noticed.
    private static readonly TimeSpan FastPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ImmediatePatience = TimeSpan.FromSeconds(5);

    /// <summary>Ends what still runs on a cluster: in order if its postmaster lives, else each process by itself.</summary>
    /// <param name="folder">Absolute path of the cluster.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal static Task EndAsync(string folder, CancellationToken cancellationToken)
    {
        var postmaster = Postmaster(folder);
        return FolderProcesses.EndAsync(
            folder,
            Name,
            [
                ("SIGINT", FastPatience, process => process == postmaster),
                ("SIGQUIT", ImmediatePatience, _ => true),
                ("SIGKILL", ImmediatePatience, _ => true),
            ],
            cancellationToken);
    }

    private static int? Postmaster(string folder)
    {
        try
        {
            var line = File.ReadLines(Path.Combine(folder, "postmaster.pid")).FirstOrDefault();
            return int.TryParse(line, CultureInfo.InvariantCulture, out var process) ? process : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
