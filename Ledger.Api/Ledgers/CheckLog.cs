using Ledger.Api.Cluster;
using Ledger.Api.Entries;
using Ledger.Api.Requests;

namespace Ledger.Api.Ledgers;

/// <summary>POST /api/ledgers/{p}/check: recomputes every leaf and the root; a disagreement makes the ledger read-only.</summary>
internal static class CheckLog
{
    public static async Task<IResult> HandleAsync(HttpContext http, LogStore log, LogGuard guard, CancellationToken cancellation)
    {
        var result = await log.CheckAsync(http.Ledger().Id, null, cancellation);
        if (!result.Ok)
        {
            await guard.StopAsync(http.Ledger(), $"Entry {result.FirstBadIndex} does not hash to what the log says.", cancellation);
        }

        return TypedResults.Ok(result);
    }
}
