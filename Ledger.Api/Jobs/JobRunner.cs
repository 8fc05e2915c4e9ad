using System.Text.Json;
using Ledger.Api.Datasets;
using Ledger.Api.Derivations;
using Ledger.Api.Entries;
using Ledger.Api.Requests;
using Ledger.Api.Tree;
using Npgsql;
using Platform.ServiceDefaults.Data;
using Platform.ServiceDefaults.Errors;

namespace Ledger.Api.Jobs;

/// <summary>Works on jobs: those this node starts for its callers, and derivation proofs whose node has gone.</summary>
internal sealed partial class JobRunner(
    JobStore jobs, LogStore log, DatasetStore datasets, IServiceProvider services, MigrationState migrations, TimeProvider time,
    ILogger<JobRunner> logger) : BackgroundService
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(5);

    /// <summary>Starts work that outlives its request; gives the job to answer 202 with.</summary>
    /// <param name="kind">What it does.</param>
    /// <param name="owner">Who asked.</param>
    /// <param name="ledger">Ledger, if any.</param>
    /// <param name="work">The work; progress is reported through its argument.</param>
    /// <param name="cancellation">Ends the starting, not the work.</param>
    public async Task<IResult> StartAsync<T>(
        string kind, string owner, int? ledger, Func<Action<double>, CancellationToken, Task<Outcome<T>>> work, CancellationToken cancellation)
    {
        var id = await jobs.AddAsync(kind, owner, ledger, "{}", cancellation);
        _ = Task.Run(() => RunAsync(id, work), CancellationToken.None);
        return TypedResults.Accepted($"/api/jobs/{id}", JobAnswer.Of((await jobs.FindAsync(id, cancellation))!));
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await migrations.WhenDoneAsync(stoppingToken);
        using var timer = new PeriodicTimer(Beat, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await TakeUpAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The host stops; leases run out and other nodes go on.
        }
    }

    private async Task RunAsync<T>(string id, Func<Action<double>, CancellationToken, Task<Outcome<T>>> work)
    {
        using var stop = new CancellationTokenSource();
        var progress = 0.0;
        using var timer = time.CreateTimer(_ => _ = RenewAsync(id, progress, stop), null, Beat, Beat);
        try
        {
            var outcome = await work(value => progress = value, stop.Token);
            await (outcome.TryGet(out var result, out var error)
                ? jobs.EndAsync(id, JsonSerializer.Serialize(result, RequestJson.Options), null, CancellationToken.None)
                : jobs.EndAsync(id, null, $"{error.Code}: {error.Detail}", CancellationToken.None));
        }
#pragma warning disable CA1031 // a job's failure is its result, not this process's
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Failed(logger, id, failure);
            await jobs.EndAsync(id, null, failure is OperationCanceledException ? "cancelled" : "The job failed; the log says why.", CancellationToken.None);
        }
    }

    private async Task RenewAsync(string id, double progress, CancellationTokenSource stop)
    {
        try
        {
            if (await jobs.RenewAsync(id, progress, CancellationToken.None))
            {
                await stop.CancelAsync();
            }
        }
        catch (Exception failure) when (failure is NpgsqlException or ObjectDisposedException)
        {
            // The next beat tries again; a lease lasts several beats.
        }
    }

    private async Task TakeUpAsync(CancellationToken cancellation)
    {
        try
        {
            await jobs.AbandonAsync(Deriver.JobKind, cancellation);
            while (await jobs.ClaimAsync(Deriver.JobKind, cancellation) is { } job)
            {
                var request = JsonSerializer.Deserialize<DeriveJob>(job.Request)!;
                await RunAsync(job.Id, (_, token) => ResumeAsync(request, token));
            }
        }
        catch (NpgsqlException failure)
        {
            Failed(logger, "take-up", failure);
        }
    }

    private async Task<Outcome<string>> ResumeAsync(DeriveJob request, CancellationToken cancellation)
    {
        var ledger = (await log.FindAsync(request.Project, cancellation))!;
        var sources = new List<DatasetVersion>();
        foreach (var index in request.Sources)
        {
            sources.Add((await datasets.AtAsync(ledger.Id, index, cancellation))!);
        }

        var map = (await datasets.BlobAsync(ledger.Id, "map", Digest.Read(Convert.FromHexString(request.Map)), 0, cancellation))!;
        var deriver = services.GetRequiredService<Deriver>();
        return (await deriver.ProveAsync(ledger, sources, request.Outputs, map, request.Caller, cancellation)).TryGet(out var bundle, out var error)
            ? bundle.Id : Refused(error);
    }

    private static Outcome<string> Refused(Error error) => error;

    [LoggerMessage(4310, LogLevel.Warning, "Job {Id} failed")]
    private static partial void Failed(ILogger logger, string id, Exception failure);
}
