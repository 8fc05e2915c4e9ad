using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Ledger.Api.Checkpoints;
using Ledger.Api.Tree;

namespace Ledger.Api.Backups;

/// <summary>
/// Rebuilds the logs of a chain of backups entry by entry: every leaf from its bytes, every root that a stored checkpoint or a
/// manifest names, every last checkpoint's signature. Memory: O(log size) for each log.
/// </summary>
internal sealed class LogRebuild(BackupShelf shelf)
{
    private readonly Dictionary<int, CompactRange> _trees = [];
    private readonly Dictionary<int, (long Size, Digest Root, string Note)> _checkpoints = [];

    /// <summary>Takes up the logs where a backup left them, trusting its manifest.</summary>
    public void Resume(BackupManifest manifest)
    {
        foreach (var ledger in manifest.Ledgers)
        {
            var peaks = ledger.Peaks.Select(peak => Digest.TryParse(peak, out var hash) ? hash : default).ToArray();
            var tree = TreeRange.Fold(peaks).ToBase64() == ledger.Root ? CompactRange.Resume(ledger.Size, peaks)
                : throw Wrong(manifest, $"has peaks of {ledger.Origin} that are not those of its root");
            _trees[ledger.Id] = tree;
            if (ledger.Checkpoint is { } note)
            {
                var checkpoint = Signed(manifest, ledger, note);
                _checkpoints[ledger.Id] = (checkpoint.Size, checkpoint.Root, note);
            }
        }
    }

    /// <summary>Adds a backup's entries.</summary>
    /// <exception cref="DamagedException">Something does not hash to what it should; says what.</exception>
    public async Task AddAsync(BackupManifest manifest, CancellationToken cancellation)
    {
        await using var entries = await shelf.RowsAsync(manifest, "entries", cancellation) ?? throw Wrong(manifest, "lists no entries");
        await using var checkpoints = await shelf.RowsAsync(manifest, "checkpoints", cancellation) ?? throw Wrong(manifest, "lists no checkpoints");
        var (entry, checkpoint) = (await entries.NextAsync(null, cancellation), await checkpoints.NextAsync(null, cancellation));
        foreach (var ledger in manifest.Ledgers.OrderBy(ledger => ledger.Id))
        {
            var tree = CollectionsMarshal.GetValueRefOrAddDefault(_trees, ledger.Id, out _) ??= new CompactRange();
            while (true)
            {
                while (checkpoint is not null && Int(checkpoint, checkpoints["ledger_id"]) == ledger.Id && Long(checkpoint, checkpoints["size"]) == tree.Size)
                {
                    var root = Digest.Read(checkpoint[checkpoints["root"]]);
                    if (root != tree.Root)
                    {
                        throw Wrong(manifest, $"has a checkpoint of {ledger.Origin} at {tree.Size} whose root {root} is not the tree's, {tree.Root}", "checkpoints");
                    }

                    _checkpoints[ledger.Id] = (tree.Size, root, Encoding.UTF8.GetString(checkpoint[checkpoints["note"]]!));
                    checkpoint = await checkpoints.NextAsync(null, cancellation);
                }

                if (entry is null || Int(entry, entries["ledger_id"]) != ledger.Id)
                {
                    break;
                }

                var leaf = MerkleHash.Leaf(entry[entries["bytes"]]);
                if (Long(entry, entries["index"]) != tree.Size || leaf != Digest.Read(entry[entries["leaf_hash"]]))
                {
                    throw Wrong(manifest, $"has entry {Long(entry, entries["index"])} of {ledger.Origin} where {tree.Size} is wanted, or it does not hash to its leaf", "entries");
                }

                tree.Append(leaf);
                entry = await entries.NextAsync(null, cancellation);
            }

            Check(manifest, ledger, tree);
        }

        if (entry is not null || checkpoint is not null)
        {
            throw Wrong(manifest, "has rows that no log of the manifest accounts for", entry is not null ? "entries" : "checkpoints");
        }
    }

    private static int Int(byte[]?[] row, int column) => BinaryPrimitives.ReadInt32BigEndian(row[column]);

    private static long Long(byte[]?[] row, int column) => BinaryPrimitives.ReadInt64BigEndian(row[column]);

    private static Checkpoint Signed(BackupManifest manifest, LedgerState ledger, string note) =>
        NoteKey.TryParse(ledger.VerifierKey, out var key) && key.Name == ledger.Origin && Checkpoint.TryOpen(note, key, out var checkpoint)
            ? checkpoint : throw Wrong(manifest, $"has a checkpoint of {ledger.Origin} that its key has not signed");

    private static DamagedException Wrong(BackupManifest manifest, string how, string? table = null) =>
        new($"{manifest.Id}/{manifest.Files.FirstOrDefault(file => file.Table == table)?.Name ?? BackupManifest.FileName}", how);

    private void Check(BackupManifest manifest, LedgerState ledger, CompactRange tree)
    {
        if (tree.Size != ledger.Size || tree.Root.ToBase64() != ledger.Root)
        {
            throw Wrong(manifest, $"rebuilds {ledger.Origin} to {tree.Size} entries and root {tree.Root.ToBase64()}, the manifest says {ledger.Size} and {ledger.Root}", "entries");
        }

        if (ledger.Checkpoint is not { } note)
        {
            return;
        }

        var signed = Signed(manifest, ledger, note);
        if (!_checkpoints.TryGetValue(ledger.Id, out var last) || (signed.Size, signed.Root) != (last.Size, last.Root))
        {
            throw Wrong(manifest, $"says that {ledger.Origin} was signed at {signed.Size} with root {signed.Root}, which its rows do not rebuild", "checkpoints");
        }
    }
}
