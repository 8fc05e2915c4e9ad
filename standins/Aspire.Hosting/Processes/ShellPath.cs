namespace Aspire.Hosting.Processes;

/// <summary>Finds programs as a shell does: links stay unresolved, for a program may act by the name it is called.</summary>
internal static class ShellPath
{
    private static readonly string[] Always = OperatingSystem.IsWindows() ? [] : ["/usr/bin", "/bin", "/usr/sbin", "/sbin"];
    private static readonly string[] Suffixes = OperatingSystem.IsWindows() ? ["", ".exe", ".cmd"] : [""];

    /// <summary>Absolute path of a program on PATH or in the system's own folders; null when there is none.</summary>
    internal static string? Find(string name)
    {
        var path = Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries) ?? [];
        return path.Concat(Always).SelectMany(folder => Suffixes.Select(suffix => Path.Combine(folder, name + suffix)))
            .FirstOrDefault(File.Exists);
    }
}
