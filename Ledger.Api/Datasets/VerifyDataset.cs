using Ledger.Api.Entries;
using Ledger.Api.Ledgers;
using Ledger.Api.Proofs;
using Ledger.Api.Requests;
using Ledger.Api.Tree;
using Platform.ServiceDefaults.Errors;

namespace Ledger.Api.Datasets;

/// <summary>A check and what came of it.</summary>
/// <param name="Name">What was checked.</param>
/// <param name="Ok">Whether it held.</param>
/// <param name="Detail">What was found; empty when it held and nothing more is to say.</param>
public sealed record Check(string Name, bool Ok, string Detail = "");

/// <summary>Checks made, in order.</summary>
/// <param name="Valid">Whether all held.</param>
/// <param name="Checks">Each of them.</param>
public sealed record Verdict(bool Valid, IReadOnlyList<Check> Checks)
{
    internal static Verdict Of(IReadOnlyList<Check> checks) => new(checks.All(check => check.Ok), checks);
}

/// <summary>POST …/datasets/{n}/verify: the stored version recomputed; with a file, the file compared with it.</summary>
internal static class VerifyDataset
{
    public static async Task<IResult> HandleAsync(
        HttpContext http, string n, int? version, DatasetStore datasets, LogStore log, CancellationToken cancellation)
    {
        var ledger = http.Ledger();
        if (await datasets.FindAsync(ledger.Id, n, version, cancellation) is not { } found)
        {
            return new ErrorResult(LedgerErrors.NoDataset(n));
        }

        var checks = await StoredAsync(ledger, found, datasets, log, cancellation);
        if (http.Request.HasFormContentType)
        {
            if (!(await NotarizeDataset.ReadAsync(http, Manifest.Of(found.Header), cancellation)).TryGet(out var upload, out var error)
                || !(await datasets.OpenAsync(ledger.Id, found, cancellation)).TryGet(out var stored, out error))
            {
                return new ErrorResult(error);
            }

            using (stored)
            {
                var rowRoot = new MerkleTree(RowLeaves.ChunkRoots(upload.File.Table, stored.Key.Bytes, cancellation)).Root;
                checks.Add(new Check("rows", rowRoot == found.RowRoot, rowRoot == found.RowRoot ? "" : "The file's rows are not those notarized."));
                var commitment = stored.FileCommitment(upload.File.FileHash).ToArray();
                var same = found.FileCommitmentBytes is null || commitment.AsSpan().SequenceEqual(found.FileCommitmentBytes);
                checks.Add(new Check("file", same, same ? "" : "The file's bytes are not those notarized."));
            }
        }

        return TypedResults.Ok(Verdict.Of(checks));
    }

    /// <summary>Whether a version's entry, header, commitments and proof of well-formedness belong together.</summary>
    public static async Task<List<Check>> StoredAsync(
        LedgerInfo ledger, DatasetVersion version, DatasetStore datasets, LogStore log, CancellationToken cancellation)
    {
        var entry = await log.EntryAsync(ledger.Id, version.Index, cancellation);
        var leaf = entry is not null && MerkleHash.Leaf(entry.Bytes) == version.LeafHash && entry.Entry.DatasetRoot == version.Root.ToBase64();
        var lists = new Dictionary<int, byte[]>();
        var shape = PreparedDataset.ShapeOf(version.Header);
        foreach (var column in shape.Columns)
        {
            lists[column.Index] = await datasets.CommitmentsAsync(ledger.Id, version.Root, column.Index, cancellation) ?? [];
        }

        var root = DatasetRoot.Tree(version.HeaderBytes, version.RowRoot, [.. shape.Columns.Select(column =>
            (column.Index, lists[column.Index].Length / Digest.Bytes, DatasetRoot.ColumnTree(lists[column.Index]).Root))]).Root;
        var wf = shape.Columns.Count == 0 || root != version.Root ? Verification.Passed : version.WellFormed.Verify(
            ledger.Origin, version.RootBytes, shape, (_, column, first, count) => lists[column].AsMemory(Digest.Bytes * first, Digest.Bytes * count));
        return
        [
            new Check("entry", leaf, leaf ? "" : "The entry does not hash to its leaf or names another root."),
            new Check("root", root == version.Root, root == version.Root ? "" : "Header, rows and commitments do not hash to the dataset root."),
            new Check("wellFormed", wf.Valid, wf.Detail),
        ];
    }
}
