using System.Text.Json;
using System.Text.Json.Serialization;
using Ledger.Api.Bundles;
using Ledger.Api.Checkpoints;
using Ledger.Api.Datasets;
using Ledger.Api.Entries;
using Ledger.Api.Ledgers;
using Ledger.Api.Tree;

namespace Ledger.Api.Reports;

/// <summary>What an auditor gets: enough to check everything in it again without this service.</summary>
/// <param name="Context">JSON-LD context, in that format only.</param>
/// <param name="Type">JSON-LD type, in that format only.</param>
/// <param name="Origin">Log.</param>
/// <param name="VerifierKey">Its key, to be compared with the pinned one.</param>
/// <param name="GeneratedAt">When the report was made.</param>
/// <param name="Checkpoint">Signed checkpoint that covers the entries.</param>
/// <param name="Valid">Whether everything held.</param>
/// <param name="Entries">Entries with their paths and checks.</param>
/// <param name="Proofs">Proofs about them, verified now.</param>
/// <param name="Limits">What was not shown.</param>
/// <param name="Instructions">How to check the report.</param>
public sealed record AuditReport(
    [property: JsonPropertyName("@context")] object? Context, [property: JsonPropertyName("@type")] string? Type,
    string Origin, string VerifierKey, string GeneratedAt, string? Checkpoint, bool Valid, IReadOnlyList<AuditedEntry> Entries,
    IReadOnlyList<AuditedProof> Proofs, IReadOnlyList<string> Limits, IReadOnlyList<string> Instructions);

/// <summary>An entry in a report.</summary>
/// <param name="Index">Its index.</param>
/// <param name="LeafHash">Its leaf hash.</param>
/// <param name="Entry">Its content.</param>
/// <param name="Inclusion">Path to the checkpoint's root; absent when the checkpoint does not cover it yet.</param>
/// <param name="Values">What is known of its values: <c>committed</c>, <c>proven</c>, <c>attested, not proven</c>, or <c>none</c>.</param>
/// <param name="Ok">Whether its checks held.</param>
/// <param name="Checks">The checks.</param>
public sealed record AuditedEntry(
    long Index, Digest LeafHash, JsonElement Entry, IReadOnlyList<Digest>? Inclusion, string Values, bool Ok, IReadOnlyList<Check> Checks);

/// <summary>A proof in a report.</summary>
/// <param name="Id">Id of its bundle.</param>
/// <param name="Dataset">Dataset, with version.</param>
/// <param name="Type">Statement type.</param>
/// <param name="Statement">The statement.</param>
/// <param name="Valid">Whether it holds.</param>
/// <param name="ProofBytes">Its length.</param>
/// <param name="FailedCheck">The check that failed.</param>
public sealed record AuditedProof(string Id, string Dataset, string Type, JsonElement? Statement, bool Valid, int ProofBytes, string? FailedCheck);

/// <summary>Makes reports.</summary>
internal sealed class Auditor(LogStore log, CheckpointStore checkpoints, BundleStore bundles, ChainVerifier chain, KeyRing keys, TimeProvider time)
{
    private static readonly string[] Always =
    [
        "A proof is about committed data; it cannot show that rows describe the world.",
        "Single values of unopened rows are not range-checked unless a magnitude, member or rangeAll proof is listed.",
        "Entries marked 'attested, not proven' record what somebody said about values.",
    ];

    private static readonly string[] HowToCheck =
    [
        "Compare verifierKey with the key you pinned.",
        "Check the checkpoint's signature (C2SP signed-note), then each entry's leaf (SHA-256 of 00 and the RFC 8785 bytes) and path (RFC 6962).",
        "Fetch each bundle and give it to any verifier of zkpdl-bundle/1, such as POST /api/verify or the offline tool.",
    ];

    /// <summary>A report over an index range, of one dataset or all.</summary>
    public async Task<AuditReport> MakeAsync(LedgerInfo ledger, string? dataset, long from, long to, bool linked, CancellationToken cancellation)
    {
        var last = await checkpoints.FindAsync(ledger.Id, to + 1, cancellation) ?? await checkpoints.FindAsync(ledger.Id, null, cancellation);
        var answer = await chain.VerifyAsync(ledger, from, to, false, null, cancellation);
        var wanted = dataset is null ? null : (await log.HistoryAsync(ledger.Id, dataset, cancellation)).Select(entry => entry.Index).ToHashSet();
        var proven = new HashSet<long>();
        var proofs = new List<AuditedProof>();
        foreach (var bundle in await bundles.ListAsync(ledger.Id, dataset, cancellation))
        {
            proofs.Add(Prove(bundle, proven));
        }

        var entries = new List<AuditedEntry>();
        foreach (var link in answer.Entries.Where(link => wanted is null || wanted.Contains(link.Index)))
        {
            var stored = (await log.EntryAsync(ledger.Id, link.Index, cancellation))!;
            var path = last is not null && link.Index < last.Size
                ? await log.RangesAsync(ledger.Id, TreeRange.Inclusion(link.Index, last.Size), cancellation) : null;
            entries.Add(new AuditedEntry(
                link.Index, stored.LeafHash, JsonElement.Parse(stored.Bytes), path, Values(stored.Entry, proven.Contains(link.Index)), link.Ok, link.Checks));
        }

        return new AuditReport(
            linked ? new Dictionary<string, string> { ["@vocab"] = "https://schema.org/", ["entries"] = "https://www.w3.org/ns/prov#Entity" } : null,
            linked ? "Report" : null, ledger.Origin, ledger.Key.ToString(), Entry.Stamp(time.GetUtcNow()), last?.Note,
            answer.Gaps.Count == 0 && entries.All(entry => entry.Ok) && proofs.All(proof => proof.Valid), entries, proofs, Always, HowToCheck);
    }

    private AuditedProof Prove(StoredBundle stored, HashSet<long> proven)
    {
        var json = JsonElement.Parse(stored.Bytes);
        var verdict = VerifyBundles.Verify(json, keys);
        if (verdict.Valid && stored.Type == "derive")
        {
            var sources = verdict.Statement!.Value.GetProperty("sources").GetInt32();
            foreach (var subject in json.GetProperty("subjects").EnumerateArray().Skip(sources))
            {
                proven.Add(long.Parse(subject.GetProperty("index").GetString()!, System.Globalization.CultureInfo.InvariantCulture));
            }
        }

        return new AuditedProof(
            stored.Id, $"{stored.Dataset}@{stored.Version}", stored.Type, verdict.Statement, verdict.Valid,
            json.GetProperty("proof").GetBytesFromBase64().Length, verdict.Valid ? null : verdict.Checks[^1].Name);
    }

    private static string Values(Entry entry, bool proven) => entry switch
    {
        { Params: { } parameters } when parameters["attested"]?.GetValueKind() == JsonValueKind.True => "attested, not proven",
        { DatasetRoot: null } => "none",
        { Op: "notarize" } => "committed",
        _ => proven ? "proven" : "committed, derivation not proven",
    };
}
