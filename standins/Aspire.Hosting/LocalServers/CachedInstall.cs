namespace Aspire.Hosting.LocalServers;

/// <summary>A folder of the user's cache that is filled once: whole or not at all, also when several starts race.</summary>
internal static class CachedInstall
{
    // Longer than any download that is still alive.
    private static readonly TimeSpan PartsAbandonedAfter = TimeSpan.FromHours(1);

    /// <summary>Returns <paramref name="target"/>, filled by <paramref name="fill"/> if it was not there.</summary>
    /// <param name="target">Absolute path of the folder; its parent is made if missing.</param>
    /// <param name="fill">Given an empty folder beside the target, which then becomes the target by a rename.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    internal static async Task<string> EnsureAsync(
        string target, Func<string, CancellationToken, Task> fill, CancellationToken cancellationToken)
    {
        if (Directory.Exists(target))
        {
            return target;
        }

        var part = $"{target}.{Guid.NewGuid():N}.part";
        try
        {
            var parent = Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            RemoveAbandonedParts(parent, Path.GetFileName(target));
            Directory.CreateDirectory(part);
            await fill(part, cancellationToken).ConfigureAwait(false);
            Directory.Move(part, target);
        }
        catch (IOException) when (Directory.Exists(target))
        {
            // Another start was faster; what it installed is the same.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LocalServerException(
                $"{target} cannot be installed: {e.Message.TrimEnd('.')}. Make room there and make it writable.", e);
        }
        finally
        {
            if (Directory.Exists(part))
            {
                Directory.Delete(part, recursive: true);
            }
        }

        return target;
    }

    private static void RemoveAbandonedParts(DirectoryInfo parent, string name)
    {
        var limit = TimeProvider.System.GetUtcNow() - PartsAbandonedAfter;
        foreach (var part in parent.EnumerateDirectories($"{name}.*.part").Where(p => p.LastWriteTimeUtc < limit))
        {
            part.Delete(recursive: true);
        }
    }
}
