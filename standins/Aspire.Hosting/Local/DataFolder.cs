using System.Text.Json;

namespace Aspire.Hosting.Local;

/// <summary>The folder that keeps what outlives a run: server data, generated passwords, logs, the lease.</summary>
/// <param name="path">Absolute path; created when first used.</param>
internal sealed class DataFolder(string path)
{
    internal static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    /// <summary>Absolute path of the folder.</summary>
    internal string Path { get; } = path;

    /// <summary>
    /// The folder that <c>PLATFORM_DATA</c> names, else <c>.platform</c> at the root of the repository that holds the
    /// AppHost, else in the AppHost's own folder.
    /// </summary>
    internal static DataFolder Find(string? setting, string appHostDirectory)
    {
        if (!string.IsNullOrWhiteSpace(setting))
        {
            return new DataFolder(System.IO.Path.GetFullPath(setting));
        }

        var root = new DirectoryInfo(appHostDirectory);
        while (root is not null && !System.IO.Path.Exists(System.IO.Path.Combine(root.FullName, ".git")) &&
            root.EnumerateFiles("*.sln").FirstOrDefault() is null)
        {
            root = root.Parent;
        }

        return new DataFolder(System.IO.Path.Combine(root?.FullName ?? appHostDirectory, ".platform"));
    }

    /// <summary>Path of a file directly in the folder; makes the folder, readable by its owner only.</summary>
    internal string File(string name)
    {
        Create(Path);
        return System.IO.Path.Combine(Path, name);
    }

    /// <summary>Path of a folder in the folder; makes it.</summary>
    internal string Directory(string name)
    {
        // The root must be passable for a server that runs under another account; what is secret is its own file's mode.
        Create(Path);
        var path = System.IO.Path.Combine(Path, name);
        Create(path);
        return path;
    }

    private static void Create(string path)
    {
        try
        {
            System.IO.Directory.CreateDirectory(path);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new DistributedApplicationException(
                $"The data folder {path} cannot be made ({e.Message}). Make it writable, or name another with PLATFORM_DATA.", e);
        }
    }
}
