using System.Text;
using System.Text.Json.Nodes;
using Ledger.Api.Auditing;
using Ledger.Api.Datasets;
using Ledger.Api.Ledgers;
using Ledger.Api.Proofs;
using Ledger.Api.Reading;
using Ledger.Api.Requests;
using Ledger.Api.Tables;
using Ledger.Api.Tree;
using Platform.ServiceDefaults.Errors;

namespace Ledger.Api.Derivations;

/// <summary>A transformation asked for.</summary>
/// <param name="Input">Dataset, <c>name</c> or <c>name@version</c>.</param>
/// <param name="Output">Name of the result.</param>
/// <param name="Operation">At most 100 characters; select, filter, remove-nulls, remove-outliers, sample and shuffle are run here.</param>
/// <param name="Parameters">Parameters of the operation.</param>
/// <param name="File">Resulting rows of an operation that is not run here, as CSV.</param>
/// <param name="Map">Per row of the file LE32(0)‖LE32(source row), base64, when it only moves rows.</param>
/// <param name="Prove">Whether to prove what a map says; default true.</param>
public sealed record TransformRequest(
    string? Input, string? Output, string? Operation, JsonObject? Parameters = null, string? File = null, byte[]? Map = null, bool Prove = true);

/// <summary>POST …/transforms.</summary>
internal static class TransformDataset
{
    public static async Task<IResult> HandleAsync(
        HttpContext http, DatasetStore datasets, Deriver deriver, Receipts receipts, LedgerOptions limits, CancellationToken cancellation)
    {
        if (!(await http.ReadJsonAsync<TransformRequest>(cancellation)).TryGet(out var request, out var error))
        {
            return new ErrorResult(error);
        }

        var (ledger, asked) = (http.Ledger(), request.Value);
        AuditLine.Note(http, dataset: asked.Output);
        if (!RequestReading.IsDataset(asked.Output) || !RequestReading.IsType(asked.Operation))
        {
            return new ErrorResult(LedgerErrors.BadName("output, operation", "a dataset name and an operation of 1–100 characters"));
        }

        var operation = asked.Operation;
        if (await Inputs.FindAsync(datasets, ledger, asked.Input, cancellation) is not { } version)
        {
            return new ErrorResult(LedgerErrors.NoDataset(asked.Input ?? ""));
        }

        if (!(await ResultAsync(ledger, version, asked, operation, datasets, limits, cancellation)).TryGet(out var made, out error))
        {
            return new ErrorResult(error);
        }

        var parameters = new JsonObject { ["operation"] = operation, ["parameters"] = asked.Parameters?.DeepClone() };
        var derived = await deriver.DeriveAsync(
            ledger, "transform", [version], [], [new DerivedOutput(asked.Output!, made.Table, made.FileHash)], made.Map, parameters, asked.Prove,
            http.CallerName(), request.Idempotency, Receipts.Single, cancellation);
        return await Inputs.AnswerAsync<Receipt>(
            http, derived, (receipt, proof) => receipt with { ProofId = proof }, receipt => receipts.CoveredAsync(ledger, receipt, cancellation));
    }

    private static async Task<Outcome<Made>> ResultAsync(
        LedgerInfo ledger, DatasetVersion version, TransformRequest asked, string operation, DatasetStore datasets, LedgerOptions limits,
        CancellationToken cancellation)
    {
        if (asked is { File: null, Map: null } && !RowRule.IsOne(operation))
        {
            return LedgerErrors.BadRequest($"file: '{operation}' is not run here, so its resulting rows are wanted, as CSV, or the map of a rule that only moves rows.");
        }

        Made? file = null;
        if (asked.File is { } text)
        {
            using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
            if (!(await new TableReader(new ReadOptions { Format = new CsvFormat() }.Within(limits)).ReadAsync(stream, cancellation)).TryGet(out var read, out var fault))
            {
                return fault;
            }

            file = new Made(read.Table, asked.Map is null ? null : new DerivationMap(asked.Map), read.FileHash);
            if (asked.Map is null)
            {
                return file;
            }
        }

        if (!(await datasets.OpenAsync(ledger.Id, version, cancellation)).TryGet(out var source, out var error))
        {
            return error;
        }

        using (source)
        {
            return file is not null ? MappedFile.Problem(file.Table, source.Table, file.Map!) is { } problem ? problem : file
                : asked.Map is { } map ? Picked(source.Table, new DerivationMap(map))
                : Ruled(source.Table, operation, asked.Parameters ?? [], limits.MaxRows);
        }
    }

    private static Outcome<Made> Ruled(Table source, string operation, JsonObject parameters, int mostRows)
    {
        if (!RowRule.Run(operation, parameters, source, mostRows).TryGet(out var rule, out var error))
        {
            return error;
        }

        (int, int)[] rows = [.. rule.Rows.Select(row => (0, row))];
        return rows.Length == 0 ? ReadErrors.NoRows()
            : new Made(TablePicking.Pick([source], rows, rule.Columns), DerivationMap.Of(rows), null);
    }

    private static Outcome<Made> Picked(Table source, DerivationMap map) =>
        MappedFile.RangeProblem(map, map.Count, source.Rows) is { } problem ? problem
        : map.Count == 0 ? ReadErrors.NoRows()
        : new Made(
            TablePicking.Pick([source], [.. Enumerable.Range(0, map.Count).Select(g => (0, (int)map[g].Row))], [.. source.Columns.Select(column => column.Spec)]),
            map, null);

    private sealed record Made(Table Table, DerivationMap? Map, Digest? FileHash);
}
