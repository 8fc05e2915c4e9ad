using System.Text.Json;
using Ledger.Api.Auditing;
using Ledger.Api.Canonical;
using Ledger.Api.Entries;
using Ledger.Api.Ledgers;
using Ledger.Api.Proofs;
using Ledger.Api.Requests;
using Ledger.Api.Tree;
using Platform.ServiceDefaults.Errors;

namespace Ledger.Api.Datasets;

/// <summary>What a local prover sends: everything but rows and key.</summary>
/// <param name="Manifest">Name and whether it is a new version.</param>
/// <param name="Header">The dataset's header.</param>
/// <param name="RowRoot">Root over the row leaves, base64.</param>
/// <param name="FileCommitment">Blinded file hash, base64.</param>
/// <param name="Commitments">Encodings by column index, base64.</param>
/// <param name="WellFormed">Proofs open and pad, base64.</param>
public sealed record LocalDataset(
    Manifest? Manifest, DatasetHeader? Header, string? RowRoot, string? FileCommitment,
    IReadOnlyDictionary<int, byte[]>? Commitments, WellFormed? WellFormed);

/// <summary>Takes in a dataset whose rows stay with their owner: its proof of well-formedness is checked before it is appended.</summary>
internal sealed class LocalNotarizer(DatasetStore datasets, Sequencer sequencer, LedgerStore ledgers)
{
    public async Task<IResult> HandleAsync(HttpContext http, Receipts receipts, CancellationToken cancellation)
    {
        if (!(await http.ReadJsonAsync<LocalDataset>(cancellation)).TryGet(out var request, out var error))
        {
            return new ErrorResult(error);
        }

        AuditLine.Note(http, dataset: request.Value.Manifest?.Name);
        if (!Check(http.Ledger(), request.Value).TryGet(out var dataset, out error))
        {
            return new ErrorResult(error);
        }

        await datasets.StoreCommitmentsAsync(http.Ledger().Id, dataset.Version.DatasetRoot, request.Value.Commitments!, cancellation);
        var entry = dataset.ToEntry("notarize", ledgers.Actor(http.Ledger().Origin, http.CallerName()))
            with
        { NewVersion = request.Value.Manifest!.NewVersion };
        var result = await sequencer.AppendAsync(
            http.Ledger(), new Draft(entry) { Idempotency = request.Idempotency, Respond = Receipts.Single }, cancellation);
        return await receipts.AnswerAsync(http, result, cancellation);
    }

    /// <summary>The dataset, when its parts fit each other and its proof of well-formedness holds.</summary>
    internal static Outcome<StoredDataset> Check(LedgerInfo ledger, LocalDataset sent)
    {
        if (sent is not { Manifest.Name: { } name, Header: { } header, Commitments: { } commitments, WellFormed: { } wellFormed }
            || !Digest.TryParse(sent.RowRoot, out var rowRoot) || !Digest.TryParse(sent.FileCommitment, out var fileCommitment))
        {
            return LedgerErrors.BadRequest("manifest, header, rowRoot, fileCommitment, commitments and wellFormed are wanted.");
        }

        if (!RequestReading.IsDataset(name))
        {
            return LedgerErrors.BadName("name", "1–255 of A–Z a–z 0–9 . _ -");
        }

        if (HeaderCheck.Problem(header, name) is { } problem)
        {
            return LedgerErrors.BadRequest("header: " + problem);
        }

        var shape = PreparedDataset.ShapeOf(header);
        if (shape.Columns.Count != commitments.Count
            || shape.Columns.Any(column => commitments.GetValueOrDefault(column.Index)?.Length != Digest.Bytes * shape.Chunks))
        {
            return LedgerErrors.BadRequest($"commitments: {shape.Chunks} of 32 bytes for each committed column are wanted.");
        }

        var root = DatasetRoot.Tree(header.ToBytes(), rowRoot, [.. shape.Columns.Select(column =>
            (column.Index, shape.Chunks, DatasetRoot.ColumnTree(commitments[column.Index]).Root))]).Root;
        var verification = shape.Columns.Count == 0 ? Verification.Passed : wellFormed.Verify(ledger.Origin, root.ToArray(), shape,
            (_, column, first, count) => commitments[column].AsMemory(Digest.Bytes * first, Digest.Bytes * count));
        return verification.Valid
            ? new StoredDataset(name, new VersionDraft(
                header.ToBytes(), root, rowRoot, fileCommitment, header.RowCount, wellFormed.Open, wellFormed.Pad, null))
            : LedgerErrors.Statement($"wellFormed: {verification.Check} {verification.Detail}");
    }

    internal static JsonElement ToJson(LocalDataset dataset) => JsonSerializer.SerializeToElement(dataset, LedgerJson.Options);
}
