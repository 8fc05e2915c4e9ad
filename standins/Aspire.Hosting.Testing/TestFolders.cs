using System.Security.Cryptography;
using Aspire.Hosting.Local;

namespace Aspire.Hosting.Testing;

/// <summary>The data folders of applications under test.</summary>
internal static class TestFolders
{
    private const string Prefix = "platform-test-";
    private const string Abandoned = ".abandoned";

    private static readonly Lazy<Task> Swept = new(() => SweepAsync(Path.GetTempPath(), CancellationToken.None));

    /// <summary>Makes a folder; its absolute path.</summary>
    internal static string Create()
    {
        // Not CreateTempSubdirectory: that is closed to the account under which PostgreSQL runs when the tests run as root.
        var name = Prefix + RandomNumberGenerator.GetHexString(12, lowercase: true);
        return Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), name)).FullName;
    }

    /// <summary>Removes a folder if it is there.</summary>
    internal static void Delete(string? folder)
    {
        if (folder is not null && Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Removes what killed test runs left, once in this process.</summary>
    internal static Task SweepOnceAsync() => Swept.Value;

    /// <summary>Removes the folders of applications that ended without doing so, and ends what they left running.</summary>
    /// <param name="place">Folder that they lie in.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    internal static async Task SweepAsync(string place, CancellationToken cancellationToken)
    {
        foreach (var folder in Directory.EnumerateDirectories(place, Prefix + "*").ToArray())
        {
            try
            {
                Delete(folder.EndsWith(Abandoned, StringComparison.Ordinal)
                    ? folder
                    : await TakeAsync(folder, cancellationToken).ConfigureAwait(false));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or DistributedApplicationException)
            {
                // Another account's, or being removed by another run.
            }
        }
    }

    /// <summary>Moves an application's folder out of the way, so that one run only removes it; null when it is in use.</summary>
    private static async Task<string?> TakeAsync(string folder, CancellationToken cancellationToken)
    {
        // The lease is written after the lock is taken, and removed before it is given back: without one nothing was left.
        using var held = File.Exists(Path.Combine(folder, Lease.Name)) ? HostLock.TryTakeLeft(folder) : null;
        if (held is null)
        {
            return null;
        }

        await Lease.EndStaleAsync(new DataFolder(folder), cancellationToken).ConfigureAwait(false);
        Directory.Move(folder, folder + Abandoned);
        return folder + Abandoned;
    }
}
