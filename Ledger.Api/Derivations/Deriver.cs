using System.Text.Json;
using System.Text.Json.Nodes;
using Ledger.Api.Bundles;
using Ledger.Api.Datasets;
using Ledger.Api.Entries;
using Ledger.Api.Jobs;
using Ledger.Api.Ledgers;
using Ledger.Api.Operations;
using Ledger.Api.Proofs;
using Ledger.Api.Proofs.Protocol;
using Ledger.Api.Proofs.Statements;
using Ledger.Api.Tables;
using Ledger.Api.Tree;
using Platform.ServiceDefaults.Errors;

namespace Ledger.Api.Derivations;

/// <summary>An output of a derivation.</summary>
internal sealed record DerivedOutput(string Name, Table Table, Digest? FileHash = null);

/// <summary>
/// Appends outputs of a derivation in one transaction, then proves it. The proof is a row of the job table from the moment the
/// outputs are durable, so that another replica takes it up when this one dies.
/// </summary>
internal sealed class Deriver(
    Notarizer notarizer, DatasetStore datasets, Sequencer sequencer, LedgerStore ledgers, ProofMaker proofs, JobStore jobs, TimeProvider time)
{
    /// <summary>Kind of the job that makes an outstanding proof.</summary>
    public const string JobKind = "derive";

    /// <summary>What a derivation came to.</summary>
    internal sealed record Result(AppendResult Appended, string? ProofId);

    /// <summary>Stores, appends and, with a map, proves. Witnesses of the sources that the caller has open save opening them again.</summary>
    public async Task<Outcome<Result>> DeriveAsync(
        LedgerInfo ledger, string op, IReadOnlyList<DatasetVersion> sources, IReadOnlyList<IWitness> opened, IReadOnlyList<DerivedOutput> outputs, DerivationMap? map,
        JsonObject parameters, bool prove, string caller, IdempotencyKey? idempotency,
        Func<IReadOnlyList<AppendedEntry>, (int, string)> respond, CancellationToken cancellation)
    {
        foreach (var output in outputs)
        {
            if (await datasets.FindAsync(ledger.Id, output.Name, null, cancellation) is not null && idempotency is null)
            {
                return LedgerErrors.DatasetExists(output.Name);
            }
        }

        using var made = new Witnesses();
        if (!(await PrepareAsync(ledger, outputs, made, cancellation)).TryGet(out var prepared, out var error))
        {
            return error;
        }

        // Without a committed column in common there is nothing that a proof could be about.
        prove = prove && HasShared([.. sources.Select(source => source.Header), .. outputs.Select(output => DatasetHeader.Of(
            output.Name, output.Table.Rows, [.. output.Table.Columns.Select(column => column.Spec)]))]);
        var job = JobStore.NewId();
        var appended = await AppendAsync(
            ledger, op, sources, prepared, map, parameters, caller, idempotency, respond,
            map is null || !prove ? null : entries => new JobDraft(job, JobKind, caller, JsonSerializer.Serialize(new DeriveJob(
                ledger.Project, [.. sources.Select(source => source.Index)], [.. entries.Select(entry => entry.Index)], map.Sha256, caller))),
            cancellation);
        if (!appended.TryGet(out var result, out var refused))
        {
            return refused;
        }

        if (result.Replayed || map is null || !prove)
        {
            return new Result(result, null);
        }

        await using var held = new HeldJob(jobs, job, time);
        IWitness[] witnesses = opened.Count == sources.Count ? [.. opened, .. made] : [];
        var proven = await ProveAsync(
            ledger, sources, [.. result.Entries.Select(entry => entry.Index)], map.Bytes.ToArray(), caller, cancellation, witnesses);
        if (!proven.TryGet(out var bundle, out var failure) && failure.Status == StatusCodes.Status503ServiceUnavailable)
        {
            // The outputs are durable and stay: the job is left for whoever next has time for its proof.
            return new Result(result, null);
        }

        await jobs.EndAsync(job, bundle is null ? null : JsonSerializer.Serialize(bundle.Id), failure?.Detail, cancellation);
        return bundle is null ? Failed(failure!) : new Result(result, bundle.Id);
    }

    /// <summary>Appends outputs whose commitments are stored, in one transaction; their entries name the sources and the map.</summary>
    public async Task<Outcome<AppendResult>> AppendAsync(
        LedgerInfo ledger, string op, IReadOnlyList<DatasetVersion> sources, IReadOnlyList<StoredDataset> outputs, DerivationMap? map,
        JsonObject parameters, string caller, IdempotencyKey? idempotency, Func<IReadOnlyList<AppendedEntry>, (int, string)> respond,
        Func<IReadOnlyList<AppendedEntry>, JobDraft>? job, CancellationToken cancellation)
    {
        if (map is not null)
        {
            parameters["map"] = map.Sha256;
            await datasets.StoreBlobAsync(ledger.Id, "map", map.Bytes.ToArray(), cancellation);
        }
        else
        {
            parameters["attested"] = true;
        }

        using var append = Phases.Start("append");
        return await sequencer.AppendAsync(ledger, new Draft([.. outputs.Select(Entry)])
        {
            Idempotency = idempotency,
            Respond = respond,
            Claims = map is null ? [] : [MerkleHash.Sha256(map.Bytes.ToArray())],
            Job = job,
        }, cancellation);

        EntryDraft Entry(StoredDataset output)
        {
            var draft = output.ToEntry(op, ledgers.Actor(ledger.Origin, caller));
            return draft with
            {
                Entry = draft.Entry with
                {
                    Params = parameters.DeepClone().AsObject(),
                    Parents = [.. sources.Select(source => EntryParent.Of(source.Index, source.LeafHash))],
                },
            };
        }
    }

    /// <summary>
    /// Prepares all outputs side by side: what one does on a single core, or waits for, leaves a core to another. Witnesses that
    /// came to be are added to <paramref name="made"/> even when another output failed.
    /// </summary>
    private async Task<Outcome<List<StoredDataset>>> PrepareAsync(
        LedgerInfo ledger, IReadOnlyList<DerivedOutput> outputs, Witnesses made, CancellationToken cancellation)
    {
        var preparing = outputs.Select(output => notarizer.PrepareAsync(ledger, output.Name, output.Table, output.FileHash, cancellation)).ToArray();
        var stored = new List<StoredDataset>();
        Error? failed = null;
        try
        {
            await Task.WhenAll(preparing);
        }
        finally
        {
            foreach (var ended in preparing.Where(task => task.IsCompletedSuccessfully))
            {
                if ((await ended).TryGet(out var prepared, out var error))
                {
                    made.Add(prepared.Witness);
                    stored.Add(prepared.Stored);
                }
                else
                {
                    failed ??= error;
                }
            }
        }

        if (failed is not null)
        {
            return failed;
        }

        return stored;
    }

    /// <summary>Proves a derivation whose outputs are durable; opens the witnesses unless all are given.</summary>
    public async Task<Outcome<StoredBundle>> ProveAsync(
        LedgerInfo ledger, IReadOnlyList<DatasetVersion> sources, IReadOnlyList<long> outputIndexes, byte[] map, string caller,
        CancellationToken cancellation, IReadOnlyList<IWitness>? witnesses = null)
    {
        var versions = sources.ToList();
        foreach (var index in outputIndexes)
        {
            versions.Add((await datasets.AtAsync(ledger.Id, index, cancellation))!);
        }

        var statement = new DeriveStatement(Shared(versions.Select(version => version.Header)), new DerivationMap(map).Sha256, sources.Count);
        return await proofs.MakeAsync(ledger, versions, JsonElement.Parse(statement.ToCanonicalJson()), "", map, caller, cancellation, witnesses);
    }

    /// <summary>Names of the columns that are committed in every subject with the same type and scale, masks included.</summary>
    internal static string[] Shared(IEnumerable<DatasetHeader> of)
    {
        var headers = of.ToArray();
        return [.. headers[^1].Columns.Where(column => column.Committed && headers.All(header =>
                header.Columns.Any(other => other.Committed && (other.Name, other.Type, other.Scale) == (column.Name, column.Type, column.Scale))))
            .Select(column => column.Name)];
    }

    private static bool HasShared(IEnumerable<DatasetHeader> headers) => Shared(headers).Length > 0;

    private static Outcome<Result> Failed(Error error) => error;

    /// <summary>Outputs' rows and keys, forgotten together.</summary>
    private sealed class Witnesses : List<PreparedDataset>, IDisposable
    {
        public void Dispose() => ForEach(witness => witness.Dispose());
    }
}

/// <summary>An outstanding proof of a derivation.</summary>
internal sealed record DeriveJob(string Project, long[] Sources, long[] Outputs, string Map, string Caller);
