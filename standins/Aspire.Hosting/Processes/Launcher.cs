using System.Collections.Concurrent;
using System.Diagnostics;

namespace Aspire.Hosting.Processes;

/// <summary>
/// Starts processes so that they end with this one: each leads a session of its own (a Ctrl+C in the terminal reaches
/// only the host, which then stops them in order), and on Linux the kernel asks each to end when the host dies,
/// however it dies.
/// </summary>
internal static class Launcher
{
    // The kernel's death signal follows the thread that forked, not the process: so one thread, never ending, forks all.
    private static readonly BlockingCollection<Action> Work = [];
    private static readonly Lazy<Thread> Forker = new(StartThread);
    private static readonly Lazy<(string? SetSid, string? SetPriv)> Wrappers = new(FindWrappers);

    /// <summary>Starts a process; throws <see cref="System.ComponentModel.Win32Exception"/> when the program cannot be run.</summary>
    internal static Task<Process> StartAsync(ProcessSpec spec)
    {
        _ = Forker.Value;
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        Work.Add(() =>
        {
            try
            {
                started.SetResult(Process.Start(StartInfo(spec))!);
            }
#pragma warning disable CA1031 // Whatever the start throws belongs to its caller, who awaits it.
            catch (Exception e)
#pragma warning restore CA1031
            {
                started.SetException(e);
            }
        });
        return started.Task;
    }

    /// <summary>The command line that starts a process in its own session and under the kernel's death signal.</summary>
    internal static IReadOnlyList<string> CommandLine(ProcessSpec spec, string? setSid, string? setPriv)
    {
        var line = new List<string>();
        if (setSid is not null)
        {
            line.Add(setSid);
        }

        string[] death = ["--pdeathsig", spec.StopSignal["SIG".Length..]];
        if (setPriv is not null && Path.GetFileName(spec.FileName) == "setpriv")
        {
            // It changes the account, which would clear a death signal set before: one call must do both.
            line.AddRange([spec.FileName, .. death, .. spec.Arguments]);
            return line;
        }

        if (setPriv is not null)
        {
            line.AddRange([setPriv, .. death, "--"]);
        }

        line.AddRange([spec.FileName, .. spec.Arguments]);
        return line;
    }

    private static ProcessStartInfo StartInfo(ProcessSpec spec)
    {
        var line = CommandLine(spec, Wrappers.Value.SetSid, Wrappers.Value.SetPriv);
        var info = new ProcessStartInfo(line[0], line.Skip(1))
        {
            WorkingDirectory = spec.WorkingDirectory,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = System.Text.Encoding.UTF8,
            StandardErrorEncoding = System.Text.Encoding.UTF8,
        };
        info.Environment.Clear();
        foreach (var (name, value) in spec.Environment)
        {
            info.Environment[name] = value;
        }

        return info;
    }

    private static Thread StartThread()
    {
        var thread = new Thread(() =>
        {
            foreach (var work in Work.GetConsumingEnumerable())
            {
                work();
            }
        })
        { IsBackground = true, Name = "process launcher" };
        thread.Start();
        return thread;
    }

    private static (string? SetSid, string? SetPriv) FindWrappers()
    {
        var setPriv = OperatingSystem.IsLinux() ? ShellPath.Find("setpriv") : null;
        return (OperatingSystem.IsWindows() ? null : ShellPath.Find("setsid"), KnowsDeathSignal(setPriv) ? setPriv : null);
    }

    /// <summary>util-linux's program knows the option; BusyBox's program of the same name does not.</summary>
    private static bool KnowsDeathSignal(string? setPriv)
    {
        if (setPriv is null)
        {
            return false;
        }

        using var help = Process.Start(new ProcessStartInfo(setPriv, "--help")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var text = help.StandardOutput.ReadToEnd();
        help.WaitForExit();
        return text.Contains("--pdeathsig", StringComparison.Ordinal);
    }
}
