namespace Aspire.Hosting.LocalServers;

/// <summary>Programs on PATH.</summary>
internal static class ProgramPath
{
    private static readonly string[] Suffixes = OperatingSystem.IsWindows() ? [".exe", ".cmd"] : [""];

    /// <summary>
    /// Absolute paths of the files of that name on PATH, first the one that a shell would run, each file once. Links stay:
    /// Debian's redis-server is a link to redis-check-rdb, which goes by the name it is called by.
    /// </summary>
    /// <param name="name">Name of the program, without a suffix.</param>
    /// <param name="path">Folders to look in, as PATH lists them; null for PATH itself.</param>
    internal static IEnumerable<string> Find(string name, string? path = null)
    {
        var folders = (path ?? Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return folders
            .Where(Path.IsPathFullyQualified)
            .SelectMany(folder => Suffixes.Select(suffix => Path.Combine(folder, name + suffix)))
            .Where(File.Exists)
            .DistinctBy(Resolved);
    }

    /// <summary>The file that a path leads to; the path itself when its links lead nowhere.</summary>
    internal static string Resolved(string path)
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
