using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Dapper;
using Ledger.Api.Entries;
using Ledger.Api.Ledgers;
using Ledger.Api.Proofs.Commitments;
using Ledger.Api.Tables;
using Ledger.Api.Tree;
using Npgsql;
using Platform.ServiceDefaults.Errors;

namespace Ledger.Api.Datasets;

/// <summary>
/// Dataset versions and what hangs on them: commitments and row hashes, which are public, and the witness (rows sealed under a
/// key derived from K, K sealed under the master key), which can be destroyed.
/// </summary>
internal sealed class DatasetStore(NpgsqlDataSource database, MasterKey master)
{
    private const string Columns =
        "name, version, index, leaf_hash as LeafHashBytes, dataset_root as RootBytes, header as HeaderBytes, row_root as RowRootBytes, "
        + "file_commitment as FileCommitmentBytes, rows, wf_open as WfOpen, wf_pad as WfPad, sealed_key as SealedKey";

    // Below PostgreSQL's limit of a field, 1 GB, with room for what the protocol copies.
    private const int MaxPart = 64 << 20;
    private const string CommitmentKind = "commitments";
    private const string RowKind = "rows";

    /// <summary>A version, the last when none is named; null when there is none.</summary>
    public async Task<DatasetVersion?> FindAsync(int ledger, string name, int? version, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.QueryFirstOrDefaultAsync<DatasetVersion>(new CommandDefinition(
            $"select {Columns} from versions where ledger_id = @ledger and name = @name and (@version is null or version = @version) order by version desc limit 1",
            new { ledger, name, version }, cancellationToken: cancellation));
    }

    /// <summary>The version that a text of digits names, as a caller wrote it; null when there is none.</summary>
    public async Task<DatasetVersion?> FindVersionAsync(int ledger, string name, string version, CancellationToken cancellation) =>
        int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? await FindAsync(ledger, name, number, cancellation) : null;

    /// <summary>The version that an entry introduces; null when it introduces none.</summary>
    public async Task<DatasetVersion?> AtAsync(int ledger, long index, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.QueryFirstOrDefaultAsync<DatasetVersion>(new CommandDefinition(
            $"select {Columns} from versions where ledger_id = @ledger and index = @index", new { ledger, index }, cancellationToken: cancellation));
    }

    /// <summary>Indexes of version entries, newest first, of one dataset or all.</summary>
    public async Task<IReadOnlyList<StoredEntry>> ListAsync(
        int ledger, string? name, long before, int count, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return [.. await connection.QueryAsync<StoredEntry>(new CommandDefinition(
            """
            select e.index, e.leaf_hash as LeafHashBytes, e.bytes from versions v join entries e on e.ledger_id = v.ledger_id and e.index = v.index
            where v.ledger_id = @ledger and (@name is null or v.name = @name) and v.index < @before order by v.index desc limit @count
            """,
            new { ledger, name, before, count }, cancellationToken: cancellation))];
    }

    /// <summary>Stores what an entry is going to name: commitments and row hashes, and the sealed rows.</summary>
    public Task StoreAsync(LedgerInfo ledger, PreparedDataset dataset, CancellationToken cancellation) =>
        StorePartsAsync(ledger.Id, dataset.Tree.Root, Parts(dataset), cancellation);

    /// <summary>What an append writes about a dataset that is stored and proven well-formed, its key sealed.</summary>
    public VersionDraft Draft(PreparedDataset dataset, Digest? fileCommitment)
    {
        var (root, wf) = (dataset.Tree.Root, dataset.WellFormed!);
        return new VersionDraft(
            dataset.Header.ToBytes(), root, dataset.RowRoot, fileCommitment, dataset.Table.Rows, wf.Open, wf.Pad,
            master.Seal("dataset-key" + root, dataset.Key.Bytes));
    }

    /// <summary>Stores commitments that a local prover sent.</summary>
    public Task StoreCommitmentsAsync(int ledger, Digest root, IReadOnlyDictionary<int, byte[]> commitments, CancellationToken cancellation) =>
        StorePartsAsync(ledger, root, [.. commitments.Select(column => (CommitmentKind, column.Key, column.Value))], cancellation);

    /// <summary>Stores bytes under their SHA-256: maps, proofs.</summary>
    public async Task<Digest> StoreBlobAsync(int ledger, string kind, byte[] bytes, CancellationToken cancellation)
    {
        var hash = MerkleHash.Sha256(bytes);
        await StorePartsAsync(ledger, hash, [(kind, 0, bytes)], cancellation);
        return hash;
    }

    /// <summary>Bytes stored under a hash; null when there are none.</summary>
    public async Task<byte[]?> BlobAsync(int ledger, string kind, Digest hash, int part, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.QuerySingleOrDefaultAsync<byte[]>(new CommandDefinition(
            "select bytes from attachments where ledger_id = @ledger and kind = @kind and hash = @hash and part = @part",
            new { ledger, kind, hash = hash.ToArray(), part }, cancellationToken: cancellation));
    }

    /// <summary>Commitments of a column, 32 bytes a chunk; null when the column is not committed.</summary>
    public Task<byte[]?> CommitmentsAsync(int ledger, Digest root, int column, CancellationToken cancellation) =>
        BlobAsync(ledger, CommitmentKind, root, column, cancellation);

    /// <summary>The rows and key of a version; the error when they are destroyed or were never here.</summary>
    public async Task<Outcome<PreparedDataset>> OpenAsync(int ledger, DatasetVersion version, CancellationToken cancellation)
    {
        if (version.SealedKey is null)
        {
            return LedgerErrors.WitnessDestroyed(version.Name);
        }

        var key = KeyOf(version);
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var rows = await connection.QueryAsync<(string Kind, int Part, byte[] Bytes)>(new CommandDefinition(
            "select kind, part, bytes from attachments where ledger_id = @ledger and hash = @root order by kind, part",
            new { ledger, root = version.RootBytes }, cancellationToken: cancellation));
        var (seal, header) = (RowSeal(key), version.Header);
        var parts = rows.ToLookup(row => row.Kind);
        var columns = header.Columns.Where(column => !column.Name.EndsWith(ColumnSpec.MaskSuffix, StringComparison.Ordinal))
            .Select(column => WitnessCodec.Read(
                new ColumnSpec(column.Name, column.Type, column.Scale, column.Nullable, column.Committed),
                WitnessCodec.Parts.Select(name => (name, kind: WitnessCodec.Kind(column.Index, name)))
                    .Where(part => parts.Contains(part.kind))
                    .ToDictionary(part => part.name, part => Joined(parts[part.kind].Select(row => seal.Open($"{part.kind}/{row.Part}", row.Bytes))))));
        var table = new Table((int)version.Rows, [.. columns]);
        var rowChunks = MemoryMarshal.Cast<byte, Digest>(parts[RowKind].Single().Bytes).ToArray();
        return PreparedDataset.Restore(
            header, table, key, rowChunks, parts[CommitmentKind].ToDictionary(row => row.Part, row => row.Bytes));
    }

    /// <summary>
    /// What a proof about a version needs, read when it asks, on the thread that proves; the error when it is destroyed or was
    /// never here. Reading ends with <paramref name="cancellation"/>, the proof's time.
    /// </summary>
    public Outcome<StoredWitness> Witness(int ledger, DatasetVersion version, CancellationToken cancellation)
    {
        if (version.SealedKey is null)
        {
            return LedgerErrors.WitnessDestroyed(version.Name);
        }

        var key = KeyOf(version);
        var seal = RowSeal(key);
        (int Part, byte[] Bytes)[] Read(string kind, int? part = null)
        {
            // Off the proof's own threads: the reading would wait for one of them while the proof waits for the reading.
            return Task.Run(() => ReadAsync(kind, part), CancellationToken.None).GetAwaiter().GetResult();
        }

        async Task<(int Part, byte[] Bytes)[]> ReadAsync(string kind, int? part)
        {
            await using var connection = await database.OpenConnectionAsync(cancellation);
            return [.. await connection.QueryAsync<(int, byte[])>(new CommandDefinition(
                "select part, bytes from attachments where ledger_id = @ledger and kind = @kind and hash = @root and (@part is null or part = @part) order by part",
                new { ledger, kind, root = version.RootBytes, part }, cancellationToken: cancellation))];
        }

        return new StoredWitness(
            version.Header, key, kind => Joined(Read(kind).Select(row => seal.Open($"{kind}/{row.Part}", row.Bytes))),
            column => Read(CommitmentKind, column).Single().Bytes);
    }

    /// <summary>Destroys rows and key of a version; its entry, commitments and proofs stay.</summary>
    public async Task DestroyAsync(int ledger, DatasetVersion version, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            update versions set sealed_key = null where ledger_id = @ledger and name = @Name and version = @Version;
            delete from attachments where ledger_id = @ledger and hash = @RootBytes and kind like 'witness/%';
            """,
            new { ledger, version.Name, version.Version, version.RootBytes }, cancellationToken: cancellation));
    }

    private static byte[] Joined(IEnumerable<byte[]> parts)
    {
        var all = parts.ToArray();
        if (all.Length == 0)
        {
            throw new InvalidOperationException("The rows were destroyed meanwhile.");
        }

        return all.Length == 1 ? all[0] : [.. all.SelectMany(part => part)];
    }

    private DatasetKey KeyOf(DatasetVersion version)
    {
        var secret = master.Open("dataset-key" + version.Root, version.SealedKey!);
        var key = new DatasetKey(secret);
        CryptographicOperations.ZeroMemory(secret);
        return key;
    }

    /// <summary>Row hashes, commitments, and the rows sealed; made one by one as they are stored, so that no two copies of all rows are held.</summary>
    private static IEnumerable<(string Kind, int Part, byte[] Bytes)> Parts(PreparedDataset dataset)
    {
        yield return (RowKind, 0, MerkleHash.AsBytes(dataset.RowChunks).ToArray());
        foreach (var column in dataset.Shape.Columns)
        {
            yield return (CommitmentKind, column.Index, dataset.Commitments(column.Index).ToArray());
        }

        var seal = RowSeal(dataset.Key);
        for (var i = 0; i < dataset.Table.Columns.Count; i++)
        {
            foreach (var (name, bytes) in WitnessCodec.Write(dataset.Table.Columns[i]))
            {
                var kind = WitnessCodec.Kind(i, name);
                for (var (at, part) = (0, 0); at < bytes.Length; at += MaxPart, part++)
                {
                    yield return (kind, part, seal.Seal($"{kind}/{part}", bytes.AsSpan(at, Math.Min(MaxPart, bytes.Length - at))));
                }
            }
        }
    }

    private static MasterKey RowSeal(DatasetKey key) =>
        new(HKDF.DeriveKey(HashAlgorithmName.SHA256, key.Bytes.ToArray(), 32, info: "zkpdl/v1/rows"u8.ToArray()));

    private async Task StorePartsAsync(
        int ledger, Digest hash, IEnumerable<(string Kind, int Part, byte[] Bytes)> parts, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        foreach (var (kind, part, bytes) in parts)
        {
            await connection.ExecuteAsync(new CommandDefinition(
                """
                insert into attachments (ledger_id, kind, hash, part, bytes, unclaimed) values (@ledger, @kind, @hash, @part, @bytes, true)
                on conflict (ledger_id, kind, hash, part) do update set created_at = now()
                """,
                new { ledger, kind, hash = hash.ToArray(), part, bytes }, transaction, cancellationToken: cancellation));
        }

        await transaction.CommitAsync(cancellation);
    }
}
