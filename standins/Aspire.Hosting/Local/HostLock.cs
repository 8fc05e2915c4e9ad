using System.Globalization;

namespace Aspire.Hosting.Local;

/// <summary>Lets one AppHost at a time use a data folder. The system releases it when the holder dies.</summary>
internal sealed class HostLock : IDisposable
{
    private const string Name = "host.lock";

    private readonly FileStream _stream;

    private HostLock(FileStream stream) => _stream = stream;

    /// <summary>
    /// Takes the lock; throws <see cref="DistributedApplicationException"/> when another AppHost holds it, naming that one,
    /// or when the folder cannot be written.
    /// </summary>
    internal static HostLock Take(DataFolder folder)
    {
        var path = folder.File(Name);
        try
        {
            return new HostLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException e)
        {
            throw NotWritable(folder, e);
        }
        catch (IOException e) when (IsHeld(path))
        {
            var holder = Lease.Read(folder)?.HostId is { } id
                ? string.Create(CultureInfo.InvariantCulture, $"by another AppHost (process {id})")
                : "by another AppHost";
            throw new DistributedApplicationException(
                $"The data folder {folder.Path} is in use {holder}. Stop that one, or name another folder with PLATFORM_DATA.", e);
        }
        catch (IOException e)
        {
            throw NotWritable(folder, e);
        }
    }

    /// <summary>Takes the lock that a former AppHost left in an absolute folder; null when it left none, or still holds it.</summary>
    internal static HostLock? TryTakeLeft(string folder)
    {
        try
        {
            return new HostLock(new FileStream(Path.Combine(folder, Name), FileMode.Open, FileAccess.ReadWrite, FileShare.None));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private static DistributedApplicationException NotWritable(DataFolder folder, Exception e) => new(
        $"The data folder {folder.Path} cannot be written ({e.Message}). Make it writable and make room, or name another " +
        "with PLATFORM_DATA.", e);

    /// <summary>A folder that cannot be written refuses to open the file in another way than a lock does.</summary>
    private static bool IsHeld(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
