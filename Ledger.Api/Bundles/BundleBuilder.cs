using System.Text.Json;
using Ledger.Api.Checkpoints;
using Ledger.Api.Datasets;
using Ledger.Api.Entries;
using Ledger.Api.Ledgers;
using Ledger.Api.Requests;
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

        BundleWellFormed[] wellFormed = [.. versions.Select(version => new BundleWellFormed(version.WfOpen, version.WfPad))];
        return new Bundle
        {
            Format = Bundle.FormatName,
            Origin = ledger.Origin,
            Subjects = subjects,
            Checkpoint = checkpoint.Note,
            Statement = statement,
            Nonce = nonce,
            Proof = proof,
            WellFormed = wellFormed.Length == 1
                ? JsonSerializer.SerializeToElement(wellFormed[0], RequestJson.Options)
                : JsonSerializer.SerializeToElement(wellFormed, RequestJson.Options),
            Map = map,
        };
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
        var lists = new List<(int Index, byte[] Bytes, Digest Root)>();
        foreach (var column in shape.Columns)
        {
            var bytes = (await datasets.CommitmentsAsync(ledger.Id, version.Root, column.Index, cancellation))!;
            lists.Add((column.Index, bytes, DatasetRoot.ColumnTree(bytes).Root));
        }

        var tree = DatasetRoot.Tree(version.HeaderBytes, version.RowRoot, [.. lists.Select(list => (list.Index, shape.Chunks, list.Root))]);
        return new BundleSubject
        {
            Index = version.Index,
            Entry = JsonElement.Parse(entry.Bytes),
            Inclusion = await log.RangesAsync(ledger.Id, TreeRange.Inclusion(version.Index, size), cancellation),
            Header = JsonElement.Parse(version.HeaderBytes),
            HeaderPath = tree.Inclusion(0),
            Columns = [.. lists.Select((list, i) => new BundleColumn
            {
                Index = list.Index,
                Root = list.Root,
                Path = tree.Inclusion(2 + i),
                Commitments = list.Bytes,
            })],
        };
    }
}
