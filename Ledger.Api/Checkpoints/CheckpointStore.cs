using Dapper;
using Ledger.Api.Cluster;
using Ledger.Api.Entries;
using Ledger.Api.Ledgers;
using Ledger.Api.Tree;
using Npgsql;

namespace Ledger.Api.Checkpoints;

/// <summary>A checkpoint as stored.</summary>
internal sealed class StoredCheckpoint
{
    public long Size { get; init; }

    public byte[] Root { get; init; } = [];

    public string Note { get; init; } = "";

    public long Term { get; init; }

    public DateTime CreatedAt { get; init; }
}

/// <summary>Signed checkpoints: stored before they are published, one for each size, never one that forks the log.</summary>
internal sealed class CheckpointStore(NpgsqlDataSource database, LogStore log, MasterKey master)
{
    /// <summary>Seals a seed under this purpose.</summary>
    public const string SeedPurpose = "note-seed";

    /// <summary>Least time between two checkpoints of a log.</summary>
    private static readonly TimeSpan Spacing = TimeSpan.FromSeconds(1);

    /// <summary>The last one, or the first that covers a size; null when there is none.</summary>
    public async Task<StoredCheckpoint?> FindAsync(int ledger, long? covering, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.QueryFirstOrDefaultAsync<StoredCheckpoint>(new CommandDefinition(
            covering is null
                ? "select size, root, note, term, created_at as CreatedAt from checkpoints where ledger_id = @ledger order by size desc limit 1"
                : "select size, root, note, term, created_at as CreatedAt from checkpoints where ledger_id = @ledger and size >= @covering order by size limit 1",
            new { ledger, covering }, cancellationToken: cancellation));
    }

    /// <summary>
    /// Signs a head when that is due and the log is consistent with the last checkpoint. The insert is conditional on the
    /// lease, so that a primary that was paused signs nothing that counts.
    /// </summary>
    /// <returns>Null, or why the log must not be signed.</returns>
    public async Task<string?> PublishAsync(LedgerInfo ledger, LeaseTerm lease, TimeProvider time, CancellationToken cancellation)
    {
        var last = await FindAsync(ledger.Id, null, cancellation);
        var (size, root) = await log.HeadAsync(ledger.Id, cancellation);
        if (size == last?.Size)
        {
            return root == Digest.Read(last.Root) ? null : "The head's root differs from the checkpoint of its size.";
        }

        if (size < last?.Size)
        {
            return $"The log has {size} entries; a checkpoint of {last.Size} is published. It was rolled back.";
        }

        // From the stored nodes, not from the head: what is signed is what proofs will lead to.
        var roots = await log.RangesAsync(
            ledger.Id, last is null ? [new TreeRange(0, size)] : [new TreeRange(0, size), new TreeRange(0, last.Size)], cancellation);
        if (roots[0] != root || (last is not null && roots[1] != Digest.Read(last.Root)))
        {
            return roots[0] != root ? "The head's root is not that of the stored tree." : "The log is not consistent with its last checkpoint.";
        }

        if (last is not null && last.CreatedAt + Spacing - time.GetUtcNow() is var early && early > TimeSpan.Zero)
        {
            await Task.Delay(early < Spacing ? early : Spacing, time, cancellation);
        }

        var seed = master.Open(SeedPurpose + ledger.Origin, ledger.SealedSeed);
        var note = SignedNote.Sign(new Checkpoint(ledger.Origin, size, root).ToText(), ledger.Key, seed);
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            select set_config('synchronous_commit', 'on', true);
            insert into checkpoints (ledger_id, size, root, note, term, created_at)
            select @Id, @size, @root, @note, @Term, @now from lease
            where cluster_id = @ClusterId and term = @Term and node_id = @NodeId and expires_at > clock_timestamp()
            for share
            on conflict do nothing
            """,
            new { ledger.Id, size, root = root.ToArray(), note, lease.Term, now = time.GetUtcNow().UtcDateTime, lease.ClusterId, lease.NodeId },
            cancellationToken: cancellation));
        return null;
    }
}
