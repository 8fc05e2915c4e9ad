using System.Globalization;

namespace Aspire.Hosting.LocalServers;

/// <summary>Where a PostgreSQL resource keeps its database files, and whether the account that runs it can get there.</summary>
internal static class ClusterFolder
{
    // The distributions' place for data of services; passable for every account.
    private const string SharedPlace = "/var/lib/platform";

    private const string Name = "pgdata";

    private const string LocationFile = "pgdata-is-in";

    /// <summary>
    /// Absolute path of the cluster in a data folder; it need not exist. When the AppHost runs as root and the data folder
    /// lies where the server's account may not go (below /root, for example), the cluster is a folder of its own in
    /// <c>/var/lib/platform</c>, and the file <c>pgdata-is-in</c> of the data folder says which.
    /// </summary>
    /// <param name="dataFolder">The resource's data folder.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    internal static async Task<(string Folder, ServerAccount? Account)> FindAsync(string dataFolder, CancellationToken cancellationToken)
    {
        var location = Path.Combine(dataFolder, LocationFile);
        var folder = File.Exists(location)
            ? (await File.ReadAllTextAsync(location, cancellationToken).ConfigureAwait(false)).Trim()
            : Path.Combine(dataFolder, Name);
        var account = await ServerAccount.ForAsync(folder, cancellationToken).ConfigureAwait(false);
        if (account is null || await account.CanEnterAsync(Path.GetDirectoryName(folder)!, cancellationToken).ConfigureAwait(false))
        {
            return (folder, account);
        }

        if (Directory.Exists(folder))
        {
            throw new LocalServerException(
                $"The account {account.Name}, which PostgreSQL must run under instead of root, may not enter {folder}. " +
                "Let it pass the folders above ('chmod o+x' on each), or move the data and name them with PLATFORM_DATA.");
        }

        return (await PlaceElsewhereAsync(location, cancellationToken).ConfigureAwait(false), account);
    }

    /// <summary>Major version that wrote the cluster; null when there is no cluster.</summary>
    internal static int? MajorOf(string folder)
    {
        var file = Path.Combine(folder, "PG_VERSION");
        try
        {
            if (!Directory.Exists(folder))
            {
                return null;
            }

            // Asks for permission too: File.Exists would say no of a folder that may not be entered.
            _ = Directory.GetFileSystemEntries(folder);
            return int.Parse(File.ReadAllText(file).Split('.')[0], CultureInfo.InvariantCulture);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new LocalServerException(
                $"{folder} belongs to another account, perhaps because the platform was run as root before. Run as that " +
                $"account, give the folder to yours ('chown -R'), or name another data folder with PLATFORM_DATA.", e);
        }
        catch (Exception e) when (e is FileNotFoundException or FormatException)
        {
            throw new LocalServerException(
                $"{folder} holds no readable PG_VERSION, so it is no PostgreSQL data folder or a damaged one. " +
                "Restore it, or move it away to begin anew.", e);
        }
    }

    private static async Task<string> PlaceElsewhereAsync(string location, CancellationToken cancellationToken)
    {
        try
        {
            var place = Path.Combine(SharedPlace, $"postgres-{Guid.NewGuid():N}"[..24]);
            Directory.CreateDirectory(place);
            var folder = Path.Combine(place, Name);
            await File.WriteAllTextAsync(Path.Combine(place, "belongs-to"), location + "\n", cancellationToken).ConfigureAwait(false);
            await File.WriteAllTextAsync(location, folder + "\n", cancellationToken).ConfigureAwait(false);
            return folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw DataFaults.Unwritable(SharedPlace, e.Message, e);
        }
    }
}
