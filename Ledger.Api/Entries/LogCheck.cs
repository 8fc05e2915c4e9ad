using Dapper;
using Ledger.Api.Checkpoints;
using Ledger.Api.Ledgers;
using Ledger.Api.Tree;
using Npgsql;

namespace Ledger.Api.Entries;

/// <summary>What a recomputation of a log found.</summary>
/// <param name="Ok">Whether every hash agrees.</param>
/// <param name="TreeSize">Number of entries.</param>
/// <param name="Root">Root as stored.</param>
/// <param name="FirstBadIndex">First entry that may disagree; null when none does.</param>
/// <param name="Checked">Entries before it, or all.</param>
/// <param name="Detail">What disagrees.</param>
internal sealed record CheckResult(bool Ok, long TreeSize, Digest Root, long? FirstBadIndex, long Checked, string? Detail = null);

/// <summary>
/// Recomputes a log from its entries' bytes and compares leaf hashes, stored nodes, each signed checkpoint and the head. Who
/// changed an entry had to change all of them, and cannot sign.
/// </summary>
internal sealed class LogCheck(NpgsqlDataSource database, LogStore log)
{
    private const int PageEntries = 1000;

    /// <summary>Checks a log, and a checkpoint that somebody kept.</summary>
    /// <param name="ledger">The log.</param>
    /// <param name="kept">Null, or a checkpoint under the log's key.</param>
    /// <param name="progress">Told the share of entries read.</param>
    /// <param name="cancellation">Ends the check.</param>
    /// <returns>What the store shows of itself, and whether the log is consistent with the checkpoint kept.</returns>
    public async Task<(CheckResult Stored, CheckResult Kept)> RunAsync(
        LedgerInfo ledger, Checkpoint? kept, Action<double>? progress, CancellationToken cancellation)
    {
        var (size, root) = await log.HeadAsync(ledger.Id, cancellation);
        var tree = new CompactRange();
        var (signed, keptRoot) = (0L, (Digest?)null);
        long? forked = null;
        while (tree.Size < size)
        {
            var first = tree.Size;
            var last = Math.Min(first + PageEntries, size);
            var notes = await NotesAsync(ledger.Id, first, last, cancellation);
            var nodes = new List<(NodeAddress Address, Digest Hash)>();
            var roots = new Dictionary<long, Digest>();
            foreach (var (entry, index) in (await log.RangeAsync(ledger.Id, first, (int)(last - first), cancellation)).Zip(Count(first)))
            {
                if (entry.Index != index || MerkleHash.Leaf(entry.Bytes) != entry.LeafHash)
                {
                    break;
                }

                tree.Append(entry.LeafHash, (address, hash) => nodes.Add((address, hash)));
                keptRoot = tree.Size == kept?.Size ? tree.Root : keptRoot;
                if (notes.ContainsKey(tree.Size))
                {
                    roots[tree.Size] = tree.Root;
                }
            }

            if (await DifferentAsync(ledger.Id, nodes, cancellation) is { } different)
            {
                return Bad(different, $"Entry {different}, or the next, does not lead to the stored tree.");
            }

            foreach (var (at, note) in notes.Where(note => forked is null && note.Key <= tree.Size))
            {
                if (Checkpoint.TryOpen(note, ledger.Key, out var checkpoint) && checkpoint.Size == at && checkpoint.Root == roots[at])
                {
                    signed = at;
                }
                else
                {
                    forked = at;
                }
            }

            if (tree.Size < last)
            {
                return Bad(tree.Size, $"Entry {tree.Size} does not hash to what the log says.");
            }

            progress?.Invoke((double)last / size);
        }

        if (tree.Root != root)
        {
            return Bad(size - 1, "The head's root is not that of the entries.");
        }

        // Last, because it only says between which checkpoints.
        if (forked is { } fork)
        {
            return Bad(signed, $"The entries from {signed} on do not lead to the checkpoint of size {fork}.");
        }

        var good = new CheckResult(true, size, root, null, size);
        return (good, kept is null || keptRoot == kept.Root ? good
            : kept.Size > size ? new CheckResult(false, size, root, size, size, $"The log has {size} entries, the checkpoint {kept.Size}: it was rolled back.")
            : new CheckResult(false, size, root, 0, size, $"The log is not consistent with the checkpoint of size {kept.Size}: it was rewritten."));

        (CheckResult Stored, CheckResult Kept) Bad(long index, string why)
        {
            var bad = new CheckResult(false, size, root, index, index, why);
            return (bad, bad);
        }
    }

    private static IEnumerable<long> Count(long first)
    {
        while (true)
        {
            yield return first++;
        }
    }

    /// <summary>The first leaf below the first node that is not stored as computed; null when all are.</summary>
    private async Task<long?> DifferentAsync(int ledger, List<(NodeAddress Address, Digest Hash)> nodes, CancellationToken cancellation)
    {
        var stored = await log.KeptNodesAsync(ledger, [.. nodes.Select(node => node.Address)], cancellation);
        for (var i = 0; i < nodes.Count; i++)
        {
            if (stored[i] != nodes[i].Hash)
            {
                return nodes[i].Address.Index << nodes[i].Address.Level;
            }
        }

        return null;
    }

    private async Task<SortedDictionary<long, string>> NotesAsync(int ledger, long after, long last, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var rows = await connection.QueryAsync<(long Size, string Note)>(new CommandDefinition(
            "select size, note from checkpoints where ledger_id = @ledger and size > @after and size <= @last",
            new { ledger, after, last }, cancellationToken: cancellation));
        return new SortedDictionary<long, string>(rows.ToDictionary(row => row.Size, row => row.Note));
    }
}
