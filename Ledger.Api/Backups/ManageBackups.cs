using Dapper;
using Ledger.Api.Entries;
using Ledger.Api.Jobs;
using Ledger.Api.Ledgers;
using Ledger.Api.Requests;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Platform.ServiceDefaults.Audit;
using Platform.ServiceDefaults.Errors;

namespace Ledger.Api.Backups;

/// <summary>A backup to take.</summary>
/// <param name="Kind">full or incremental.</param>
public sealed record BackupRequest(string? Kind);

/// <summary>A backup to verify.</summary>
/// <param name="Source">Target to read, local or remote; by default the first that has it.</param>
public sealed record VerifyBackupRequest(string? Source);

/// <summary>A backup to restore.</summary>
/// <param name="Confirm">The backup's id once more.</param>
/// <param name="Source">Target to read, local or remote; by default the first that has it.</param>
/// <param name="Drill">Restore into a new schema, verify, and remove it again. Default false.</param>
/// <param name="Checkpoints">Signed checkpoints that are known to be published, such as an auditor's: a log that does not lead to them signs nothing.</param>
public sealed record RestoreBackupRequest(string? Confirm, string? Source, bool Drill = false, IReadOnlyList<string>? Checkpoints = null);

/// <summary>The routes under /api/admin/backups. All work is a job.</summary>
internal static class ManageBackups
{
    private const string Kind = "backup";

    public static async Task<IResult> CreateAsync(HttpContext http, BackupDesk desk, JobRunner jobs, NpgsqlDataSource database, CancellationToken cancellation)
    {
        if (!(await http.ReadJsonAsync<BackupRequest>(cancellation)).TryGet(out var request, out var error))
        {
            return new ErrorResult(error);
        }

        var (kind, actor) = (request.Value.Kind, http.CallerName());
        http.AuditDetail("kind", kind);
        return kind is BackupKinds.Full or BackupKinds.Incremental
            ? await OnceAsync(http, database, request.Idempotency, () => jobs.StartAsync(
                Kind, actor, null, (progress, token) => desk.CreateAsync(kind, actor, null, progress, token), cancellation), cancellation)
            : new ErrorResult(LedgerErrors.BadRequest("kind: full or incremental is wanted."));
    }

    public static async Task<IResult> ListAsync(BackupTargets targets, int? limit, string? cursor, CancellationToken cancellation)
    {
        if (!PageRequest.Read(limit, cursor).TryGet(out var page, out var error))
        {
            return new ErrorResult(error);
        }

        var copies = new List<ShelvedBackup>();
        foreach (var shelf in targets.Shelves)
        {
            copies.AddRange(await shelf.ListAsync(cancellation));
        }

        return TypedResults.Ok(page.Of(
            [.. copies.GroupBy(copy => copy.Id).OrderByDescending(group => group.Key, StringComparer.Ordinal)
                .Where(group => page.After is null || string.CompareOrdinal(group.Key, page.After) < 0)
                .Take(page.Limit + 1).Select(group => BackupSummary.Of([.. group]))],
            backup => backup.Id));
    }

    public static async Task<IResult> VerifyAsync(
        HttpContext http, string id, BackupDesk desk, BackupTargets targets, JobRunner jobs, NpgsqlDataSource database, CancellationToken cancellation)
    {
        JsonRequest<VerifyBackupRequest>? request = null;
        if (http.Request.ContentLength is not (null or 0) && !(await http.ReadJsonAsync<VerifyBackupRequest>(cancellation)).TryGet(out request, out var error))
        {
            return new ErrorResult(error);
        }

        http.AuditDetail(Kind, BackupShelf.IsId(id) ? id : null);
        var actor = http.CallerName();
        return (await ShelfAsync(targets, id, request?.Value.Source, cancellation)).TryGet(out var shelf, out error)
            ? await OnceAsync(http, database, request?.Idempotency, () => jobs.StartAsync(
                "backup-verification", actor, null, (progress, token) => desk.VerifyAsync(id, shelf, actor, progress, token), cancellation), cancellation)
            : new ErrorResult(error);
    }

    public static async Task<IResult> RestoreAsync(
        HttpContext http, string id, BackupDesk desk, BackupTargets targets, JobRunner jobs, NpgsqlDataSource database, CancellationToken cancellation)
    {
        if (!(await http.ReadJsonAsync<RestoreBackupRequest>(cancellation)).TryGet(out var request, out var error)
            || !(await ShelfAsync(targets, id, request.Value.Source, cancellation)).TryGet(out var shelf, out error))
        {
            return new ErrorResult(error);
        }

        http.AuditDetail(Kind, id);
        if (request.Value.Confirm != id)
        {
            return new ErrorResult(BackupErrors.NotConfirmed(id));
        }

        var order = new RestoreOrder(id, shelf, request.Value.Drill, request.Value.Checkpoints ?? [], http.CallerName());
        return await OnceAsync(http, database, request.Idempotency, () => jobs.StartAsync(
            "restore", order.Actor, null, (progress, token) => desk.RestoreAsync(order, progress, token), cancellation), cancellation);
    }

    private static async Task<Outcome<BackupShelf>> ShelfAsync(BackupTargets targets, string id, string? source, CancellationToken cancellation)
    {
        if (source is not null && targets.Shelf(source) is null)
        {
            return LedgerErrors.BadRequest($"source: one of {string.Join(", ", targets.Shelves.Select(shelf => shelf.Target.Name))} is wanted.");
        }

        if (BackupShelf.IsId(id))
        {
            foreach (var shelf in targets.Shelves.Where(shelf => source is null || shelf.Target.Name == source))
            {
                if (await shelf.FindAsync(id, cancellation) is not null)
                {
                    return shelf;
                }
            }
        }

        return BackupErrors.NoBackup(id);
    }

    // Under a key, the job that the first request started. A lock of the key makes the second of two at once wait for the first.
    private static async Task<IResult> OnceAsync(
        HttpContext http, NpgsqlDataSource database, IdempotencyKey? key, Func<Task<IResult>> start, CancellationToken cancellation)
    {
        if (key is null)
        {
            return await start();
        }

        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await connection.ExecuteAsync(new CommandDefinition(
            "select pg_advisory_xact_lock(@at)", new { at = BitConverter.ToInt64(key.Key) }, transaction, cancellationToken: cancellation));
        var (body, response) = await connection.QuerySingleOrDefaultAsync<(byte[]?, string)>(new CommandDefinition(
            "select body_hash, response from idempotency where key_hash = @Key", key, transaction, cancellationToken: cancellation));
        if (body is not null)
        {
            return body.AsSpan().SequenceEqual(key.Body)
                ? TypedResults.Text(response, "application/json; charset=utf-8", statusCode: StatusCodes.Status202Accepted)
                : new ErrorResult(LedgerErrors.IdempotencyMismatch());
        }

        var started = await start();
        await connection.ExecuteAsync(new CommandDefinition(
            "insert into idempotency (key_hash, body_hash, status, response) values (@Key, @Body, 202, @response)",
            new { key.Key, key.Body, response = System.Text.Json.JsonSerializer.Serialize(((Accepted<JobAnswer>)started).Value, RequestJson.Options) },
            transaction, cancellationToken: cancellation));
        await transaction.CommitAsync(cancellation);
        return started;
    }
}
