using System.Text.Json.Nodes;
using Ledger.Api.Auditing;
using Ledger.Api.Datasets;
using Ledger.Api.Ledgers;
using Ledger.Api.Proofs;
using Ledger.Api.Requests;
using Ledger.Api.Tables;
using Platform.ServiceDefaults.Errors;

namespace Ledger.Api.Derivations;

/// <summary>A concatenation asked for.</summary>
/// <param name="Inputs">2–16 datasets, <c>name</c> or <c>name@version</c>, with columns of the same names, types and scales.</param>
/// <param name="Output">Name of the result.</param>
/// <param name="Prove">Whether to prove it; default true.</param>
public sealed record MergeRequest(IReadOnlyList<string>? Inputs, string? Output, bool Prove = true);

/// <summary>POST …/merges: the rows of the inputs, one after the other.</summary>
internal static class MergeDatasets
{
    private const int MaxInputs = 16;

    public static async Task<IResult> HandleAsync(
        HttpContext http, DatasetStore datasets, Deriver deriver, Receipts receipts, CancellationToken cancellation)
    {
        if (!(await http.ReadJsonAsync<MergeRequest>(cancellation)).TryGet(out var request, out var error))
        {
            return new ErrorResult(error);
        }

        var (ledger, asked) = (http.Ledger(), request.Value);
        AuditLine.Note(http, dataset: asked.Output);
        if (!RequestReading.IsDataset(asked.Output) || asked.Inputs is not { Count: >= 2 and <= MaxInputs } inputs)
        {
            return new ErrorResult(LedgerErrors.BadRequest($"inputs: 2–{MaxInputs} datasets, and output: a dataset name, are wanted."));
        }

        var (versions, sources) = (new List<DatasetVersion>(), new List<PreparedDataset>());
        try
        {
            foreach (var input in inputs)
            {
                if (await Derivations.Inputs.FindAsync(datasets, ledger, input, cancellation) is not { } version)
                {
                    return new ErrorResult(LedgerErrors.NoDataset(input));
                }

                if (!(await datasets.OpenAsync(ledger.Id, version, cancellation)).TryGet(out var source, out error))
                {
                    return new ErrorResult(error);
                }

                versions.Add(version);
                sources.Add(source);
            }

            if (Columns(sources) is not { } columns)
            {
                return new ErrorResult(LedgerErrors.Statement("inputs: columns of the same names, types and scales are wanted."));
            }

            (int, int)[] rows = [.. sources.SelectMany((source, i) => Enumerable.Range(0, source.Table.Rows).Select(row => (i, row)))];
            var output = new DerivedOutput(asked.Output!, TablePicking.Pick([.. sources.Select(source => source.Table)], rows, columns));
            var derived = await deriver.DeriveAsync(
                ledger, "merge", versions, sources, [output], DerivationMap.Of(rows), new JsonObject { ["kind"] = "concatenation" }, asked.Prove,
                http.CallerName(), request.Idempotency, Receipts.Single, cancellation);
            return await Derivations.Inputs.AnswerAsync<Receipt>(
                http, derived, (receipt, proof) => receipt with { ProofId = proof }, receipt => receipts.CoveredAsync(ledger, receipt, cancellation));
        }
        finally
        {
            sources.ForEach(source => source.Dispose());
        }
    }

    /// <summary>The first input's columns, nullable where any input's is; null when the inputs differ.</summary>
    private static ColumnSpec[]? Columns(List<PreparedDataset> sources)
    {
        var all = sources.Select(source => source.Table.Columns.Select(column => column.Spec).ToArray()).ToArray();
        static (string, ColumnType, int)[] Form(ColumnSpec[] specs) => [.. specs.Select(spec => (spec.Name, spec.Type, spec.Scale)).Order()];
        return all.All(specs => Form(specs).SequenceEqual(Form(all[0])))
            ? [.. all[0].Select(spec => spec with
            {
                Nullable = all.Any(specs => specs.First(other => other.Name == spec.Name).Nullable),
                Committed = all.All(specs => specs.First(other => other.Name == spec.Name).Committed),
            })]
            : null;
    }
}
