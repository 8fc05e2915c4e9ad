using System.Diagnostics;
using System.Text.Json;
using Ledger.Api.Datasets;
using Ledger.Api.Ledgers;
using Ledger.Api.Operations;
using Ledger.Api.Proofs;
using Ledger.Api.Proofs.Protocol;
using Ledger.Api.Proofs.Statements;
using Ledger.Api.Requests;
using Platform.ServiceDefaults.Errors;

namespace Ledger.Api.Bundles;

/// <summary>Makes proofs about stored versions: opens the witness, proves, bundles, stores.</summary>
internal sealed class ProofMaker(
    DatasetStore datasets, BundleStore bundles, BundleBuilder builder, ProofEntries entries, ProvingThreads threads, LedgerOptions options)
    : IDisposable
{
    private readonly SemaphoreSlim _slots = new(options.MaxProofs);

    /// <summary>Proofs in work, and how many may be.</summary>
    public (int Working, int Most) Load => (options.MaxProofs - _slots.CurrentCount, options.MaxProofs);

    /// <summary>A statement about one version, or its error.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="versions">Subjects in statement order.</param>
    /// <param name="statement">The statement as sent.</param>
    /// <param name="nonce">Hexadecimal, at most 32 bytes.</param>
    /// <param name="map">For derive.</param>
    /// <param name="record">Caller for a proof entry; null makes none.</param>
    /// <param name="cancellation">Ends the proof.</param>
    /// <param name="witnesses">One per version, where the caller has them open; else they are read.</param>
    public async Task<Outcome<StoredBundle>> MakeAsync(
        LedgerInfo ledger, IReadOnlyList<DatasetVersion> versions, JsonElement statement, string nonce, byte[]? map, string? record,
        CancellationToken cancellation, IReadOnlyList<IWitness>? witnesses = null)
    {
        if (!Statement.TryParse(statement, out var parsed, out var problem) || parsed.Check([.. versions.Select(version => version.Subject.Shape)]) is { } misfit && (problem = misfit) is not null)
        {
            return LedgerErrors.Statement(problem!);
        }

        // Of few rows, a total or a narrow range for all of them tells the single ones; magnitude tells only a size.
        if (parsed is SumStatement or BoundStatement or MomentStatement or MemberStatement or RangeAllStatement
            && versions.Any(version => version.Rows < options.MinGroup))
        {
            return LedgerErrors.SmallGroup(options.MinGroup);
        }

        var canonical = JsonElement.Parse(parsed.ToCanonicalJson());
        var request = BundleStore.RequestHash(versions, canonical, nonce);
        if (await bundles.FindAsync(ledger.Id, request, cancellation) is { } made)
        {
            return record is null ? made : await entries.RecordAsync(ledger, versions, made, record, cancellation);
        }

        // A derivation's outputs are in the log already: its proof waits for its turn.
        if (!await _slots.WaitAsync(map is null ? TimeSpan.Zero : options.ProofTime, cancellation))
        {
            return LedgerErrors.Busy();
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(options.ProofTime);
        try
        {
            var started = Stopwatch.GetTimestamp();
            if (!(await ProveAsync(ledger, versions, parsed, nonce, map, witnesses ?? [], limit.Token)).TryGet(out var proof, out var error))
            {
                ProofMetrics.NotMade();
                return error;
            }

            ProofMetrics.Made(parsed.Type, Stopwatch.GetElapsedTime(started), proof.Length);

            // Stored before the entry that names it: whoever resumes an interrupted proof finds this one and makes no other.
            if (await BundleAsync(limit.Token) is not { } bundle)
            {
                return LedgerErrors.NotReady("No checkpoint covers the entry yet; ask again.");
            }

            var stored = await bundles.AddAsync(ledger.Id, request, versions[^1], parsed.Type, bundle.ToBytes(), cancellation);
            return record is null ? stored : await entries.RecordAsync(ledger, versions, stored, record, cancellation);

            async Task<Bundle?> BundleAsync(CancellationToken token)
            {
                using var phase = Phases.Start("bundle");
                return await builder.BuildAsync(ledger, versions, canonical, nonce, proof, map, token);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            ProofMetrics.NotMade();
            return LedgerErrors.ProofTimeout(options.ProofTime);
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _slots.Dispose();

    private async Task<Outcome<byte[]>> ProveAsync(
        LedgerInfo ledger, IReadOnlyList<DatasetVersion> versions, Statement statement, string nonce, byte[]? map,
        IReadOnlyList<IWitness> given, CancellationToken cancellation)
    {
        var opened = new List<StoredWitness>();
        try
        {
            foreach (var version in given.Count == 0 ? versions : [])
            {
                if (!datasets.Witness(ledger.Id, version, cancellation).TryGet(out var witness, out var error))
                {
                    return error;
                }

                opened.Add(witness);
            }

            using var phase = Phases.Start("prove");
            var context = new ProofContext(ledger.Origin, [.. versions.Select(version => version.Subject)], Convert.FromHexString(nonce));
            return await threads.RunAsync(
                () => Prover.Prove(statement, context, given.Count == 0 ? opened : given, map ?? default, cancellation), cancellation);
        }
        finally
        {
            opened.ForEach(witness => witness.Dispose());
        }
    }
}
