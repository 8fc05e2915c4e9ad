namespace Aspire.Hosting.LocalServers;

/// <summary>Programs on PATH.</summary>
internal static class ProgramPath
{
    private static readonly string[] Suffixes = OperatingSystem.IsWindows() ? [".exe", ".cmd"] : [""];

    /// <summary>Absolute paths of the files of that name on PATH, links resolved, first the one that a shell would run.</summary>
    internal static IEnumerable<string> Find(string name)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return folders
            .Where(Path.IsPathFullyQualified)
            .SelectMany(folder => Suffixes.Select(suffix => Path.Combine(folder, name + suffix)))
            .Where(File.Exists)
            .Select(Resolved)
            .Distinct();
    }

    private static string Resolved(string path)
    {
        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        }
        catch (IOException)
        {
            return path;
        }
    }
}
