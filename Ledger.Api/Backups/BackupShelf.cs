using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Ledger.Api.Backups.Targets;

namespace Ledger.Api.Backups;

/// <summary>A backup as one target holds it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Target">Where.</param>
/// <param name="Manifest">Its manifest; null when that is damaged.</param>
/// <param name="ManifestSha256">Hash of the manifest's file.</param>
/// <param name="Damage">What is wrong with the manifest.</param>
internal sealed record ShelvedBackup(string Id, IBackupTarget Target, BackupManifest? Manifest, string ManifestSha256, string? Damage);

/// <summary>Finds backups in a target. Only what has a manifest is a backup: it is written last.</summary>
internal sealed partial class BackupShelf(IBackupTarget target, BackupKey key)
{
    /// <summary>First part of every backup's path.</summary>
    public const string Folder = "backups";

    /// <summary>What it looks into.</summary>
    public IBackupTarget Target => target;

    /// <summary>True for what is an id by its form; only such may become part of a path.</summary>
    public static bool IsId(string? id) => id is not null && IdForm().IsMatch(id);

    /// <summary>When a backup was begun, by its id.</summary>
    public static DateTimeOffset BegunAt(string id) => DateTimeOffset.ParseExact(
        id[..19], "yyyyMMdd'T'HHmmssfff'Z'", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal);

    /// <summary>All backups, oldest first.</summary>
    public async Task<IReadOnlyList<ShelvedBackup>> ListAsync(CancellationToken cancellation)
    {
        var found = new List<ShelvedBackup>();
        foreach (var item in await target.ListAsync(Folder + "/", cancellation))
        {
            var parts = item.Path.Split('/');
            if (parts.Length == 3 && parts[2] == BackupManifest.FileName && IsId(parts[1]) && await FindAsync(parts[1], cancellation) is { } backup)
            {
                found.Add(backup);
            }
        }

        return found;
    }

    /// <summary>A backup; null when the target has none of this id.</summary>
    public async Task<ShelvedBackup?> FindAsync(string id, CancellationToken cancellation)
    {
        await using var stream = await target.OpenAsync($"{Folder}/{id}/{BackupManifest.FileName}", cancellation);
        if (stream is null)
        {
            return null;
        }

        using var buffer = new MemoryStream();
        await stream.CopyToAsync(buffer, cancellation);
        var bytes = buffer.ToArray();
        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
        try
        {
            return new ShelvedBackup(id, target, BackupManifest.Open(bytes, id, key), hash, null);
        }
        catch (DamagedException damage)
        {
            return new ShelvedBackup(id, target, null, hash, damage.Message);
        }
    }

    /// <summary>A backup and all it builds on, the full one first.</summary>
    /// <exception cref="DamagedException">One is missing, damaged, or not the one that its child was made upon.</exception>
    public async Task<IReadOnlyList<BackupManifest>> ChainAsync(string id, CancellationToken cancellation)
    {
        var chain = new List<BackupManifest>();
        var wanted = new ParentLink(id, "");
        while (true)
        {
            var path = $"{wanted.Id}/{BackupManifest.FileName}";
            var child = chain.Count == 0 ? "" : $", the parent of {chain[^1].Id}";
            var found = IsId(wanted.Id) ? await FindAsync(wanted.Id, cancellation) : null;
            var manifest = found is null ? throw new DamagedException(path, $"is not in the {target.Name} target{child}")
                : found.Manifest ?? throw new DamagedException(path, found.Damage![(path.Length + 2)..].TrimEnd('.') + child);
            if (chain.Count > 0)
            {
                if (found.ManifestSha256 != wanted.Sha256)
                {
                    throw new DamagedException(path, $"hashes to {found.ManifestSha256}, {chain[^1].Id} was made upon {wanted.Sha256}");
                }

                CheckGrowth(manifest, chain[^1]);
            }

            chain.Add(manifest);
            if (manifest.Parent is not { } parent)
            {
                chain.Reverse();
                return chain;
            }

            if (chain.Any(seen => seen.Id == parent.Id))
            {
                throw new DamagedException(path, $"names {parent.Id} as parent, which builds on it");
            }

            wanted = parent;
        }
    }

    /// <summary>A file's rows, opened and unpacked while they are read.</summary>
    /// <exception cref="DamagedException">It is missing; while reading: it is not what was written.</exception>
    public async Task<Stream> OpenAsync(BackupManifest manifest, BackupFile file, CancellationToken cancellation)
    {
        var stream = await target.OpenAsync(manifest.PathOf(file.Name), cancellation)
            ?? throw new DamagedException($"{manifest.Id}/{file.Name}", $"is missing, {file.Bytes} bytes are wanted");
        var opening = new OpeningStream(stream, key, manifest.Id, file.Name);
        return manifest.Compression == "none" ? opening : new BrotliStream(opening, CompressionMode.Decompress);
    }

    /// <summary>Rows of a table in a backup; null when it holds none of that table.</summary>
    public async Task<CopyRows?> RowsAsync(BackupManifest manifest, string table, CancellationToken cancellation) =>
        manifest.Files.FirstOrDefault(file => file.Table == table) is { } found
            ? new CopyRows(await OpenAsync(manifest, found, cancellation), $"{manifest.Id}/{found.Name}", found.Columns) : null;

    private static void CheckGrowth(BackupManifest parent, BackupManifest child)
    {
        foreach (var before in parent.Ledgers)
        {
            if (child.Ledgers.FirstOrDefault(ledger => ledger.Id == before.Id) is not { } after || after.Origin != before.Origin
                || after.VerifierKey != before.VerifierKey || after.Size < before.Size)
            {
                throw new DamagedException($"{child.Id}/{BackupManifest.FileName}", $"does not go on from {parent.Id}, where {before.Origin} had {before.Size} entries");
            }
        }
    }

    [GeneratedRegex(@"^\d{8}T\d{9}Z-(full|incremental)-[0-9a-f]{8}\z")]
    private static partial Regex IdForm();
}
