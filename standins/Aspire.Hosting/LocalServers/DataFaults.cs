namespace Aspire.Hosting.LocalServers;

/// <summary>What is said when a server's data folder cannot be used.</summary>
internal static class DataFaults
{
    /// <summary>Throws unless a file of <paramref name="bytes"/> can be written to the folder.</summary>
    internal static void EnsureWritable(string folder, int bytes)
    {
        var probe = Path.Combine(folder, $".probe-{Guid.NewGuid():N}");
        try
        {
            using var file = new FileStream(
                probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
            file.Write(new byte[bytes]);
            file.Flush(flushToDisk: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(folder, e.Message, e);
        }
    }

    /// <summary>The folder cannot be written.</summary>
    /// <param name="folder">Absolute path.</param>
    /// <param name="reason">What the operating system or the server said.</param>
    /// <param name="cause">The exception behind it; null for none.</param>
    internal static LocalServerException Unwritable(string folder, string reason, Exception? cause = null) => new(
        $"The data folder {folder} cannot be written: {reason.TrimEnd('.')}. " +
        "Make room there and make it writable, or name another folder with PLATFORM_DATA.", cause);
}
