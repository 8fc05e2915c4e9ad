using System.Diagnostics;
using System.Text.Json;
using Ledger.Api.Checkpoints;
using Ledger.Api.Datasets;
using Ledger.Api.Ledgers;
using Ledger.Api.Operations;
using Ledger.Api.Requests;
using Platform.ServiceDefaults.Errors;

namespace Ledger.Api.Bundles;

/// <summary>What a bundle's verification found.</summary>
/// <param name="Valid">Whether every check held.</param>
/// <param name="Checks">Checks in order, up to the first that failed.</param>
/// <param name="Statement">The statement, as sent.</param>
/// <param name="DurationMs">Time taken.</param>
public sealed record BundleVerdict(bool Valid, IReadOnlyList<Check> Checks, JsonElement? Statement, double DurationMs);

/// <summary>
/// POST /api/verify and /api/verify/batch: a bundle, or <c>{"bundle":…,"verifierKey":"…"}</c> for a log that is not this
/// service's own. Answers 200 also for a bundle that does not hold.
/// </summary>
internal static class VerifyBundles
{
    public static async Task<IResult> OneAsync(HttpContext http, KeyRing keys, LedgerOptions options, CancellationToken cancellation) =>
        (await http.ReadJsonAsync<JsonElement>(cancellation)).TryGet(out var request, out var error)
            ? await InTimeAsync(() => Verify(request.Value, keys), options.VerificationTime, cancellation)
            : new ErrorResult(error);

    public static async Task<IResult> BatchAsync(HttpContext http, KeyRing keys, LedgerOptions options, CancellationToken cancellation)
    {
        if (!(await http.ReadJsonAsync<JsonElement>(cancellation)).TryGet(out var request, out var error))
        {
            return new ErrorResult(error);
        }

        var list = request.Value.ValueKind == JsonValueKind.Object && request.Value.TryGetProperty("bundles", out var inner) ? inner : request.Value;
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() > options.MaxBatch)
        {
            return new ErrorResult(LedgerErrors.BadRequest($"body: an array of at most {options.MaxBatch} bundles is wanted."));
        }

        BundleVerdict[] Each()
        {
            var bundles = list.EnumerateArray().ToArray();
            return options.IsBatchParallel
                ? [.. bundles.AsParallel().AsOrdered().Select(bundle => Verify(bundle, keys))]
                : [.. bundles.Select(bundle => Verify(bundle, keys))];
        }

        return await InTimeAsync(Each, options.VerificationTime * Math.Max(1, list.GetArrayLength()), cancellation);
    }

    private static async Task<IResult> InTimeAsync<T>(Func<T> verify, TimeSpan limit, CancellationToken cancellation)
    {
        try
        {
            return TypedResults.Ok(await Task.Run(verify, cancellation).WaitAsync(limit, cancellation));
        }
        catch (TimeoutException)
        {
            ProofMetrics.NotChecked();
            return new ErrorResult(LedgerErrors.ProofTimeout(limit));
        }
    }

    /// <summary>Verifies one bundle under the service's own keys, or the key that comes with it.</summary>
    internal static BundleVerdict Verify(JsonElement json, KeyRing keys)
    {
        var started = Stopwatch.GetTimestamp();
        Func<string, NoteKey?> keyOf = keys.Find;
        var bundle = json;
        if (json.ValueKind == JsonValueKind.Object && json.TryGetProperty("bundle", out var inner))
        {
            bundle = inner;
            if (json.TryGetProperty("verifierKey", out var text))
            {
                // A key that cannot be read pins none: falling back to our own would answer another question.
                var given = text.ValueKind == JsonValueKind.String && NoteKey.TryParse(text.GetString(), out var key) ? key : null;
                keyOf = origin => given?.Name == origin ? given : null;
            }
        }

        var verdict = BundleVerifier.Verify(bundle, keyOf);
        JsonElement? statement = bundle.ValueKind == JsonValueKind.Object && bundle.TryGetProperty("statement", out var shown) ? shown : null;
        var time = Stopwatch.GetElapsedTime(started);
        var type = statement is { ValueKind: JsonValueKind.Object } named && named.TryGetProperty("type", out var said) && said.ValueKind == JsonValueKind.String
            ? said.GetString() : null;
        ProofMetrics.Checked(type, time, verdict.Valid, verdict.Valid || verdict.Checks[^1].Name != "format");
        return new BundleVerdict(verdict.Valid, verdict.Checks, statement, time.TotalMilliseconds);
    }
}
