using System.Text.Json;
using System.Text.Json.Nodes;
using Ledger.Api.Canonical;
using Ledger.Api.Datasets;
using Ledger.Api.Entries;
using Ledger.Api.Ledgers;
using Ledger.Api.Tree;
using Platform.ServiceDefaults.Errors;

namespace Ledger.Api.Bundles;

/// <summary>Entries for proofs (contract §7.2): one for each stored bundle that one is asked for, however often it is asked for.</summary>
internal sealed class ProofEntries(LogStore log, Sequencer sequencer, LedgerStore ledgers)
{
    /// <summary>Makes sure that the log has the entry of a stored bundle's proof; the bundle, or why the entry was refused.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="versions">Subjects, which are the entry's parents.</param>
    /// <param name="bundle">The bundle.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="cancellation">Ends the looking, not the append.</param>
    public async Task<Outcome<StoredBundle>> RecordAsync(
        LedgerInfo ledger, IReadOnlyList<DatasetVersion> versions, StoredBundle bundle, string caller, CancellationToken cancellation)
    {
        var (statement, proof) = Read(bundle.Bytes);
        var hash = MerkleHash.Sha256([.. CanonicalJson.Write(statement), .. proof]);
        if (await log.HasProofAsync(ledger.Id, versions[0].Index, hash, cancellation))
        {
            return bundle;
        }

        var type = statement.GetProperty("type").GetString()!;
        var draft = new Draft(new EntryDraft(new Entry
        {
            Op = "proof",
            Actor = ledgers.Actor(ledger.Origin, caller),
            Params = new JsonObject { ["sha256"] = hash.ToBase64(), ["type"] = type },
            Parents = [.. versions.Select(version => EntryParent.Of(version.Index, version.LeafHash))],
            Proofs = [new EntryProof(MerkleHash.Sha256(proof).ToBase64(), type)],
        }))
        {
            // Two who look at once both find nothing; of equal keys the log takes one.
            Idempotency = IdempotencyKey.Of("", ledger.Origin, "proof entry " + hash.ToBase64(), []),
        };
        return (await sequencer.AppendAsync(ledger, draft, cancellation)).TryGet(out _, out var error) ? bundle : error;
    }

    private static (JsonElement Statement, byte[] Proof) Read(byte[] bundle)
    {
        using var document = JsonDocument.Parse(bundle);
        return (document.RootElement.GetProperty("statement").Clone(), document.RootElement.GetProperty("proof").GetBytesFromBase64());
    }
}
