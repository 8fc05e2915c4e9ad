using System.Text.Json;
using Ledger.Api.Datasets;
using Ledger.Api.Derivations;
using Ledger.Api.Entries;
using Ledger.Api.Ledgers;
using Ledger.Api.Requests;
using Ledger.Api.Tree;
using Npgsql;
using Platform.ServiceDefaults.Data;
using Platform.ServiceDefaults.Errors;

namespace Ledger.Api.Jobs;

/// <summary>Works on jobs: those this node starts for its callers, and derivation proofs whose node has gone.</summary>
internal sealed partial class JobRunner(
    JobStore jobs, LogStore log, DatasetStore datasets, IServiceProvider services, MigrationState migrations, TimeProvider time,
    LedgerOptions options, ILogger<JobRunner> logger) : BackgroundService
{
    private readonly SemaphoreSlim _workers = new(options.MaxJobs);
    private int _waiting;

    /// <summary>Starts work that outlives its request; gives the job to answer 202 with.</summary>
    /// <param name="kind">What it does.</param>
    /// <param name="owner">Who asked.</param>
    /// <param name="ledger">Ledger, if any.</param>
    /// <param name="work">The work; progress is reported through its argument.</param>
    /// <param name="cancellation">Ends the starting, not the work.</param>
    public async Task<IResult> StartAsync<T>(
        string kind, string owner, int? ledger, Func<Action<double>, CancellationToken, Task<Outcome<T>>> work, CancellationToken cancellation)
    {
        if (Interlocked.Increment(ref _waiting) > options.MaxWaitingJobs + options.MaxJobs)
        {
            Interlocked.Decrement(ref _waiting);
            return new ErrorResult(LedgerErrors.Busy());
        }

        string id;
        try
        {
            id = await jobs.AddAsync(kind, owner, ledger, "{}", cancellation);
        }
        catch
        {
            Interlocked.Decrement(ref _waiting);
            throw;
        }

        _ = Task.Run(() => RunAsync(id, InTurnAsync), CancellationToken.None);

        async Task<Outcome<T>> InTurnAsync(Action<double> progress, CancellationToken token)
        {
            try
            {
                await _workers.WaitAsync(token);
                try
                {
                    return await work(progress, token);
                }
                finally
                {
                    _workers.Release();
                }
            }
            finally
            {
                Interlocked.Decrement(ref _waiting);
            }
        }

        return TypedResults.Accepted($"/api/jobs/{id}", JobAnswer.Of((await jobs.FindAsync(id, cancellation))!));
    }

    /// <summary>Jobs of this node that are worked on or wait.</summary>
    public int Open => _waiting;

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _workers.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await migrations.WhenDoneAsync(stoppingToken);
        using var timer = new PeriodicTimer(HeldJob.Beat, time);
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

    /// <param name="id">The job.</param>
    /// <param name="work">The work.</param>
    /// <param name="isOwed">True leaves the job, when the work cannot be done now, for whoever next takes it up.</param>
    private async Task RunAsync<T>(string id, Func<Action<double>, CancellationToken, Task<Outcome<T>>> work, bool isOwed = false)
    {
        await using var held = new HeldJob(jobs, id, time);
        try
        {
            var outcome = await work(value => held.Progress = value, held.Stop);
            if (outcome.TryGet(out var result, out var error))
            {
                await jobs.EndAsync(id, JsonSerializer.Serialize(result, RequestJson.Options), null, CancellationToken.None);
            }
            else if (!isOwed || error.Status != StatusCodes.Status503ServiceUnavailable)
            {
                await jobs.EndAsync(id, null, $"{error.Code}: {error.Detail}", CancellationToken.None);
            }
        }
#pragma warning disable CA1031 // a job's failure is its result, not this process's
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Failed(logger, id, failure);
            await EndAsync(id, failure);
        }
    }

    /// <summary>Ends a job that threw; while the database is away its lease runs out instead, and another node says so.</summary>
    private async Task EndAsync(string id, Exception failure)
    {
        if (DatabaseOutage.Is(failure))
        {
            return;
        }

        try
        {
            await jobs.EndAsync(
                id, null, failure is OperationCanceledException ? "cancelled" : "failed: The log of the service says why.", CancellationToken.None);
        }
        catch (NpgsqlException away)
        {
            Failed(logger, id, away);
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
                await RunAsync(job.Id, (_, token) => ResumeAsync(request, token), isOwed: true);
            }
        }
#pragma warning disable CA1031 // one job's or one beat's fault must not end the taking up of others
        catch (Exception failure) when (failure is not OperationCanceledException)
#pragma warning restore CA1031
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
