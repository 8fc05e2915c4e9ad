using Ledger.Api.Operations;
using Ledger.Api.Proofs;
using Ledger.Api.Proofs.Commitments;
using Ledger.Api.Proofs.Protocol;
using Ledger.Api.Proofs.Statements;
using Ledger.Api.Tables;
using Ledger.Api.Tree;
using Platform.ServiceDefaults.Errors;

namespace Ledger.Api.Datasets;

/// <summary>
/// A dataset committed: its roots, commitments and proof of well-formedness, with the rows and the key they were made from.
/// Made where the rows are: in the service, or by the owner's own tool.
/// </summary>
internal sealed class PreparedDataset : IWitness, IDisposable
{
    private readonly Dictionary<int, PackedColumn> _values;
    private readonly Dictionary<int, byte[]> _commitments;
    private readonly Dictionary<int, ReadOnlyMemory<long>> _widened = [];

    private PreparedDataset(
        DatasetHeader header, Table table, DatasetKey key, Digest[] rowChunks, Dictionary<int, byte[]> commitments)
    {
        (Header, Table, Key, RowChunks, _commitments) = (header, table, key, rowChunks, commitments);
        _values = table.Committed().ToDictionary(column => column.Index, column => column.Values);
        RowRoot = new MerkleTree(rowChunks).Root;
        Shape = ShapeOf(header);
        Tree = DatasetRoot.Tree(header.ToBytes(), RowRoot, [.. Shape.Columns.Select(column =>
            (column.Index, Shape.Chunks, DatasetRoot.ColumnTree(commitments[column.Index]).Root))]);
    }

    /// <summary>Header, whose bytes are the first leaf.</summary>
    public DatasetHeader Header { get; }

    /// <summary>The rows.</summary>
    public Table Table { get; }

    /// <inheritdoc/>
    public DatasetKey Key { get; }

    /// <summary>Roots over 1024 row leaves each.</summary>
    public Digest[] RowChunks { get; }

    /// <summary>Root over the row leaves.</summary>
    public Digest RowRoot { get; }

    /// <summary>Row count and committed columns.</summary>
    public DatasetShape Shape { get; }

    /// <summary>The tree over header, row root and column roots.</summary>
    public MerkleTree Tree { get; }

    /// <summary>Proof of well-formedness, once proven.</summary>
    public WellFormed? WellFormed { get; private set; }

    /// <summary>What proofs need of a header.</summary>
    public static DatasetShape ShapeOf(DatasetHeader header) => new(header.RowCount, header.Columns
        .Where(column => column.Committed).Select(column => new CommittedColumn(column.Index, column.Name)));

    /// <summary>Commits to a table under a fresh key, and proves the commitments well-formed.</summary>
    public static Outcome<PreparedDataset> Create(string origin, string name, Table table, CancellationToken cancellation)
    {
        var prepared = Commit(name, table, DatasetKey.Create(), cancellation);
        if (prepared.Prove(origin, cancellation).TryGet(out _, out var error))
        {
            return prepared;
        }

        prepared.Dispose();
        return error;
    }

    /// <summary>Proves the commitments well-formed.</summary>
    public Outcome<WellFormed> Prove(string origin, CancellationToken cancellation)
    {
        using var phase = Phases.Start("prove");
        var outcome = WellFormed.Prove(origin, Tree.Root.ToArray(), Shape, this, cancellation);
        WellFormed = outcome.TryGet(out var proof, out _) ? proof : null;
        return outcome;
    }

    /// <summary>Commits to a table under a key; equal inputs give equal roots.</summary>
    public static PreparedDataset Commit(string name, Table table, DatasetKey key, CancellationToken cancellation)
    {
        var header = DatasetHeader.Of(name, table.Rows, [.. table.Columns.Select(column => column.Spec)]);
        Digest[] rowChunks;
        using (Phases.Start("hash"))
        {
            rowChunks = RowLeaves.ChunkRoots(table, key.Bytes, cancellation);
        }

        using var phase = Phases.Start("commit");
        var commitments = new Dictionary<int, byte[]>();
        foreach (var (index, values) in table.Committed())
        {
            cancellation.ThrowIfCancellationRequested();
            commitments[index] = ColumnCommitter.Commit(values.Widen(), key, index);
        }

        return new PreparedDataset(header, table, key, rowChunks, commitments);
    }

    /// <summary>A dataset as stored: nothing is committed again.</summary>
    public static PreparedDataset Restore(
        DatasetHeader header, Table table, DatasetKey key, Digest[] rowChunks, Dictionary<int, byte[]> commitments) =>
        new(header, table, key, rowChunks, commitments);

    /// <inheritdoc/>
    public ReadOnlyMemory<long> Values(int column)
    {
        lock (_widened)
        {
            if (!_widened.TryGetValue(column, out var values))
            {
                _widened[column] = values = _values[column].Widen();
            }

            return values;
        }
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Commitments(int column) => _commitments[column];

    /// <summary>The packed integers of a committed column.</summary>
    public PackedColumn Packed(int column) => _values[column];

    /// <summary>Blinded hash of the file that the rows were read from.</summary>
    public Digest FileCommitment(in Digest fileHash) => DatasetRoot.FileCommitment(Key.Bytes, fileHash);

    /// <inheritdoc/>
    public void Dispose() => Key.Dispose();
}
