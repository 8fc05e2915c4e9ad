using System.Globalization;
using Aspire.Hosting.Processes;

namespace Aspire.Hosting.Local;

/// <summary>Finds out which program listens on a port, where the system shows it.</summary>
internal static class PortHolder
{
    private const string Listening = "0A";
    private const int CommandLength = 60;
    private static readonly string[] SocketTables = ["/proc/net/tcp", "/proc/net/tcp6"];

    /// <summary>Name and process id of the program, or words for an unknown one.</summary>
    internal static string Describe(int port)
    {
        if (!OperatingSystem.IsLinux() || Find(port) is not { } id)
        {
            return "another program";
        }

        var command = ProcessTable.CommandLine(id) ?? "unknown";
        var shown = command.Length > CommandLength ? command[..CommandLength] + "…" : command;
        return string.Create(CultureInfo.InvariantCulture, $"'{shown}' (process {id})");
    }

    private static int? Find(int port)
    {
        var sockets = SocketTables.Where(File.Exists).SelectMany(File.ReadLines).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(f => f.Length > 9 && f[3] == Listening && PortOf(f[1]) == port)
            .Select(f => $"socket:[{f[9]}]").ToHashSet();
        return sockets.Count == 0 ? null : Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), out var id) ? id : 0)
            .Where(id => id > 0 && Holds(id, sockets)).Select(id => (int?)id).FirstOrDefault();
    }

    private static int PortOf(string address) =>
        int.TryParse(address.AsSpan(address.LastIndexOf(':') + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var port)
            ? port
            : -1;

    private static bool Holds(int id, HashSet<string> sockets)
    {
        try
        {
            return new DirectoryInfo($"/proc/{id}/fd").EnumerateFileSystemInfos().Any(f => f.LinkTarget is { } target && sockets.Contains(target));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
