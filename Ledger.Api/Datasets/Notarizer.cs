using System.Globalization;
using Ledger.Api.Entries;
using Ledger.Api.Ledgers;
using Ledger.Api.Operations;
using Ledger.Api.Proofs;
using Ledger.Api.Proofs.Commitments;
using Ledger.Api.Reading;
using Ledger.Api.Tree;
using Platform.ServiceDefaults.Errors;

namespace Ledger.Api.Datasets;

/// <summary>From a file's rows to a durable entry: commit, prove, store, append.</summary>
internal sealed class Notarizer(DatasetStore datasets, Sequencer sequencer, LedgerStore ledgers, ProvingThreads threads)
{
    /// <summary>Notarizes a file that was read.</summary>
    public async Task<Outcome<AppendResult>> NotarizeAsync(
        LedgerInfo ledger, Manifest manifest, ReadResult file, string caller, IdempotencyKey? idempotency, CancellationToken cancellation)
    {
        if (!manifest.NewVersion && await datasets.FindAsync(ledger.Id, manifest.Name!, null, cancellation) is not null && idempotency is null)
        {
            return LedgerErrors.DatasetExists(manifest.Name!);
        }

        if (!(await PrepareAsync(ledger, manifest.Name!, file.Table, file.FileHash, cancellation)).TryGet(out var prepared, out var error))
        {
            return error;
        }

        prepared.Witness.Dispose();
        var entry = prepared.Stored.ToEntry("notarize", ledgers.Actor(ledger.Origin, caller)) with { NewVersion = manifest.NewVersion };
        using var phase = Phases.Start("append");
        return await sequencer.AppendAsync(ledger, new Draft(entry) { Idempotency = idempotency, Respond = Receipts.Single }, cancellation);
    }

    /// <summary>Commits to a table and stores what its entry will name; the caller disposes the witness.</summary>
    public async Task<Outcome<(StoredDataset Stored, PreparedDataset Witness)>> PrepareAsync(
        LedgerInfo ledger, string name, Tables.Table table, Digest? fileHash, CancellationToken cancellation)
    {
        var dataset = await Task.Run(() => PreparedDataset.Commit(name, table, DatasetKey.Create(), cancellation), cancellation);
        try
        {
            // The roots are known, so the database can write while the proof is made. Both end before the key may be wiped.
            var proving = threads.RunAsync(() => dataset.Prove(ledger.Origin, cancellation), CancellationToken.None);
            await Task.WhenAll(StoreAsync(ledger, dataset, cancellation), proving);
            if ((await proving).TryGet(out _, out var error))
            {
                Digest? commitment = fileHash is { } hash ? dataset.FileCommitment(hash) : null;
                return (new StoredDataset(name, datasets.Draft(dataset, commitment)), dataset);
            }

            dataset.Dispose();
            return error;
        }
        catch
        {
            dataset.Dispose();
            throw;
        }
    }

    private async Task StoreAsync(LedgerInfo ledger, PreparedDataset dataset, CancellationToken cancellation)
    {
        using var phase = Phases.Start("store");
        await datasets.StoreAsync(ledger, dataset, cancellation);
    }
}

/// <summary>A dataset whose commitments and rows are stored, before its entry.</summary>
internal sealed record StoredDataset(string Name, VersionDraft Version)
{
    /// <summary>The entry that introduces it.</summary>
    public EntryDraft ToEntry(string op, string actor)
    {
        var proofs = new List<EntryProof> { new(MerkleHash.Sha256(Version.WfOpen).ToBase64(), "open") };
        if (Version.WfPad is { } pad)
        {
            proofs.Add(new EntryProof(MerkleHash.Sha256(pad).ToBase64(), "pad"));
        }

        return new EntryDraft(new Entry
        {
            Op = op,
            Actor = actor,
            Dataset = Name,
            DatasetRoot = Version.DatasetRoot.ToBase64(),
            FileCommitment = Version.FileCommitment?.ToBase64(),
            Rows = Version.Rows.ToString(CultureInfo.InvariantCulture),
            Proofs = proofs,
        })
        { Version = Version };
    }
}
