namespace Ledger.Api.Backups.Targets;

/// <summary>A folder of this machine, or one mounted from elsewhere.</summary>
internal sealed class LocalFolder(string root) : IBackupTarget
{
    private const string Partial = ".part";
    private const int BufferBytes = 1 << 17;

    /// <inheritdoc/>
    public string Name => "local";

    /// <summary>The folder.</summary>
    public string Root => root;

    /// <summary>Where an object lies.</summary>
    public string PathOf(string path) => Path.Combine([root, .. path.Split('/')]);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredObject>> ListAsync(string prefix, CancellationToken cancellation)
    {
        var found = new List<StoredObject>();
        if (Directory.Exists(root))
        {
            foreach (var file in new DirectoryInfo(root).EnumerateFiles("*", SearchOption.AllDirectories))
            {
                cancellation.ThrowIfCancellationRequested();
                var path = Path.GetRelativePath(root, file.FullName).Replace(Path.DirectorySeparatorChar, '/');
                if (path.StartsWith(prefix, StringComparison.Ordinal) && !path.EndsWith(Partial, StringComparison.Ordinal))
                {
                    found.Add(new StoredObject(path, file.Length));
                }
            }
        }

        found.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path));
        return Task.FromResult<IReadOnlyList<StoredObject>>(found);
    }

    /// <inheritdoc/>
    public Task<Stream?> OpenAsync(string path, CancellationToken cancellation)
    {
        try
        {
            return Task.FromResult<Stream?>(new FileStream(
                PathOf(path), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, BufferBytes, FileOptions.Asynchronous | FileOptions.SequentialScan));
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<Stream?>(null);
        }
    }

    /// <inheritdoc/>
    public async Task PutAsync(string path, string file, CancellationToken cancellation)
    {
        await using var source = File.OpenRead(file);
        await WriteAsync(path, target => source.CopyToAsync(target, cancellation));
    }

    /// <summary>Writes an object: to another name first, durable before it gets its own.</summary>
    public async Task WriteAsync(string path, Func<Stream, Task> write)
    {
        var full = PathOf(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = BufferBytes, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using (var target = new FileStream(full + Partial, options))
        {
            await write(target);
            target.Flush(flushToDisk: true);
        }

        File.Move(full + Partial, full, overwrite: true);
    }

    /// <inheritdoc/>
    public Task DeleteAsync(string path, CancellationToken cancellation)
    {
        var full = PathOf(path);
        File.Delete(full);
        File.Delete(full + Partial);
        var folder = Path.GetDirectoryName(full)!;
        if (folder != root && Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any())
        {
            Directory.Delete(folder);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    // Backups are made in a folder of their own, which is swept as a whole; any other half file is overwritten by the next write.
    public Task SweepAsync(string prefix, DateTimeOffset before, CancellationToken cancellation) => Task.CompletedTask;
}
