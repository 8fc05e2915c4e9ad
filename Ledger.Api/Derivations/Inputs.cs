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

    /// <summary>A derivation's answer, with the proof's id when there is one.</summary>
    public static IResult Answer<T>(Outcome<Deriver.Result> derived, Func<T, string?, T> withProof)
    {
        if (!derived.TryGet(out var result, out var error))
        {
            return new ErrorResult(error);
        }

        var body = result.Appended.Body;
        if (result.ProofId is { } id)
        {
            body = JsonSerializer.Serialize(withProof(JsonSerializer.Deserialize<T>(body, RequestJson.Options)!, id), RequestJson.Options);
        }

        return TypedResults.Text(body, "application/json", statusCode: result.Appended.Status);
    }
}
