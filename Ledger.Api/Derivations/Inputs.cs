using System.Globalization;
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
        int? number = null;
        if (parts.Length > 2 || (parts.Length == 2 && !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out _)))
        {
            return null;
        }

        if (parts.Length == 2)
        {
            number = int.Parse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture);
        }

        return await datasets.FindAsync(ledger.Id, parts[0], number, cancellation);
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
