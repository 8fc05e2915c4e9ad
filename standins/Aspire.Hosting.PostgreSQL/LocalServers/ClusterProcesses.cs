using System.Globalization;
using System.Runtime.InteropServices;

namespace Aspire.Hosting.LocalServers;

/// <summary>
/// The processes of a PostgreSQL that survived its host or its own kill: a new server cannot start while one of them
/// still holds the cluster's shared memory, and each is in a session of its own, so that no process group reaches them.
/// Linux only; elsewhere they end by themselves when they next look for their parent.
/// </summary>
internal static class ClusterProcesses
{
    private const int Interrupt = 2;
    private const int Quit = 3;
    private const int Kill = 9;

    // Fast shutdown writes a checkpoint; immediate shutdown only has to be noticed.
    private static readonly (int Signal, TimeSpan Patience)[] Steps =
        [(Interrupt, TimeSpan.FromSeconds(10)), (Quit, TimeSpan.FromSeconds(5)), (Kill, TimeSpan.FromSeconds(5))];

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Ends what still runs on a cluster, in order if its postmaster lives. The caller holds the data folder's lock.</summary>
    /// <param name="folder">Absolute path of the cluster.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal static async Task EndAsync(string folder, CancellationToken cancellationToken)
    {
        foreach (var (signal, patience) in Steps)
        {
            var all = Find(folder);
            if (all.Count == 0)
            {
                return;
            }

            // Asked to shut down, a postmaster ends its children itself; without one they are told one by one.
            var postmaster = Postmaster(folder);
            foreach (var process in all.Where(p => signal != Interrupt || p == postmaster))
            {
                _ = SendSignal(process, signal);
            }

            if (signal == Interrupt && !all.Contains(postmaster))
            {
                continue;
            }

            using var patient = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patient.CancelAfter(patience);
            while (Find(folder).Count > 0 && !patient.IsCancellationRequested)
            {
                await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
            }
        }

        if (Find(folder) is [var stuck, ..])
        {
            throw new LocalServerException(
                $"Process {stuck} of an earlier PostgreSQL still works on {folder} and cannot be ended. End it, then start again.");
        }
    }

    /// <summary>Every process named postgres that works in the folder; PostgreSQL's processes never leave it.</summary>
    internal static IReadOnlyList<int> Find(string folder)
    {
        if (!OperatingSystem.IsLinux())
        {
            return [];
        }

        var found = new List<int>();
        foreach (var entry in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(entry), CultureInfo.InvariantCulture, out var process) &&
                Read(() => File.ReadAllText(Path.Combine(entry, "comm")).Trim()) == "postgres" &&
                Read(() => new FileInfo(Path.Combine(entry, "cwd")).LinkTarget) == folder)
            {
                found.Add(process);
            }
        }

        return found;
    }

    private static int Postmaster(string folder) =>
        int.TryParse(
            Read(() => File.ReadLines(Path.Combine(folder, "postmaster.pid")).FirstOrDefault()), CultureInfo.InvariantCulture,
            out var process)
            ? process
            : 0;

    private static string? Read(Func<string?> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The process ended in between, or is none of ours.
            return null;
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int process, int signal);
}
