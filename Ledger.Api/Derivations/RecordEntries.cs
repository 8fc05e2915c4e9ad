using System.Text.Json.Nodes;
using Ledger.Api.Auditing;
using Ledger.Api.Datasets;
using Ledger.Api.Entries;
using Ledger.Api.Ledgers;
using Ledger.Api.Requests;
using Platform.ServiceDefaults.Audit;
using Platform.ServiceDefaults.Errors;

namespace Ledger.Api.Derivations;

/// <summary>A validation's outcome to record.</summary>
/// <param name="Dataset">Dataset, <c>name</c> or <c>name@version</c>.</param>
/// <param name="ValidationType">1–100 characters.</param>
/// <param name="Passed">Whether it passed.</param>
/// <param name="Details">What was found.</param>
public sealed record ValidationRequest(string? Dataset, string? ValidationType, bool? Passed, JsonNode? Details = null);

/// <summary>An operation of the caller's own to record.</summary>
/// <param name="OperationType">1–100 characters.</param>
/// <param name="Parameters">Its parameters.</param>
public sealed record CustomRequest(string? OperationType, JsonObject? Parameters = null);

/// <summary>POST …/validations and …/entries: records of what others did, attested, not proven.</summary>
internal static class RecordEntries
{
    public static async Task<IResult> ValidationAsync(
        HttpContext http, DatasetStore datasets, Sequencer sequencer, LedgerStore ledgers, Receipts receipts, CancellationToken cancellation)
    {
        if (!(await http.ReadJsonAsync<ValidationRequest>(cancellation)).TryGet(out var request, out var error))
        {
            return new ErrorResult(error);
        }

        var asked = request.Value;
        AuditLine.Note(http, dataset: asked.Dataset);
        if (!RequestReading.IsType(asked.ValidationType) || asked.Passed is not { } passed)
        {
            return new ErrorResult(LedgerErrors.BadRequest("validationType of 1–100 characters and passed are wanted."));
        }

        if (await Inputs.FindAsync(datasets, http.Ledger(), asked.Dataset, cancellation) is not { } version)
        {
            return new ErrorResult(LedgerErrors.NoDataset(asked.Dataset ?? ""));
        }

        return await AppendAsync(http, sequencer, receipts, request.Idempotency, new Entry
        {
            Op = "validate",
            Actor = ledgers.Actor(http.Ledger().Origin, http.CallerName()),
            Dataset = version.Name,
            Version = version.Version,
            Params = new JsonObject
            {
                ["attested"] = true,
                ["details"] = asked.Details?.DeepClone(),
                ["passed"] = passed,
                ["validationType"] = asked.ValidationType,
            },
            Parents = [EntryParent.Of(version.Index, version.LeafHash)],
        }, cancellation);
    }

    public static async Task<IResult> CustomAsync(
        HttpContext http, Sequencer sequencer, LedgerStore ledgers, Receipts receipts, CancellationToken cancellation)
    {
        if (!(await http.ReadJsonAsync<CustomRequest>(cancellation)).TryGet(out var request, out var error))
        {
            return new ErrorResult(error);
        }

        return RequestReading.IsType(request.Value.OperationType)
            ? await AppendAsync(http, sequencer, receipts, request.Idempotency, new Entry
            {
                Op = "custom",
                Actor = ledgers.Actor(http.Ledger().Origin, http.CallerName()),
                Params = new JsonObject { ["operationType"] = request.Value.OperationType, ["parameters"] = request.Value.Parameters?.DeepClone() },
            }, cancellation)
            : new ErrorResult(LedgerErrors.BadRequest("operationType of 1–100 characters is wanted."));
    }

    private static async Task<IResult> AppendAsync(
        HttpContext http, Sequencer sequencer, Receipts receipts, IdempotencyKey? idempotency, Entry entry, CancellationToken cancellation)
    {
        // The audit line in the entry's own transaction: one durable commit for both, not one after the other.
        var draft = new Draft(new EntryDraft(entry))
        {
            Idempotency = idempotency,
            Respond = Receipts.Single,
            Audit = http.AuditEntry(StatusCodes.Status201Created),
        };
        var outcome = await sequencer.AppendAsync(http.Ledger(), draft, cancellation);
        if (outcome.TryGet(out var appended, out _) && !appended.Replayed)
        {
            http.AuditKept(StatusCodes.Status201Created);
        }

        return await receipts.AnswerAsync(http, outcome, cancellation);
    }
}
