using System.Text.Json;
using Ledger.Api.Ledgers;
using Ledger.Api.Requests;
using Platform.ServiceDefaults.Auth;
using Platform.ServiceDefaults.Errors;

namespace Ledger.Api.Jobs;

/// <summary>A job as answered.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">What it does.</param>
/// <param name="State">queued, running, succeeded, failed or cancelled.</param>
/// <param name="Progress">0–1.</param>
/// <param name="Result">What the request would have been answered with.</param>
/// <param name="Error">Why it failed.</param>
public sealed record JobAnswer(string Id, string Kind, string State, double Progress, JsonElement? Result, string? Error)
{
    internal static JobAnswer Of(StoredJob job) => new(
        job.Id, job.Kind, job.State, job.Progress, job.Result is null ? null : JsonElement.Parse(job.Result), job.Error);
}

/// <summary>Long work and how it goes; only its owner sees a job.</summary>
internal static class JobsModule
{
    /// <summary>Registers the slice.</summary>
    public static void AddJobs(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<JobStore>();
        builder.Services.AddSingleton<JobRunner>();
        if (builder.Configuration.GetConnectionString("ledgerdb") is { Length: > 0 })
        {
            builder.Services.AddHostedService(provider => provider.GetRequiredService<JobRunner>());
        }
    }

    /// <summary>Maps the routes.</summary>
    public static void MapJobs(this WebApplication app)
    {
        app.MapGet("/api/jobs/{id}", GetAsync).RequirePermission("Read").WithName("getJob").WithSummary("A job of the caller");
        app.MapDelete("/api/jobs/{id}", CancelAsync).RequirePermission("Read").WithName("cancelJob").WithSummary("Asks a job to stop");
    }

    private static async Task<IResult> GetAsync(HttpContext http, string id, JobStore jobs, CancellationToken cancellation) =>
        await jobs.FindAsync(id, cancellation) is { } job && job.Owner == http.CallerName()
            ? TypedResults.Ok(JobAnswer.Of(job)) : new ErrorResult(LedgerErrors.NoJob(id));

    private static async Task<IResult> CancelAsync(HttpContext http, string id, JobStore jobs, CancellationToken cancellation)
    {
        if (await jobs.FindAsync(id, cancellation) is not { } job || job.Owner != http.CallerName())
        {
            return new ErrorResult(LedgerErrors.NoJob(id));
        }

        await jobs.CancelAsync(id, cancellation);
        return TypedResults.Ok(JobAnswer.Of((await jobs.FindAsync(id, cancellation))!));
    }
}
