using Dapper;
using Ledger.Api.Checkpoints;
using Ledger.Api.Tree;
using Npgsql;

namespace Ledger.Api.Backups;

/// <summary>A checkpoint that the world may hold.</summary>
/// <param name="Note">The signed note.</param>
/// <param name="Source">Where it was learnt.</param>
internal sealed record PublishedHead(string Note, string Source);

/// <summary>
/// Keeps a restored log from forking: what was published beyond it, or otherwise, stops it from signing and growing until an
/// operator confirms that the entries behind that checkpoint are lost.
/// </summary>
internal static class PublishedHeads
{
    /// <summary>First words of the reason that such a log is read-only for.</summary>
    public const string Reason = "Restored behind a published checkpoint";

    /// <summary>Keeps those checkpoints that a log's key signed and the log does not lead to, and makes those logs read-only.</summary>
    /// <param name="database">Its search path leads to the schema.</param>
    /// <param name="published">Notes, of these logs or others.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task GuardAsync(NpgsqlDataSource database, IReadOnlyList<PublishedHead> published, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await GuardAsync(connection, published, cancellation);
    }

    /// <summary>The same on an open connection.</summary>
    public static async Task GuardAsync(NpgsqlConnection connection, IReadOnlyList<PublishedHead> published, CancellationToken cancellation)
    {
        var ledgers = (await connection.QueryAsync<(int Id, string Origin, byte[] Key, long Size)>(new CommandDefinition(
            "select l.id, l.origin, l.public_key, h.size from ledgers l join heads h on h.ledger_id = l.id", cancellationToken: cancellation))).ToArray();
        foreach (var ledger in ledgers)
        {
            var key = new NoteKey(ledger.Origin, ledger.Key);
            foreach (var head in published)
            {
                if (!Checkpoint.TryOpen(head.Note, key, out var checkpoint) || await LeadsToAsync(connection, ledger.Id, ledger.Size, checkpoint, cancellation))
                {
                    continue;
                }

                await connection.ExecuteAsync(new CommandDefinition(
                    """
                    insert into published_heads (origin, size, root, note, source) values (@Origin, @size, @root, @Note, @Source) on conflict do nothing;
                    update ledgers set read_only = coalesce(read_only, @why) where id = @Id and exists (
                        select 1 from published_heads where origin = @Origin and size = @size and root = @root and confirmed_at is null);
                    """,
                    new
                    {
                        ledger.Id,
                        ledger.Origin,
                        size = checkpoint.Size,
                        root = checkpoint.Root.ToArray(),
                        head.Note,
                        head.Source,
                        why = $"{Reason}: the log has {ledger.Size} entries, a checkpoint of {checkpoint.Size} is known from {head.Source}. Restore a later backup, or confirm the loss.",
                    }, cancellationToken: cancellation));
            }
        }
    }

    private static async Task<bool> LeadsToAsync(NpgsqlConnection connection, int ledger, long size, Checkpoint checkpoint, CancellationToken cancellation) =>
        checkpoint.Size <= size && (checkpoint.Size == 0 || TreeRange.Fold(await Entries.LogStore.NodesAsync(
            connection, ledger, [.. new TreeRange(0, checkpoint.Size).Nodes()], cancellation)) == checkpoint.Root);
}
