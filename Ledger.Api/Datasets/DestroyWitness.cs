using Ledger.Api.Ledgers;
using Ledger.Api.Requests;
using Platform.ServiceDefaults.Errors;

namespace Ledger.Api.Datasets;

/// <summary>DELETE …/witness: rows and key go, the entry and its proofs stay valid. Repeating it changes nothing.</summary>
internal static class DestroyWitness
{
    public static async Task<IResult> HandleAsync(HttpContext http, string n, int v, DatasetStore datasets, CancellationToken cancellation)
    {
        if (await datasets.FindAsync(http.Ledger().Id, n, v, cancellation) is not { } version)
        {
            return new ErrorResult(LedgerErrors.NoDataset($"{n}@{v}"));
        }

        await datasets.DestroyAsync(http.Ledger().Id, version, cancellation);
        return TypedResults.NoContent();
    }
}
