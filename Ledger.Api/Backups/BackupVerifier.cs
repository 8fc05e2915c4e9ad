using System.Security.Cryptography;
using Ledger.Api.Datasets;

namespace Ledger.Api.Backups;

/// <summary>
/// Verifies a chain of backups without a database: every file's length and hash, then every file opened, every log and dataset
/// root rebuilt, and the logs compared with their signed checkpoints.
/// </summary>
internal static class BackupVerifier
{
    private const int BufferBytes = 1 << 20;

    /// <summary>Verifies a whole chain, the full backup first.</summary>
    /// <exception cref="DamagedException">The first thing that does not hold: which file, and what was wanted.</exception>
    public static async Task<IReadOnlyList<Check>> ChainAsync(
        BackupShelf shelf, IReadOnlyList<BackupManifest> chain, Action<double> progress, CancellationToken cancellation)
    {
        var done = 0;
        var steps = 3.0 * chain.Count;
        var log = new LogRebuild(shelf);
        var datasets = new DatasetRebuild(shelf);
        foreach (var manifest in chain)
        {
            await FilesAsync(shelf, manifest, cancellation);
            progress(++done / steps);
        }

        foreach (var manifest in chain)
        {
            await log.AddAsync(manifest, cancellation);
            progress(++done / steps);
        }

        foreach (var manifest in chain.Reverse())
        {
            await datasets.AddAsync(manifest, cancellation);
            progress(++done / steps);
        }

        if (datasets.Waiting > 0)
        {
            throw new DamagedException(
                $"{chain[^1].Id}/{BackupManifest.FileName}", $"has {datasets.Waiting} dataset versions whose commitments are in no backup of the chain, {datasets.FirstWaiting} first");
        }

        return Checks(chain);
    }

    /// <summary>Verifies a backup that was just made, upon a parent that was verified when it was made.</summary>
    public static async Task NewAsync(BackupShelf shelf, BackupManifest manifest, BackupManifest? parent, CancellationToken cancellation)
    {
        await FilesAsync(shelf, manifest, cancellation);
        var log = new LogRebuild(shelf);
        if (parent is not null)
        {
            log.Resume(parent);
        }

        await log.AddAsync(manifest, cancellation);
        var datasets = new DatasetRebuild(shelf);
        await datasets.AddAsync(manifest, cancellation);
        if (parent is null && datasets.Waiting > 0)
        {
            throw new DamagedException($"{manifest.Id}/{BackupManifest.FileName}", $"lacks the commitments of {datasets.FirstWaiting}");
        }
    }

    private static async Task FilesAsync(BackupShelf shelf, BackupManifest manifest, CancellationToken cancellation)
    {
        var buffer = new byte[BufferBytes];
        foreach (var file in manifest.Files)
        {
            await using var stream = await shelf.Target.OpenAsync(manifest.PathOf(file.Name), cancellation)
                ?? throw new DamagedException($"{manifest.Id}/{file.Name}", $"is missing, {file.Bytes} bytes are wanted");
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            long length = 0;
            int read;
            while ((read = await stream.ReadAsync(buffer, cancellation)) > 0)
            {
                hash.AppendData(buffer, 0, read);
                length += read;
            }

            if (length != file.Bytes)
            {
                throw new DamagedException($"{manifest.Id}/{file.Name}", $"has {length} bytes, {file.Bytes} are wanted");
            }

            var found = Convert.ToHexStringLower(hash.GetHashAndReset());
            if (found != file.Sha256)
            {
                throw new DamagedException($"{manifest.Id}/{file.Name}", $"hashes to {found}, {file.Sha256} is wanted");
            }
        }
    }

    private static Check[] Checks(IReadOnlyList<BackupManifest> chain) =>
    [
        new("chain", true, string.Join(" → ", chain.Select(manifest => manifest.Id))),
        new("files", true, $"{chain.Sum(manifest => manifest.Files.Count)} files of {chain.Sum(manifest => manifest.Bytes)} bytes hash to what the manifests say and open"),
        .. chain[^1].Ledgers.Select(ledger => new Check(
            $"log {ledger.Project}", true, $"{ledger.Size} entries rebuild to root {ledger.Root}; the checkpoint signed at {BackupTables.CheckpointSize(ledger)} holds")),
        new("datasets", true, "Every dataset root is rebuilt."),
    ];
}
