using Ledger.Api.Checkpoints;
using Ledger.Api.Cluster;
using Ledger.Api.Entries;
using Ledger.Api.Jobs;
using Ledger.Api.Requests;
using Platform.ServiceDefaults.Errors;

namespace Ledger.Api.Ledgers;

/// <summary>A check asked for.</summary>
/// <param name="Checkpoint">A signed checkpoint that the caller kept, to hold the log against; absent to check the log by itself.</param>
public sealed record CheckRequest(string? Checkpoint = null);

/// <summary>
/// POST /api/ledgers/{p}/check: recomputes every leaf and the root; a disagreement makes the ledger read-only. A log of more
/// than <c>Log:CheckAtOnce</c> entries (100,000) is checked by a job. A checkpoint in the request that the log is not consistent
/// with is only reported: after a confirmed restore there are such.
/// </summary>
internal static class CheckLog
{
    public static async Task<IResult> HandleAsync(
        HttpContext http, LogStore log, LogCheck check, LogGuard guard, IConfiguration settings, JobRunner jobs, CancellationToken cancellation)
    {
        var ledger = http.Ledger();
        var request = new CheckRequest();
        if (http.Request.ContentLength is not (null or 0))
        {
            if (!(await http.ReadJsonAsync<CheckRequest>(cancellation)).TryGet(out var read, out var error))
            {
                return new ErrorResult(error);
            }

            request = read.Value;
        }

        Checkpoint? kept = null;
        if (request.Checkpoint is { } note && !Checkpoint.TryOpen(note, ledger.Key, out kept))
        {
            return new ErrorResult(LedgerErrors.BadRequest("checkpoint: a checkpoint signed by this log's key is wanted."));
        }

        var (size, _) = await log.HeadAsync(ledger.Id, cancellation);
        return size > settings.GetValue("Log:CheckAtOnce", 100_000L)
            ? await jobs.StartAsync<CheckResult>(
                "check", http.CallerName(), ledger.Id, async (progress, token) => await CheckAsync(ledger, kept, check, guard, progress, token), cancellation)
            : TypedResults.Ok(await CheckAsync(ledger, kept, check, guard, null, cancellation));
    }

    private static async Task<CheckResult> CheckAsync(
        LedgerInfo ledger, Checkpoint? kept, LogCheck check, LogGuard guard, Action<double>? progress, CancellationToken cancellation)
    {
        var (stored, held) = await check.RunAsync(ledger, kept, progress, cancellation);
        if (stored.Detail is { } why)
        {
            await guard.StopAsync(ledger, why, cancellation);
        }

        return held;
    }
}
