using System.Text.Json;
using System.Text.Json.Nodes;
using Ledger.Api.Auditing;
using Ledger.Api.Datasets;
using Ledger.Api.Jobs;
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
        HttpContext http, ProofMaker proofs, DatasetStore datasets, LedgerOptions options, JobRunner jobs, CancellationToken cancellation)
    {
        if (!(await http.ReadJsonAsync<ProofRequest>(cancellation)).TryGet(out var request, out var error))
        {
            return new ErrorResult(error);
        }

        var asked = request.Value;
        AuditLine.Note(http, dataset: asked.Dataset);
        var nonce = (asked.Nonce ?? "").ToLowerInvariant();
        if (nonce.Length > 64 || nonce.Length % 2 != 0 || !nonce.All(char.IsAsciiHexDigitLower))
        {
            return new ErrorResult(LedgerErrors.BadRequest("nonce: hexadecimal of at most 32 bytes is wanted."));
        }

        if (await datasets.FindAsync(http.Ledger().Id, asked.Dataset ?? "", asked.Version, cancellation) is not { } version)
        {
            return new ErrorResult(LedgerErrors.NoDataset(asked.Dataset ?? ""));
        }

        var (ledger, caller, statement) = (http.Ledger(), http.CallerName(), Typed(asked.Statement, options.ProofType));
        Task<Outcome<StoredBundle>> MakeAsync(CancellationToken token) =>
            proofs.MakeAsync(ledger, [version], statement, nonce, null, asked.Record ? caller : null, token);
        if (http.AsksForJob())
        {
            return await jobs.StartAsync<JsonElement>("proof", caller, ledger.Id, async (_, token) =>
                (await MakeAsync(token)).TryGet(out var later, out var failure) ? JsonElement.Parse(later.Bytes) : Refused(failure), cancellation);
        }

        var made = await MakeAsync(cancellation);
        return made.TryGet(out var bundle, out error) ? Answer(http, bundle, 201) : new ErrorResult(error);
    }

    public static async Task<IResult> GetAsync(HttpContext http, string id, BundleStore bundles, CancellationToken cancellation) =>
        await bundles.GetAsync(http.Ledger().Id, id, cancellation) is { } bundle
            ? Answer(http, bundle, 200) : new ErrorResult(LedgerErrors.NoProof(id));

    private static Outcome<JsonElement> Refused(Error error) => error;

    /// <summary>The statement, with the operator's default where it names no type.</summary>
    private static JsonElement Typed(JsonElement statement, string type)
    {
        if (statement.ValueKind != JsonValueKind.Object || statement.TryGetProperty("type", out _))
        {
            return statement;
        }

        var typed = JsonObject.Create(statement)!;
        typed["type"] = type;
        return JsonSerializer.SerializeToElement(typed);
    }

    private static Microsoft.AspNetCore.Http.HttpResults.Utf8ContentHttpResult Answer(HttpContext http, StoredBundle bundle, int status)
    {
        http.Response.Headers.Location = $"/api/ledgers/{http.Ledger().Project}/proofs/{bundle.Id}";
        return TypedResults.Text(bundle.Bytes, "application/json", status);
    }
}
