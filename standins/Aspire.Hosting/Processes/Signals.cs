using System.Runtime.InteropServices;

namespace Aspire.Hosting.Processes;

/// <summary>Unix signals. On Windows there are none: a process is ended at once.</summary>
internal static class Signals
{
    internal const string Kill = "SIGKILL";

    /// <summary>Numbers that Linux, macOS and the BSDs share.</summary>
    private static readonly Dictionary<string, int> Numbers = new(StringComparer.Ordinal)
    {
        ["SIGHUP"] = 1,
        ["SIGINT"] = 2,
        ["SIGQUIT"] = 3,
        [Kill] = 9,
        ["SIGTERM"] = 15,
    };

    /// <summary>Sends a signal; false when the process is gone.</summary>
    /// <param name="processId">A process, or the negative of a process group.</param>
    /// <param name="signal">Name of the signal, as SIGTERM.</param>
    internal static bool Send(int processId, string signal) => kill(processId, Numbers[signal]) == 0;

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
#pragma warning disable SYSLIB1054, IDE1006 // Two integers need no generated marshalling; the name is the C library's.
    private static extern int kill(int pid, int sig);
#pragma warning restore SYSLIB1054, IDE1006
}
