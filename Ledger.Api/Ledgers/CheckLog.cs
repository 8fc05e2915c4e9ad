using Ledger.Api.Cluster;
using Ledger.Api.Entries;
using Ledger.Api.Jobs;
using Ledger.Api.Requests;

namespace Ledger.Api.Ledgers;

/// <summary>
/// POST /api/ledgers/{p}/check: recomputes every leaf and the root; a disagreement makes the ledger read-only. A log of more
/// than <c>Log:CheckAtOnce</c> entries (100,000) is checked by a job.
/// </summary>
internal static class CheckLog
{
    public static async Task<IResult> HandleAsync(
        HttpContext http, LogStore log, LogGuard guard, IConfiguration settings, JobRunner jobs, CancellationToken cancellation)
    {
        var ledger = http.Ledger();
        var (size, _) = await log.HeadAsync(ledger.Id, cancellation);
        return size > settings.GetValue("Log:CheckAtOnce", 100_000L)
            ? await jobs.StartAsync<CheckResult>(
                "check", http.CallerName(), ledger.Id, async (progress, token) => await CheckAsync(ledger, log, guard, progress, token), cancellation)
            : TypedResults.Ok(await CheckAsync(ledger, log, guard, null, cancellation));
    }

    private static async Task<CheckResult> CheckAsync(
        LedgerInfo ledger, LogStore log, LogGuard guard, Action<double>? progress, CancellationToken cancellation)
    {
        var result = await log.CheckAsync(ledger.Id, progress, cancellation);
        if (!result.Ok)
        {
            await guard.StopAsync(ledger, $"Entry {result.FirstBadIndex} does not hash to what the log says.", cancellation);
        }

        return result;
    }
}
