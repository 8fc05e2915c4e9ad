using Ledger.Api.Backups.Targets;

namespace Ledger.Api.Backups;

/// <summary>Where backups lie: here, and in the bucket when one is set.</summary>
internal sealed class BackupTargets(LocalFolder local, IBackupTarget? remote, BackupKey key)
{
    /// <summary>The folder that backups are made in.</summary>
    public LocalFolder Local => local;

    /// <summary>The bucket; null when none is set.</summary>
    public IBackupTarget? Remote => remote;

    /// <summary>Shelves of both, the local one first.</summary>
    public IReadOnlyList<BackupShelf> Shelves { get; } = [.. new[] { local, remote }.OfType<IBackupTarget>().Select(target => new BackupShelf(target, key))];

    /// <summary>The shelf of a name; null when there is none.</summary>
    public BackupShelf? Shelf(string name) => Shelves.FirstOrDefault(shelf => shelf.Target.Name == name);

    /// <summary>Copies to the bucket what it lacks; the manifest last, so that half a copy is no backup.</summary>
    public async Task CopyAsync(BackupManifest manifest, CancellationToken cancellation)
    {
        var there = (await remote!.ListAsync($"{BackupShelf.Folder}/{manifest.Id}/", cancellation)).ToHashSet();
        foreach (var file in manifest.Files.Where(file => !there.Contains(new StoredObject(manifest.PathOf(file.Name), file.Bytes))))
        {
            await remote.PutAsync(manifest.PathOf(file.Name), local.PathOf(manifest.PathOf(file.Name)), cancellation);
        }

        await remote.PutAsync(manifest.PathOf(BackupManifest.FileName), local.PathOf(manifest.PathOf(BackupManifest.FileName)), cancellation);
    }

    /// <summary>Brings a chain from a target into a folder here, so that a long restore does not hang on a connection.</summary>
    public static async Task<BackupShelf> FetchAsync(
        BackupShelf from, IReadOnlyList<BackupManifest> chain, string folder, BackupKey key, CancellationToken cancellation)
    {
        var here = new LocalFolder(folder);
        foreach (var path in chain.SelectMany(manifest => manifest.Files.Select(file => manifest.PathOf(file.Name)).Append(manifest.PathOf(BackupManifest.FileName))))
        {
            await using var source = await from.Target.OpenAsync(path, cancellation)
                ?? throw new DamagedException(path[(BackupShelf.Folder.Length + 1)..], $"is missing in the {from.Target.Name} target");
            await here.WriteAsync(path, stream => source.CopyToAsync(stream, cancellation));
        }

        return new BackupShelf(here, key);
    }
}
