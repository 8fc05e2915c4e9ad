namespace Aspire.Hosting.Local;

/// <summary>The user's folder for programs installed on demand, shared by all runs.</summary>
internal static class CacheFolder
{
    /// <summary>Absolute path; made if need be. In the data folder when the account has no home that it can write.</summary>
    internal static string Find(DataFolder data)
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var root = OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
            : Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } xdg ? xdg
            : home.Length == 0 ? null
            : OperatingSystem.IsMacOS() ? Path.Combine(home, "Library", "Caches")
            : Path.Combine(home, ".cache");
        try
        {
            if (root is not null && Path.IsPathRooted(root))
            {
                var path = Path.Combine(root, "platform");
                Directory.CreateDirectory(path);
                return path;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A home that cannot be written: the data folder can.
        }

        return data.Directory("cache");
    }
}
