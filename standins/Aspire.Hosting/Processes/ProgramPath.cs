namespace Aspire.Hosting.Processes;

/// <summary>Finds programs.</summary>
internal static class ProgramPath
{
    private static readonly string[] Always = ["/usr/bin", "/bin", "/usr/sbin", "/sbin"];

    /// <summary>Absolute path of a program on PATH or in the system's own folders; null when there is none.</summary>
    internal static string? Find(string name)
    {
        var path = Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries) ?? [];
        var folders = OperatingSystem.IsWindows() ? path : path.Concat(Always);
        var names = OperatingSystem.IsWindows() ? new[] { name, name + ".exe", name + ".cmd" } : [name];
        return folders.SelectMany(folder => names.Select(n => Path.Combine(folder, n))).FirstOrDefault(File.Exists);
    }

    /// <summary>Folder of the .NET installation that runs this process.</summary>
    internal static string DotNetRoot { get; } = Path.GetFullPath(
        Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));

    /// <summary>The <c>dotnet</c> program of that installation.</summary>
    internal static string DotNet { get; } = Path.Combine(DotNetRoot, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
}
