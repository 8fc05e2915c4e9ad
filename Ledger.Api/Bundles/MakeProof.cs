using System.Text.Json;
using Ledger.Api.Datasets;
using Ledger.Api.Ledgers;
using Ledger.Api.Requests;
using Platform.ServiceDefaults.Errors;

namespace Ledger.Api.Bundles;

/// <summary>A proof asked for.</summary>
/// <param name="Dataset">Dataset name.</param>
/// <param name="Statement">The statement; column names as in the header, integers as decimal strings.</param>
/// <param name="Version">Version; the last when absent.</param>
/// <param name="Nonce">The verifier's nonce, hexadecimal, at most 32 bytes.</param>
/// <param name="Record">Whether the log gets an entry for the proof.</param>
public sealed record ProofRequest(string? Dataset, JsonElement Statement, int? Version = null, string? Nonce = null, bool Record = false);

/// <summary>POST …/proofs and GET …/proofs/{id}.</summary>
internal static class MakeProof
{
    public static async Task<IResult> HandleAsync(
        HttpContext http, ProofMaker proofs, DatasetStore datasets, CancellationToken cancellation)
    {
        if (!(await http.ReadJsonAsync<ProofRequest>(cancellation)).TryGet(out var request, out var error))
        {
            return new ErrorResult(error);
        }

        var asked = request.Value;
        var nonce = (asked.Nonce ?? "").ToLowerInvariant();
        if (nonce.Length > 64 || nonce.Length % 2 != 0 || !nonce.All(char.IsAsciiHexDigitLower))
        {
            return new ErrorResult(LedgerErrors.BadRequest("nonce: hexadecimal of at most 32 bytes is wanted."));
        }

        if (await datasets.FindAsync(http.Ledger().Id, asked.Dataset ?? "", asked.Version, cancellation) is not { } version)
        {
            return new ErrorResult(LedgerErrors.NoDataset(asked.Dataset ?? ""));
        }

        var made = await proofs.MakeAsync(
            http.Ledger(), [version], asked.Statement, nonce, null, asked.Record ? http.CallerName() : null, cancellation);
        return made.TryGet(out var bundle, out error) ? Answer(http, bundle, 201) : new ErrorResult(error);
    }

    public static async Task<IResult> GetAsync(HttpContext http, string id, BundleStore bundles, CancellationToken cancellation) =>
        await bundles.GetAsync(http.Ledger().Id, id, cancellation) is { } bundle
            ? Answer(http, bundle, 200) : new ErrorResult(LedgerErrors.NoProof(id));

    private static Microsoft.AspNetCore.Http.HttpResults.Utf8ContentHttpResult Answer(HttpContext http, StoredBundle bundle, int status)
    {
        http.Response.Headers.Location = $"/api/ledgers/{http.Ledger().Project}/proofs/{bundle.Id}";
        return TypedResults.Text(bundle.Bytes, "application/json", status);
    }
}
