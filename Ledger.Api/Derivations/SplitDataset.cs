using System.Text.Json;
using System.Text.Json.Nodes;
using Ledger.Api.Auditing;
using Ledger.Api.Datasets;
using Ledger.Api.Entries;
using Ledger.Api.Ledgers;
using Ledger.Api.Operations;
using Ledger.Api.Proofs;
using Ledger.Api.Requests;
using Ledger.Api.Tables;
using Platform.ServiceDefaults.Errors;

namespace Ledger.Api.Derivations;

/// <summary>A split asked for.</summary>
/// <param name="Input">Dataset, <c>name</c> or <c>name@version</c>.</param>
/// <param name="TrainRatio">Share of training rows, between 0 and 1.</param>
/// <param name="StratifyBy">Column whose values are split alike.</param>
/// <param name="Seed">Seed, 0 to 2^64−1, as number or string; default 0.</param>
/// <param name="TrainName">Name of the training part; default <c>{input}-train</c>.</param>
/// <param name="TestName">Name of the test part; default <c>{input}-test</c>.</param>
/// <param name="Prove">Whether to prove the split; default true. One made by a local prover is proven there.</param>
/// <param name="Local">The parts and the map, when a local prover made them: then no row is needed here.</param>
public sealed record SplitRequest(
    string? Input, decimal? TrainRatio, string? StratifyBy = null, JsonElement? Seed = null, string? TrainName = null,
    string? TestName = null, bool Prove = true, LocalSplit? Local = null);

/// <summary>A split made.</summary>
/// <param name="Train">Receipt of the training part.</param>
/// <param name="Test">Receipt of the test part.</param>
/// <param name="Map">SHA-256 of the map, hexadecimal.</param>
/// <param name="Proof">Id of the proof's bundle; absent when none was asked for.</param>
public sealed record SplitAnswer(Receipt Train, Receipt Test, string Map, string? Proof = null);

/// <summary>POST …/splits.</summary>
internal static class SplitDataset
{
    public static async Task<IResult> HandleAsync(
        HttpContext http, DatasetStore datasets, Deriver deriver, Receipts receipts, CancellationToken cancellation)
    {
        if (!(await http.ReadJsonAsync<SplitRequest>(cancellation)).TryGet(out var request, out var error))
        {
            return new ErrorResult(error);
        }

        var (ledger, asked) = (http.Ledger(), request.Value);
        AuditLine.Note(http, dataset: asked.Input);
        if (asked.TrainRatio is not (> 0 and < 1) || !TrySeed(asked.Seed, out var seed))
        {
            return new ErrorResult(LedgerErrors.BadRequest("trainRatio between 0 and 1, seed from 0 to 2^64 − 1 are wanted."));
        }

        if (await Inputs.FindAsync(datasets, ledger, asked.Input, cancellation) is not { } version)
        {
            return new ErrorResult(LedgerErrors.NoDataset(asked.Input ?? ""));
        }

        var (trainName, testName) = (
            asked.TrainName ?? asked.Local?.Train?.Manifest?.Name ?? version.Name + "-train", asked.TestName ?? asked.Local?.Test?.Manifest?.Name ?? version.Name + "-test");
        if (!RequestReading.IsDataset(trainName) || !RequestReading.IsDataset(testName) || trainName == testName)
        {
            return new ErrorResult(LedgerErrors.BadName("trainName, testName", "two names of 1–255 of A–Z a–z 0–9 . _ -"));
        }

        var parameters = new JsonObject
        {
            ["seed"] = seed.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["stratifyBy"] = asked.StratifyBy,
            ["trainRatio"] = asked.TrainRatio.Value.ToString(System.Globalization.CultureInfo.InvariantCulture),
        };
        if (asked.Local is { } local)
        {
            return await AnswerAsync(local.Check(ledger, version, trainName, testName).TryGet(out var parts, out error)
                ? await AppendAsync(parts) : error);
        }

        if (!(await OpenAsync(datasets, ledger.Id, version, cancellation)).TryGet(out var source, out error))
        {
            return new ErrorResult(error);
        }

        using (source)
        {
            var stratifyBy = source.Table.Columns.FirstOrDefault(column => column.Spec.Name == asked.StratifyBy);
            if (asked.StratifyBy is not null && stratifyBy is null)
            {
                return new ErrorResult(LedgerErrors.Statement($"stratifyBy: '{asked.StratifyBy}' is no column of '{version.Name}'."));
            }

            var (train, test) = SplitRule.Split(source.Table, asked.TrainRatio.Value, seed, stratifyBy);
            if (train.Length == 0 || test.Length == 0)
            {
                return new ErrorResult(LedgerErrors.SplitEmpty());
            }

            (int Source, int Row)[] rows = [.. train.Concat(test).Select(row => (0, row))];
            var map = DerivationMap.Of(rows);
            ColumnSpec[] columns = [.. source.Table.Columns.Select(column => column.Spec)];
            DerivedOutput Part(string name, Range part) => new(name, TablePicking.Pick([source.Table], rows[part], columns));
            return await AnswerAsync(await deriver.DeriveAsync(
                ledger, "split", [version], [source], [Part(trainName, ..train.Length), Part(testName, train.Length..)], map, parameters, asked.Prove, http.CallerName(),
                request.Idempotency, Respond(map), cancellation));
        }

        static Func<IReadOnlyList<AppendedEntry>, (int, string)> Respond(DerivationMap map) => entries =>
            (201, JsonSerializer.Serialize(new SplitAnswer(Receipt.Of(entries[0]), Receipt.Of(entries[1]), map.Sha256), RequestJson.Options));

        async Task<Outcome<Deriver.Result>> AppendAsync(LocalParts parts)
        {
            await datasets.StoreCommitmentsAsync(ledger.Id, parts.Train.Version.DatasetRoot, asked.Local!.Train!.Commitments!, cancellation);
            await datasets.StoreCommitmentsAsync(ledger.Id, parts.Test.Version.DatasetRoot, asked.Local.Test!.Commitments!, cancellation);
            var appended = await deriver.AppendAsync(
                ledger, "split", [version], [parts.Train, parts.Test], parts.Map, parameters, http.CallerName(), request.Idempotency, Respond(parts.Map), null, cancellation);
            if (appended.TryGet(out var result, out var refused))
            {
                return new Deriver.Result(result, null);
            }

            return refused;
        }

        Task<IResult> AnswerAsync(Outcome<Deriver.Result> derived) =>
            Inputs.AnswerAsync<SplitAnswer>(http, derived, (answer, proof) => answer with { Proof = proof }, async answer => answer with
            {
                Train = await receipts.CoveredAsync(ledger, answer.Train, cancellation),
                Test = await receipts.CoveredAsync(ledger, answer.Test, cancellation),
            });
    }

    private static async Task<Outcome<PreparedDataset>> OpenAsync(
        DatasetStore datasets, int ledger, DatasetVersion version, CancellationToken cancellation)
    {
        using var phase = Phases.Start("open");
        return await datasets.OpenAsync(ledger, version, cancellation);
    }

    private static bool TrySeed(JsonElement? seed, out ulong value)
    {
        value = 0;
        return seed switch
        {
            null => true,
            { ValueKind: JsonValueKind.Number } number => number.TryGetUInt64(out value),
            { ValueKind: JsonValueKind.String } text => ulong.TryParse(text.GetString(), out value),
            _ => false,
        };
    }
}
