using System.Security.Cryptography;
using Dapper;
using Npgsql;

namespace Ledger.Api.Jobs;

/// <summary>A job as stored.</summary>
internal sealed class StoredJob
{
    public string Id { get; init; } = "";

    public int? LedgerId { get; init; }

    public string Owner { get; init; } = "";

    public string Kind { get; init; } = "";

    public string State { get; init; } = "";

    public float Progress { get; init; }

    public string Request { get; init; } = "";

    public string? Result { get; init; }

    public string? Error { get; init; }

    public bool Cancel { get; init; }
}

/// <summary>A job that becomes one with the entries it is about.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Owner">Who asked.</param>
/// <param name="Request">All that another node needs to do it.</param>
internal sealed record JobDraft(string Id, string Kind, string Owner, string Request);

/// <summary>
/// Long work as rows: claimed under a lease, so that a replica that dies leaves it to another; what cannot be taken up again
/// ends as failed when its lease has run out.
/// </summary>
internal sealed class JobStore(NpgsqlDataSource database)
{
    private const string Columns = "id, ledger_id as LedgerId, owner, kind, state, progress, request, result, error, cancel";

    /// <summary>How long a job is its worker's without a renewal.</summary>
    internal static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private const int MaxAttempts = 5;

    /// <summary>An id that cannot be guessed.</summary>
    public static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>Adds a job that its maker works on at once.</summary>
    public async Task<string> AddAsync(string kind, string owner, int? ledger, string request, CancellationToken cancellation)
    {
        var id = NewId();
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(new CommandDefinition(
            "insert into jobs (id, ledger_id, owner, kind, state, request, lease_until) values (@id, @ledger, @owner, @kind, 'running', @request, clock_timestamp() + @Lease)",
            new { id, ledger, owner, kind, request, Lease }, cancellationToken: cancellation));
        return id;
    }

    /// <summary>Keeps a job for another lease; true when it should stop.</summary>
    public async Task<bool> RenewAsync(string id, double progress, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.QuerySingleOrDefaultAsync<bool>(new CommandDefinition(
            "update jobs set lease_until = clock_timestamp() + @Lease, progress = greatest(progress, @progress) where id = @id and state = 'running' returning cancel",
            new { id, progress = (float)progress, Lease }, cancellationToken: cancellation));
    }

    /// <summary>Ends a job with its result, or with an error.</summary>
    public async Task EndAsync(string id, string? result, string? error, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            update jobs set state = case when cancel and @result is null then 'cancelled' when @error is null then 'succeeded' else 'failed' end,
                progress = case when @error is null then 1 else progress end, result = @result, error = @error
            where id = @id and state in ('queued', 'running')
            """,
            new { id, result, error }, cancellationToken: cancellation));
    }

    /// <summary>A job; null when there is none.</summary>
    public async Task<StoredJob?> FindAsync(string id, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.QuerySingleOrDefaultAsync<StoredJob>(new CommandDefinition(
            $"select {Columns} from jobs where id = @id", new { id }, cancellationToken: cancellation));
    }

    /// <summary>Asks a job to stop.</summary>
    public async Task CancelAsync(string id, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(new CommandDefinition(
            "update jobs set cancel = true, state = case when state = 'queued' then 'cancelled' else state end where id = @id",
            new { id }, cancellationToken: cancellation));
    }

    /// <summary>Takes over a job of a kind whose maker is gone; null when there is none.</summary>
    public async Task<StoredJob?> ClaimAsync(string kind, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.QuerySingleOrDefaultAsync<StoredJob>(new CommandDefinition(
            $"""
            update jobs set lease_until = clock_timestamp() + @Lease, state = 'running', attempts = attempts + 1 where id = (
                select id from jobs where kind = @kind and state in ('queued', 'running') and lease_until < clock_timestamp()
                    and not cancel and attempts < @MaxAttempts
                order by created_at limit 1 for update skip locked)
            returning {Columns}
            """,
            new { kind, Lease, MaxAttempts }, cancellationToken: cancellation));
    }

    /// <summary>Ends what nobody works on and nobody is to take up: other kinds, the cancelled, what ended each of its workers.</summary>
    /// <param name="resumed">The kind that is taken up again.</param>
    /// <param name="cancellation">Ends the asking.</param>
    public async Task AbandonAsync(string resumed, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            update jobs set state = case when cancel then 'cancelled' else 'failed' end,
                error = case when cancel then 'cancelled' else 'interrupted: The node that worked on it stopped; ask again.' end
            where state in ('queued', 'running') and lease_until < clock_timestamp() and (kind <> @resumed or cancel or attempts >= @MaxAttempts)
            """,
            new { resumed, MaxAttempts }, cancellationToken: cancellation));
    }
}
