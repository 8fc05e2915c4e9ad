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
/// <param name="Detail">Further facts.</param>
/// <param name="Hash">Hash over this line and the hash before, base64.</param>
public sealed record AuditLine(
    long Seq, string Time, string Type, string Actor, string? Ip, string? Client, string? Method, string? Path, int? Status,
    JsonElement Detail, byte[]? Hash);

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
        return TypedResults.Ok(page.Of([.. rows.Select(row => new AuditLine(
            row.Seq, Entry.Stamp(row.Entry.At), row.Entry.Type, row.Entry.Actor, row.Entry.Ip, row.Entry.Client, row.Entry.Method, row.Entry.Path,
            row.Entry.Status, JsonElement.Parse(row.Entry.Detail), row.Hash))], line => line.Seq.ToString(CultureInfo.InvariantCulture)));
    }
}
