using System.Text.Json;
using Ledger.Api.Canonical;
using Ledger.Api.Proofs;
using Ledger.Api.Proofs.Protocol;
using Ledger.Api.Tree;

namespace Ledger.Api.Datasets;

/// <summary>A dataset version as stored with its entry.</summary>
internal sealed class DatasetVersion
{
    public string Name { get; init; } = "";

    public int Version { get; init; }

    public long Index { get; init; }

    public byte[] LeafHashBytes { get; init; } = [];

    public byte[] RootBytes { get; init; } = [];

    public byte[] HeaderBytes { get; init; } = [];

    public byte[] RowRootBytes { get; init; } = [];

    public byte[]? FileCommitmentBytes { get; init; }

    public long Rows { get; init; }

    public byte[] WfOpen { get; init; } = [];

    public byte[]? WfPad { get; init; }

    public byte[]? SealedKey { get; init; }

    public Digest LeafHash => Digest.Read(LeafHashBytes);

    public Digest Root => Digest.Read(RootBytes);

    public Digest RowRoot => Digest.Read(RowRootBytes);

    public WellFormed WellFormed => new(WfOpen, WfPad);

    public DatasetHeader Header => JsonSerializer.Deserialize<DatasetHeader>(HeaderBytes, LedgerJson.Options)!;

    /// <summary>The version as a proof's subject.</summary>
    public ProofSubject Subject => new((ulong)Index, LeafHashBytes, RootBytes, PreparedDataset.ShapeOf(Header));
}
