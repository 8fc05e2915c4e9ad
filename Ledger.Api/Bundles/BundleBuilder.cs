using System.Text.Json;
using Ledger.Api.Checkpoints;
using Ledger.Api.Datasets;
using Ledger.Api.Entries;
using Ledger.Api.Ledgers;
using Ledger.Api.Tree;

namespace Ledger.Api.Bundles;

/// <summary>Puts a proof together with what its verifier needs.</summary>
internal sealed class BundleBuilder(LogStore log, DatasetStore datasets, CheckpointStore checkpoints, TimeProvider time)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    /// <summary>The bundle of a proof about versions; null when no checkpoint covers them in time.</summary>
    public async Task<Bundle?> BuildAsync(
        LedgerInfo ledger, IReadOnlyList<DatasetVersion> versions, JsonElement statement, string nonce, byte[] proof, byte[]? map,
        CancellationToken cancellation)
    {
        if (await CheckpointAsync(ledger, versions.Max(version => version.Index) + 1, cancellation) is not { } checkpoint)
        {
            return null;
        }

        var subjects = new List<BundleSubject>();
        foreach (var version in versions)
        {
            subjects.Add(await SubjectAsync(ledger, version, checkpoint.Size, cancellation));
        }

        return Bundle.Of(
            ledger.Origin, subjects, checkpoint.Note, statement, nonce, proof,
            [.. versions.Select(version => new BundleWellFormed(version.WfOpen, version.WfPad))], map);
    }

    private async Task<StoredCheckpoint?> CheckpointAsync(LedgerInfo ledger, long size, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        while (time.GetElapsedTime(started) < LongestWait)
        {
            if (await checkpoints.FindAsync(ledger.Id, size, cancellation) is { } found)
            {
                return found;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancellation);
        }

        return null;
    }

    private async Task<BundleSubject> SubjectAsync(LedgerInfo ledger, DatasetVersion version, long size, CancellationToken cancellation)
    {
        var entry = (await log.EntryAsync(ledger.Id, version.Index, cancellation))!;
        var shape = PreparedDataset.ShapeOf(version.Header);
        var lists = new List<(int Index, byte[] Bytes)>();
        foreach (var column in shape.Columns)
        {
            lists.Add((column.Index, (await datasets.CommitmentsAsync(ledger.Id, version.Root, column.Index, cancellation))!));
        }

        return BundleSubject.Of(
            version.Index, entry.Bytes, await log.RangesAsync(ledger.Id, TreeRange.Inclusion(version.Index, size), cancellation),
            version.HeaderBytes, version.RowRoot, lists);
    }
}
