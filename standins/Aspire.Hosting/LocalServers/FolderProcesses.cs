using System.Globalization;
using Aspire.Hosting.Processes;

namespace Aspire.Hosting.LocalServers;

/// <summary>
/// Processes of a server that survived its host or its main process, found by the folder they work in. Linux only;
/// elsewhere the host's own record of what it started has to do.
/// </summary>
internal static class FolderProcesses
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Ends the processes by a list of ever ruder signals. The caller holds the data folder's lock.</summary>
    /// <param name="folder">Absolute path.</param>
    /// <param name="name">Name of the program.</param>
    /// <param name="steps">Each: the signal, how long to wait for its effect, and which of the processes get it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal static async Task EndAsync(
        string folder,
        string name,
        IEnumerable<(string Signal, TimeSpan Patience, Func<int, bool> Whom)> steps,
        CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsLinux())
        {
            // The kernel tells where a process works without the links that lead there.
            var real = await ProgramRun.TryAsync("readlink", ["-f", folder], "/", null, cancellationToken).ConfigureAwait(false);
            folder = real is { ExitCode: 0 } ? real.Output.TrimEnd('\n') : folder;
        }

        foreach (var (signal, patience, whom) in steps)
        {
            var told = Find(folder, name).Where(whom).ToArray();
            if (told.Length == 0)
            {
                continue;
            }

            foreach (var process in told)
            {
                Signals.Send(process, signal);
            }

            using var patient = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patient.CancelAfter(patience);
            while (Find(folder, name).Count > 0 && !patient.IsCancellationRequested)
            {
                await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
            }
        }

        if (Find(folder, name) is [var stuck, ..])
        {
            throw new LocalServerException(
                $"Process {stuck} ({name}) of an earlier run still works on {folder} and cannot be ended. End it, then start again.");
        }
    }

    /// <summary>Numbers of the processes of that name that work in the folder, given without links.</summary>
    internal static IReadOnlyList<int> Find(string folder, string name)
    {
        if (!OperatingSystem.IsLinux())
        {
            return [];
        }

        var found = new List<int>();
        foreach (var entry in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(entry), CultureInfo.InvariantCulture, out var process) &&
                process != Environment.ProcessId &&
                NameOf(process) == name &&
                Read(() => new FileInfo(Path.Combine(entry, "cwd")).LinkTarget) == folder)
            {
                found.Add(process);
            }
        }

        return found;
    }

    /// <summary>Name of a process's program, at most 15 characters; null when there is no such process, or none that can be seen.</summary>
    internal static string? NameOf(int process) =>
        Read(() => File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/comm")).Trim());

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
}
