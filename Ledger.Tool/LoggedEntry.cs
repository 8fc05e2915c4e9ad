using System.Text.Json;
using Ledger.Api.Bundles;
using Ledger.Api.Canonical;
using Ledger.Api.Checkpoints;
using Ledger.Api.Datasets;
using Ledger.Api.Entries;
using Ledger.Api.Proofs.Protocol;
using Ledger.Api.Tree;

namespace Ledger.Tool;

/// <summary>A dataset's entry with its place in the log, as the log serves both.</summary>
internal sealed record LoggedEntry(byte[] Bytes, Entry Entry, TlogProof Inclusion)
{
    public static async Task<LoggedEntry> ReadAsync(FileInfo entry, FileInfo proof, CancellationToken cancellation)
    {
        var inclusion = TlogProof.Parse(await File.ReadAllTextAsync(proof.FullName, cancellation))
            ?? throw new ToolException($"{proof.Name}: not a tlog-proof.");
        var bytes = CanonicalJson.Write(JsonElement.Parse(await File.ReadAllBytesAsync(entry.FullName, cancellation)));
        return new LoggedEntry(bytes, Entry.Read(bytes), inclusion);
    }

    /// <summary>The entry as a proof's subject.</summary>
    /// <exception cref="ToolException">It is about another dataset.</exception>
    public ProofSubject Subject(PreparedDataset dataset) => dataset.Tree.Root.ToBase64() == Entry.DatasetRoot
        ? new ProofSubject((ulong)Inclusion.Index, MerkleHash.Leaf(Bytes).ToArray(), dataset.Tree.Root.ToArray(), dataset.Shape)
        : throw new ToolException($"Entry {Inclusion.Index} is about other rows, or about these under another key: the roots differ.");

    /// <summary>The entry as a bundle's subject.</summary>
    public BundleSubject InBundle(PreparedDataset dataset) => BundleSubject.Of(
        Inclusion.Index, Bytes, Inclusion.Hashes, dataset.Header.ToBytes(), dataset.RowRoot,
        [.. dataset.Shape.Columns.Select(column => (column.Index, dataset.Commitments(column.Index).ToArray()))]);
}
