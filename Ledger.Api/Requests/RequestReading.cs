using System.Diagnostics.CodeAnalysis;
using System.Security.Claims;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Ledger.Api.Canonical;
using Ledger.Api.Entries;
using Ledger.Api.Ledgers;
using Platform.ServiceDefaults.Auth;
using Platform.ServiceDefaults.Errors;

namespace Ledger.Api.Requests;

/// <summary>A request's body and, when it carries a key, what makes it repeatable.</summary>
internal sealed record JsonRequest<T>(T Value, IdempotencyKey? Idempotency);

/// <summary>What handlers read from a request, beyond what the framework binds.</summary>
internal static partial class RequestReading
{
    private const int MaxJsonBytes = 100 << 20;
    private const string LedgerItem = "ledger";

    private static readonly JsonSerializerOptions Sent = new(LedgerJson.Sent) { Converters = { new CanonicalNodes<JsonObject>(), new CanonicalNodes<JsonNode>() } };

    /// <summary>The ledger that the route names; set by the group's filter.</summary>
    public static LedgerInfo Ledger(this HttpContext http) => (LedgerInfo)http.Items[LedgerItem]!;

    /// <summary>Remembers the ledger that the route names.</summary>
    public static void Ledger(this HttpContext http, LedgerInfo ledger) => http.Items[LedgerItem] = ledger;

    /// <summary>Who asks, for ownership and audit; <c>anonymous</c> when nobody is known.</summary>
    public static string CallerName(this HttpContext http) => http.User.CallerId() ?? "anonymous";

    /// <summary>True when the caller would rather be answered with a job (RFC 7240).</summary>
    public static bool AsksForJob(this HttpContext http) =>
        http.Request.Headers["Prefer"].Any(prefer => prefer?.Contains("respond-async", StringComparison.OrdinalIgnoreCase) == true);

    /// <summary>True when the caller's key or token is for this project, or for all.</summary>
    public static bool MayUse(this ClaimsPrincipal user, string project)
    {
        var scopes = user.FindAll("ledgers").SelectMany(claim => claim.Value.Split(',')).ToArray();
        return scopes.Length == 0 || scopes.Contains("*") || scopes.Contains(project);
    }

    /// <summary>Reads a JSON body strictly.</summary>
    public static async Task<Outcome<JsonRequest<T>>> ReadJsonAsync<T>(this HttpContext http, CancellationToken cancellation)
    {
        if (!http.Request.HasJsonContentType())
        {
            return LedgerErrors.NotJson();
        }

        using var buffer = new MemoryStream();
        await http.Request.Body.CopyToAsync(buffer, cancellation);
        if (buffer.Length > MaxJsonBytes)
        {
            return LedgerErrors.BodyTooLarge(MaxJsonBytes);
        }

        var body = buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
        if (!http.IdempotencyKey(body.Span).TryGet(out var key, out var error))
        {
            return error;
        }

        return Read<T>(body.Span, "body").TryGet(out var value, out error) ? new JsonRequest<T>(value, key.Key) : error;
    }

    /// <summary>A caller's JSON as what is wanted; the error names the first member that is unknown or of another kind.</summary>
    /// <param name="json">UTF-8.</param>
    /// <param name="part">What it is to the caller: body, manifest.</param>
    public static Outcome<T> Read<T>(ReadOnlySpan<byte> json, string part)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, Sent) is { } value ? value : LedgerErrors.BadRequest($"{part}: a JSON object is wanted.");
        }
        catch (JsonException failure)
        {
            // The serializer's message may show a value; its path does not.
            return LedgerErrors.BadRequest($"{part}: '{failure.Path ?? "$"}' is unknown or not what is wanted there.");
        }
    }

    /// <summary>The request's idempotency key over a body.</summary>
    public static Outcome<KeyOfRequest> IdempotencyKey(this HttpContext http, ReadOnlySpan<byte> body)
    {
        var header = http.Request.Headers["Idempotency-Key"];
        if (header.Count == 0)
        {
            return new KeyOfRequest(null);
        }

        return header is [{ Length: > 0 and <= Entries.IdempotencyKey.MaxCharacters } key]
            ? new KeyOfRequest(Entries.IdempotencyKey.Of(http.CallerName(), http.Request.Path, key, body))
            : LedgerErrors.BadRequest($"Idempotency-Key: 1–{Entries.IdempotencyKey.MaxCharacters} characters are wanted.");
    }

    /// <summary>True for a project name.</summary>
    public static bool IsProject(string? name) => name is not null && Project().IsMatch(name);

    /// <summary>True for a dataset name.</summary>
    public static bool IsDataset(string? name) => name is not null && Dataset().IsMatch(name);

    /// <summary>True for the name of an operation, a validation or a proof type: 1–100 characters.</summary>
    public static bool IsType([NotNullWhen(true)] string? name) => name is not null && Characters.Count(name) is >= 1 and <= 100;

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,100}\z")]
    private static partial Regex Project();

    [GeneratedRegex(@"^[A-Za-z0-9._-]{1,255}\z")]
    private static partial Regex Dataset();
}

/// <summary>An idempotency key, when there is one.</summary>
internal readonly record struct KeyOfRequest(IdempotencyKey? Key);
