using System.Text;
using Dapper;
using Ledger.Api.Ledgers;
using Ledger.Api.Tree;
using Npgsql;

namespace Ledger.Api.Entries;

/// <summary>Reads of the log: entries, hashes of subtrees, proofs. Nothing here changes anything.</summary>
internal sealed class LogStore(NpgsqlDataSource database)
{
    /// <summary>A project's ledger; null when there is none.</summary>
    public async Task<LedgerInfo?> FindAsync(string project, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.QuerySingleOrDefaultAsync<LedgerInfo>(
            new CommandDefinition(Select + " where project = @project", new { project }, cancellationToken: cancellation));
    }

    /// <summary>All ledgers, by project.</summary>
    public async Task<IReadOnlyList<LedgerInfo>> ListAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return [.. await connection.QueryAsync<LedgerInfo>(new CommandDefinition(Select + " order by project", cancellationToken: cancellation))];
    }

    /// <summary>Ledgers that take entries and whose head is not what their last checkpoint says: grown, or not as they should be.</summary>
    public async Task<IReadOnlyList<LedgerInfo>> UnsignedAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return [.. await connection.QueryAsync<LedgerInfo>(new CommandDefinition(
            Select + """
             l join heads h on h.ledger_id = l.id
            left join lateral (select size, root from checkpoints c where c.ledger_id = l.id order by size desc limit 1) last on true
            where l.read_only is null and (last.size is null or last.size <> h.size or last.root <> h.root)
            """, cancellationToken: cancellation))];
    }

    /// <summary>Size and root of a log as last committed.</summary>
    public async Task<(long Size, Digest Root)> HeadAsync(int ledger, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var (size, root) = await connection.QuerySingleAsync<(long, byte[])>(
            new CommandDefinition("select size, root from heads where ledger_id = @ledger", new { ledger }, cancellationToken: cancellation));
        return (size, Digest.Read(root));
    }

    /// <summary>Entries of an index range, in order.</summary>
    public async Task<IReadOnlyList<StoredEntry>> RangeAsync(int ledger, long first, int count, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return [.. await connection.QueryAsync<StoredEntry>(new CommandDefinition(
            "select index, leaf_hash as LeafHashBytes, bytes from entries where ledger_id = @ledger and index >= @first and index < @first + @count order by index",
            new { ledger, first, count }, cancellationToken: cancellation))];
    }

    /// <summary>One entry; null when the log is shorter.</summary>
    public async Task<StoredEntry?> EntryAsync(int ledger, long index, CancellationToken cancellation) =>
        await RangeAsync(ledger, index, 1, cancellation) is [var entry] ? entry : null;

    /// <summary>Index of the entry with a leaf hash; null when there is none.</summary>
    public async Task<long?> IndexOfAsync(int ledger, Digest leafHash, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.QueryFirstOrDefaultAsync<long?>(new CommandDefinition(
            "select index from entries where ledger_id = @ledger and leaf_hash = @hash order by index limit 1",
            new { ledger, hash = leafHash.ToArray() }, cancellationToken: cancellation));
    }

    /// <summary>Entries that introduce a dataset's versions, or build on them, or are about them, by index.</summary>
    public async Task<IReadOnlyList<StoredEntry>> HistoryAsync(int ledger, string dataset, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return [.. await connection.QueryAsync<StoredEntry>(new CommandDefinition(
            """
            select index, leaf_hash as LeafHashBytes, bytes from entries where ledger_id = @ledger and (dataset = @dataset
                or parents && (select coalesce(array_agg(index), '{}') from entries where ledger_id = @ledger and dataset = @dataset))
            order by index
            """,
            new { ledger, dataset }, cancellationToken: cancellation))];
    }

    /// <summary>True when a proof entry about a subject names this hash.</summary>
    public async Task<bool> HasProofAsync(int ledger, long subject, Digest hash, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.QuerySingleAsync<bool>(new CommandDefinition(
            """
            select exists (select 1 from entries where ledger_id = @ledger and op = 'proof' and parents @> array[@subject]
                and position(@Named in bytes) > 0)
            """,
            new { ledger, subject, Named = Encoding.UTF8.GetBytes($"\"sha256\":\"{hash.ToBase64()}\"") }, cancellationToken: cancellation));
    }

    /// <summary>Hashes of perfect subtrees, in the order asked for.</summary>
    /// <exception cref="InvalidOperationException">The store lacks one, so its tree is broken.</exception>
    public async Task<Digest[]> NodesAsync(int ledger, IReadOnlyList<NodeAddress> addresses, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await NodesAsync(connection, ledger, addresses, cancellation);
    }

    /// <summary>Hashes of tree ranges, such as those of a proof.</summary>
    public async Task<Digest[]> RangesAsync(int ledger, IReadOnlyList<TreeRange> ranges, CancellationToken cancellation)
    {
        var nodes = ranges.Select(range => range.Nodes().ToArray()).ToArray();
        var hashes = await NodesAsync(ledger, [.. nodes.SelectMany(range => range)], cancellation);
        var at = 0;
        return [.. nodes.Select(range =>
        {
            var hash = TreeRange.Fold(hashes.AsSpan(at, range.Length));
            at += range.Length;
            return hash;
        })];
    }

    internal static async Task<Digest[]> NodesAsync(
        NpgsqlConnection connection, int ledger, IReadOnlyList<NodeAddress> addresses, CancellationToken cancellation) =>
        [.. (await KeptNodesAsync(connection, ledger, addresses, cancellation)).Select((hash, i) =>
            hash ?? throw new InvalidOperationException($"The log lacks its node {addresses[i]}."))];

    /// <summary>Hashes of perfect subtrees, in the order asked for; null for those that the store lacks.</summary>
    public async Task<Digest?[]> KeptNodesAsync(int ledger, IReadOnlyList<NodeAddress> addresses, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await KeptNodesAsync(connection, ledger, addresses, cancellation);
    }

    private static async Task<Digest?[]> KeptNodesAsync(
        NpgsqlConnection connection, int ledger, IReadOnlyList<NodeAddress> addresses, CancellationToken cancellation)
    {
        var rows = await connection.QueryAsync<byte[]?>(new CommandDefinition(
            """
            select coalesce(n.hash, e.leaf_hash)
            from unnest(@levels, @indexes) with ordinality as a(level, index, place)
            left join nodes n on a.level > 0 and n.ledger_id = @ledger and n.level = a.level and n.index = a.index
            left join entries e on a.level = 0 and e.ledger_id = @ledger and e.index = a.index
            order by a.place
            """,
            new
            {
                ledger,
                levels = addresses.Select(node => (short)node.Level).ToArray(),
                indexes = addresses.Select(node => node.Index).ToArray(),
            },
            cancellationToken: cancellation));
        return [.. rows.Select(hash => hash is null ? (Digest?)null : Digest.Read(hash))];
    }

    private const string Select =
        "select id, project, origin, description, public_key as PublicKey, sealed_seed as SealedSeed, created_at as CreatedAt, read_only as ReadOnly from ledgers";
}

/// <summary>An entry as stored.</summary>
internal sealed class StoredEntry
{
    public long Index { get; init; }

    public byte[] LeafHashBytes { get; init; } = [];

    public byte[] Bytes { get; init; } = [];

    public Digest LeafHash => Digest.Read(LeafHashBytes);

    public Entry Entry => Entry.Read(Bytes);
}
