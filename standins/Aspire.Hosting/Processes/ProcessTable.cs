using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Aspire.Hosting.Processes;

/// <summary>What the system knows about processes that this one did not start, or no longer holds.</summary>
internal static class ProcessTable
{
    /// <summary>
    /// What tells two processes of one id apart: on Linux boot and clock ticks since boot, elsewhere the start time.
    /// Null when there is no such process.
    /// </summary>
    internal static string? Birth(int processId)
    {
        if (OperatingSystem.IsLinux())
        {
            return Stat(processId) is { } stat && stat[0] != "Z" ? $"{BootId()}/{stat[19]}" : null;
        }

        try
        {
            using var process = Process.GetProcessById(processId);
            return process.StartTime.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>
    /// Processes of a session, or whose environment carries a marker: what a child left behind, even in a session of
    /// its own. Only Linux shows both; elsewhere the result is empty.
    /// </summary>
    /// <param name="session">Session to look for; 0 for none.</param>
    /// <param name="marker">Text that an environment variable begins with.</param>
    internal static IReadOnlyList<int> Descendants(int session, string marker)
    {
        if (!OperatingSystem.IsLinux())
        {
            return [];
        }

        var found = new List<int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) &&
                id != Environment.ProcessId && Stat(id) is { } stat && stat[0] != "Z" &&
                ((session > 0 && stat[3] == session.ToString(CultureInfo.InvariantCulture)) || Carries(id, marker)))
            {
                found.Add(id);
            }
        }

        return found;
    }

    /// <summary>Command line of a process, for people; null when it cannot be read.</summary>
    internal static string? CommandLine(int processId) =>
        ReadText($"/proc/{processId}/cmdline")?.TrimEnd('\0').Replace('\0', ' ');

    /// <summary>Fields of /proc/id/stat from the third (state) on; null when the process is gone.</summary>
    private static string[]? Stat(int processId)
    {
        var text = ReadText($"/proc/{processId}/stat");

        // The second field is the program's name in parentheses and may hold spaces and parentheses itself.
        return text is null ? null : text[(text.LastIndexOf(')') + 2)..].Split(' ');
    }

    private static bool Carries(int processId, string marker)
    {
        var environment = ReadText($"/proc/{processId}/environ");
        return environment is not null &&
            (environment.StartsWith(marker, StringComparison.Ordinal) || environment.Contains('\0' + marker, StringComparison.Ordinal));
    }

    private static string BootId() => ReadText("/proc/sys/kernel/random/boot_id")?.Trim() ?? string.Empty;

    private static string? ReadText(string path)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Gone, or another user's.
            return null;
        }
    }
}
