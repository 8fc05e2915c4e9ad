using System.Globalization;
using System.Text.Json;
using Ledger.Api.Bundles;
using Ledger.Api.Datasets;
using Ledger.Api.Derivations;
using Ledger.Api.Entries;
using Ledger.Api.Ledgers;
using Ledger.Api.Tree;

namespace Ledger.Api.Reports;

/// <summary>An entry of a chain and its checks.</summary>
/// <param name="Index">Index of the entry.</param>
/// <param name="Op">Its operation.</param>
/// <param name="Dataset">Its dataset, with version.</param>
/// <param name="Ok">Whether every check held.</param>
/// <param name="Checks">The checks.</param>
public sealed record ChainEntry(long Index, string Op, string? Dataset, bool Ok, IReadOnlyList<Check> Checks);

/// <summary>A part of the log, checked.</summary>
/// <param name="Valid">Whether every entry holds and none is missing.</param>
/// <param name="Entries">Entries in order.</param>
/// <param name="Gaps">Indexes that are missing.</param>
public sealed record ChainAnswer(bool Valid, IReadOnlyList<ChainEntry> Entries, IReadOnlyList<long> Gaps);

/// <summary>Checks entries one by one: leaf, place in the tree, parents, and in strict mode every proof.</summary>
internal sealed class ChainVerifier(LogStore log, DatasetStore datasets, BundleStore bundles, KeyRing keys)
{
    private const int PageSize = 500;

    /// <summary>The index that a name means: digits, <c>genesis</c>, <c>latest</c>, <c>name</c> or <c>name@version</c>; null for none.</summary>
    public async Task<long?> IndexOfAsync(LedgerInfo ledger, string name, CancellationToken cancellation)
    {
        var (size, _) = await log.HeadAsync(ledger.Id, cancellation);
        if (name is "genesis" or "latest")
        {
            return name == "genesis" ? 0 : size - 1;
        }

        if (long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
        {
            return index < size ? index : null;
        }

        return (await Inputs.FindAsync(datasets, ledger, name, cancellation))?.Index;
    }

    /// <summary>Checks the entries of an index range, both ends included.</summary>
    public async Task<ChainAnswer> VerifyAsync(LedgerInfo ledger, long from, long to, bool strict, Action<double>? progress, CancellationToken cancellation)
    {
        var (size, root) = await log.HeadAsync(ledger.Id, cancellation);
        var (checkedEntries, gaps, expected) = (new List<ChainEntry>(), new List<long>(), from);
        var proofs = strict ? (await bundles.ListAsync(ledger.Id, null, cancellation)).ToLookup(bundle => (bundle.Dataset, bundle.Version)) : null;
        for (var first = from; first <= to; first += PageSize)
        {
            foreach (var entry in await log.RangeAsync(ledger.Id, first, (int)Math.Min(PageSize, to - first + 1), cancellation))
            {
                for (; expected < entry.Index; expected++)
                {
                    gaps.Add(expected);
                }

                expected = entry.Index + 1;
                checkedEntries.Add(await CheckAsync(ledger, entry, size, root, proofs, cancellation));
                progress?.Invoke((double)(entry.Index - from) / (to - from + 1));
            }
        }

        for (; expected <= to; expected++)
        {
            gaps.Add(expected);
        }

        return new ChainAnswer(gaps.Count == 0 && checkedEntries.All(entry => entry.Ok), checkedEntries, gaps);
    }

    private async Task<ChainEntry> CheckAsync(
        LedgerInfo ledger, StoredEntry stored, long size, Digest root, ILookup<(string?, int?), StoredBundle>? proofs, CancellationToken cancellation)
    {
        var checks = new List<Check>();
        var leaf = MerkleHash.Leaf(stored.Bytes);
        checks.Add(new Check("leaf", leaf == stored.LeafHash, leaf == stored.LeafHash ? "" : "The bytes do not hash to the leaf."));
        var path = await log.RangesAsync(ledger.Id, TreeRange.Inclusion(stored.Index, size), cancellation);
        var included = InclusionProof.Verify(leaf, stored.Index, size, path, root);
        checks.Add(new Check("inclusion", included, included ? "" : "The path does not lead to the root."));
        var entry = stored.Entry;
        foreach (var parent in entry.Parents ?? [])
        {
            var index = long.Parse(parent.Index, NumberStyles.None, CultureInfo.InvariantCulture);
            var found = index < stored.Index ? await log.EntryAsync(ledger.Id, index, cancellation) : null;
            var holds = found is not null && MerkleHash.Leaf(found.Bytes).ToBase64() == parent.LeafHash;
            checks.Add(new Check("parent", holds, holds ? parent.Index : $"Entry {parent.Index} is not the parent named."));
        }

        if (await datasets.AtAsync(ledger.Id, stored.Index, cancellation) is { } version)
        {
            checks.AddRange((await VerifyDataset.StoredAsync(ledger, version, datasets, log, cancellation)).Where(check => check.Name != "entry"));
            foreach (var bundle in proofs?[(version.Name, version.Version)] ?? [])
            {
                var verdict = VerifyBundles.Verify(JsonElement.Parse(bundle.Bytes), keys);
                checks.Add(new Check("proof " + bundle.Type, verdict.Valid, verdict.Valid ? bundle.Id : $"{bundle.Id}: {verdict.Checks[^1].Name}"));
            }
        }

        var name = entry.Dataset is null ? null : string.Create(CultureInfo.InvariantCulture, $"{entry.Dataset}@{entry.Version}");
        return new ChainEntry(stored.Index, entry.Op, name, checks.All(check => check.Ok), checks);
    }
}
