using System.Globalization;
using System.Text.Json;
using Ledger.Api.Entries;
using Ledger.Api.Requests;
using Platform.ServiceDefaults.Audit;
using Platform.ServiceDefaults.Auth;
using Platform.ServiceDefaults.Errors;

namespace Ledger.Api.Auditing;

/// <summary>A line of the security audit log.</summary>
/// <param name="Seq">Number, without gaps.</param>
/// <param name="Time">When.</param>
/// <param name="Type">create, verify, query, export, delete, auth, admin or config.</param>
/// <param name="Actor">Who.</param>
/// <param name="Ip">Address.</param>
/// <param name="Client">Client.</param>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Path.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Ledger">Project that it is about; absent when about none.</param>
/// <param name="Dataset">Dataset that it is about; absent when about none or several.</param>
/// <param name="Detail">Further facts.</param>
/// <param name="Hash">Hash over this line and the hash before, base64.</param>
public sealed record AuditLine(
    long Seq, string Time, string Type, string Actor, string? Ip, string? Client, string? Method, string? Path, int? Status,
    string? Ledger, string? Dataset, JsonElement Detail, byte[]? Hash)
{
    private const string LedgerFact = "ledger";
    private const string DatasetFact = "dataset";

    /// <summary>Notes in a request's entry what its path does not name: the ledger that it makes, or the dataset of its body.</summary>
    internal static void Note(HttpContext http, string? ledger = null, string? dataset = null)
    {
        if (RequestReading.IsProject(ledger))
        {
            http.AuditDetail(LedgerFact, ledger);
        }

        if (RequestReading.IsDataset(dataset?.Split('@')[0]))
        {
            http.AuditDetail(DatasetFact, dataset);
        }
    }

    /// <summary>A stored entry as listed.</summary>
    internal static AuditLine Of(AuditRow row)
    {
        var detail = JsonElement.Parse(row.Entry.Detail);
        string[] path = row.Entry.Path?.Split('/') ?? [];
        var ledger = path is ["", "api", "ledgers", var project, ..] ? project : Fact(detail, LedgerFact);
        var dataset = path is [_, _, _, _, "datasets", var name, ..] ? name : Fact(detail, DatasetFact);
        return new AuditLine(
            row.Seq, Entry.Stamp(row.Entry.At), row.Entry.Type, row.Entry.Actor, row.Entry.Ip, row.Entry.Client, row.Entry.Method, row.Entry.Path,
            row.Entry.Status, ledger, dataset, detail, row.Hash);
    }

    private static string? Fact(JsonElement detail, string name) =>
        detail.ValueKind == JsonValueKind.Object && detail.TryGetProperty(name, out var fact) && fact.ValueKind == JsonValueKind.String ? fact.GetString() : null;
}

/// <summary>Who did what: the shared, hash-chained audit log, and its anchor in the ledgers.</summary>
internal static class AuditingModule
{
    /// <summary>Registers the hourly anchor.</summary>
    public static void AddAuditing(this IServiceCollection services) => services.AddSingleton<AuditAnchor>();

    /// <summary>Maps the route.</summary>
    public static void MapAuditing(this WebApplication app) =>
        app.MapGet("/api/admin/audit-log", ListAsync).RequirePermission("Audit").Audit("query")
            .WithName("auditLog").WithSummary("The security audit log, oldest first");

    private static async Task<IResult> ListAsync(
        IAuditLog audit, DateTimeOffset? from, DateTimeOffset? to, string? type, string? user, int? limit, string? cursor, CancellationToken cancellation)
    {
        if (!PageRequest.Read(limit, cursor).TryGet(out var page, out var error) || !page.Number(0).TryGet(out var after, out error))
        {
            return new ErrorResult(error);
        }

        var rows = await audit.ReadAsync(after, page.Limit + 1, new AuditFilter(from, to, type, user), cancellation);
        return TypedResults.Ok(page.Of([.. rows.Select(AuditLine.Of)], line => line.Seq.ToString(CultureInfo.InvariantCulture)));
    }
}
