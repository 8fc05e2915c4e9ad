using System.Text.Json;
using Ledger.Api.Datasets;
using Ledger.Api.Ledgers;
using Ledger.Api.Requests;
using Platform.ServiceDefaults.Errors;

namespace Ledger.Api.Derivations;

/// <summary>What the derivations' handlers share.</summary>
internal static class Inputs
{
    /// <summary>The version that <c>name</c> or <c>name@version</c> names; null when there is none.</summary>
    public static async Task<DatasetVersion?> FindAsync(
        DatasetStore datasets, LedgerInfo ledger, string? input, CancellationToken cancellation)
    {
        var parts = (input ?? "").Split('@');
        return parts.Length switch
        {
            1 => await datasets.FindAsync(ledger.Id, parts[0], null, cancellation),
            2 => await datasets.FindVersionAsync(ledger.Id, parts[0], parts[1], cancellation),
            _ => null,
        };
    }

    /// <summary>A derivation's answer, with the proof's id when there is one, and with checkpoints when they are waited for.</summary>
    /// <param name="http">The request.</param>
    /// <param name="derived">What came of it.</param>
    /// <param name="withProof">Adds the proof's id.</param>
    /// <param name="covered">Adds a checkpoint to each receipt.</param>
    public static async Task<IResult> AnswerAsync<T>(
        HttpContext http, Outcome<Deriver.Result> derived, Func<T, string?, T> withProof, Func<T, Task<T>> covered)
    {
        if (!derived.TryGet(out var result, out var error))
        {
            return new ErrorResult(error);
        }

        var body = result.Appended.Body;
        if (result.ProofId is not null || Receipts.IsAwaited(http))
        {
            var answer = JsonSerializer.Deserialize<T>(body, RequestJson.Options)!;
            answer = result.ProofId is { } id ? withProof(answer, id) : answer;
            body = JsonSerializer.Serialize(Receipts.IsAwaited(http) ? await covered(answer) : answer, RequestJson.Options);
        }

        return TypedResults.Text(body, "application/json", statusCode: result.Appended.Status);
    }
}
