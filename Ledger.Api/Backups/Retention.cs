using Ledger.Api.Backups.Targets;

namespace Ledger.Api.Backups;

/// <summary>What may go from a target, and its removal.</summary>
internal static class Retention
{
    // A folder without a manifest is a backup in the making, or one that was broken off.
    private static readonly TimeSpan Unfinished = TimeSpan.FromDays(1);

    /// <summary>
    /// Backups that may go: older than so many days, needed by none that stays, and not of the newest chain, which stays however old
    /// it is.
    /// </summary>
    public static IReadOnlyList<string> Expired(IReadOnlyList<ShelvedBackup> backups, int days, DateTimeOffset now)
    {
        var byId = backups.ToDictionary(backup => backup.Id, StringComparer.Ordinal);
        var newest = backups.Where(backup => backup.Manifest is not null).MaxBy(backup => backup.Id, StringComparer.Ordinal)?.Id;
        var stay = new HashSet<string>(StringComparer.Ordinal);
        foreach (var backup in backups.Where(backup => backup.Id == newest || BackupShelf.BegunAt(backup.Id) > now.AddDays(-days)))
        {
            for (var at = backup; at is not null && stay.Add(at.Id);)
            {
                at = at.Manifest?.Parent is { } parent ? byId.GetValueOrDefault(parent.Id) : null;
            }
        }

        return [.. backups.Select(backup => backup.Id).Where(id => !stay.Contains(id))];
    }

    /// <summary>
    /// Removes what may go, a backup's manifest first, so that half of it is no backup; then the parts of uploads that nobody ended.
    /// </summary>
    public static async Task<int> ApplyAsync(BackupShelf shelf, int days, DateTimeOffset now, CancellationToken cancellation)
    {
        var expired = Expired(await shelf.ListAsync(cancellation), days, now).ToHashSet(StringComparer.Ordinal);
        var folders = (await shelf.Target.ListAsync(BackupShelf.Folder + "/", cancellation)).GroupBy(item => item.Path.Split('/')[1]);
        foreach (var folder in folders)
        {
            var isBackup = folder.Any(IsManifest);
            if (expired.Contains(folder.Key) || (!isBackup && BackupShelf.IsId(folder.Key) && BackupShelf.BegunAt(folder.Key) < now - Unfinished))
            {
                foreach (var item in folder.OrderByDescending(IsManifest))
                {
                    await shelf.Target.DeleteAsync(item.Path, cancellation);
                }
            }
        }

        await shelf.Target.SweepAsync(BackupShelf.Folder + "/", now - Unfinished, cancellation);
        return expired.Count;
    }

    private static bool IsManifest(StoredObject item) => item.Path.EndsWith("/" + BackupManifest.FileName, StringComparison.Ordinal);
}
