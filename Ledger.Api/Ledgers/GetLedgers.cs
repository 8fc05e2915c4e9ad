using Ledger.Api.Entries;
using Ledger.Api.Requests;
using Platform.ServiceDefaults.Errors;

namespace Ledger.Api.Ledgers;

/// <summary>GET /api/ledgers, /api/ledgers/{p} and its /stats.</summary>
internal static class GetLedgers
{
    public static async Task<IResult> ListAsync(
        HttpContext http, LogStore log, int? limit, string? cursor, CancellationToken cancellation)
    {
        if (!PageRequest.Read(limit, cursor).TryGet(out var page, out var error))
        {
            return new ErrorResult(error);
        }

        var ledgers = (await log.ListAsync(cancellation))
            .Where(ledger => http.User.MayUse(ledger.Project) && (page.After is null || string.CompareOrdinal(ledger.Project, page.After) > 0))
            .OrderBy(ledger => ledger.Project, StringComparer.Ordinal).Take(page.Limit + 1).ToArray();
        var summaries = new List<LedgerSummary>();
        foreach (var ledger in ledgers)
        {
            summaries.Add(LedgerSummary.Of(ledger, (await log.HeadAsync(ledger.Id, cancellation)).Size));
        }

        return TypedResults.Ok(page.Of(summaries, summary => summary.Project));
    }

    public static async Task<IResult> OneAsync(HttpContext http, LogStore log, CancellationToken cancellation) =>
        // Read anew: whether it is read-only must not be told from memory.
        await log.FindAsync(http.Ledger().Project, cancellation) is { } ledger
            ? TypedResults.Ok(LedgerSummary.Of(ledger, (await log.HeadAsync(ledger.Id, cancellation)).Size))
            : new ErrorResult(LedgerErrors.NoLedger(http.Ledger().Project));

    public static async Task<IResult> StatsAsync(HttpContext http, LedgerStore ledgers, CancellationToken cancellation) =>
        TypedResults.Ok(await ledgers.StatsAsync(http.Ledger(), cancellation));
}
