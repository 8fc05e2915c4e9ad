using Ledger.Api.Backups;
using Ledger.Api.Ledgers;
using Ledger.Api.Requests;
using Platform.ServiceDefaults.Errors;

namespace Ledger.Api.Datasets;

/// <summary>DELETE …/witness: rows and key go, the entry and its proofs stay valid. Repeating it changes nothing.</summary>
internal static class DestroyWitness
{
    public static async Task<IResult> HandleAsync(HttpContext http, string n, string v, DatasetStore datasets, BackupDesk backups, CancellationToken cancellation)
    {
        if (await datasets.FindVersionAsync(http.Ledger().Id, n, v, cancellation) is not { } version)
        {
            return new ErrorResult(LedgerErrors.NoDataset($"{n}@{v}"));
        }

        await datasets.DestroyAsync(http.Ledger().Id, version, cancellation);
        // Older backups hold them still: a restore must know that they are gone.
        await backups.ExportErasuresAsync(cancellation);
        return TypedResults.NoContent();
    }
}
