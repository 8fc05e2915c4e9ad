using System.Text.Json;
using Dapper;
using Ledger.Api.Bundles;
using Ledger.Api.Datasets;
using Ledger.Api.Entries;
using Ledger.Api.Requests;
using Npgsql;
using Platform.ServiceDefaults.Audit;
using Platform.ServiceDefaults.Errors;

namespace Ledger.Api.Backups;

/// <summary>What a verification found.</summary>
/// <param name="Id">Backup.</param>
/// <param name="Source">Target that was read.</param>
/// <param name="Valid">Whether the whole chain holds.</param>
/// <param name="Checks">What was checked; the last one failed when it is not valid.</param>
public sealed record BackupVerdict(string Id, string Source, bool Valid, IReadOnlyList<Check> Checks);

/// <summary>What a restore did.</summary>
/// <param name="Id">Backup.</param>
/// <param name="Chain">Backups that were restored, the full one first.</param>
/// <param name="Source">Target that was read.</param>
/// <param name="IsDrill">Whether everything was removed again.</param>
/// <param name="Replaced">Schema that the tables used before lie in; absent for a drill.</param>
/// <param name="TreeSizes">Entries by project.</param>
/// <param name="Checks">What was verified before a table was written.</param>
/// <param name="Stopped">Projects that are read-only because of a checkpoint published beyond them.</param>
/// <param name="DurationSeconds">How long it took.</param>
public sealed record RestoreReport(
    string Id, IReadOnlyList<string> Chain, string Source, bool IsDrill, string? Replaced, IReadOnlyDictionary<string, long> TreeSizes,
    IReadOnlyList<Check> Checks, IReadOnlyList<string> Stopped, double DurationSeconds);

/// <summary>A restore to make.</summary>
internal sealed record RestoreOrder(string Id, BackupShelf Shelf, bool IsDrill, IReadOnlyList<string> Checkpoints, string Actor);

/// <summary>Backups as work: one at a time, each with its line in the audit log, expected failures as errors.</summary>
internal sealed partial class BackupDesk(
    NpgsqlDataSource database, BackupTargets targets, BackupKey key, BackupWriter writer, BackupRestorer restorer, SchemaSwitch schemas,
    Erasures erasures, BackupState state, BackupOptions options, LogStore log, KeyRing keys, IAuditLog audit, TimeProvider time, ILogger<BackupDesk> logger)
{
    private const string Staging = "fetched-";

    /// <summary>What lies here.</summary>
    public BackupShelf Here => targets.Shelves[0];

    /// <summary>Takes a backup, copies it to the bucket and removes what has had its time.</summary>
    /// <param name="kind">full or incremental; an incremental without anything to add to becomes a full one.</param>
    /// <param name="actor">Who asked.</param>
    /// <param name="isStillDue">Asked once nobody else is at work; false makes this do nothing.</param>
    /// <param name="progress">Told 0–1.</param>
    /// <param name="cancellation">Breaks off.</param>
    public Task<Outcome<BackupSummary>> CreateAsync(
        string kind, string actor, Func<bool>? isStillDue, Action<double> progress, CancellationToken cancellation) => TryAsync<BackupSummary>(kind, actor, async () =>
    {
        await using var gate = await BackupGate.EnterAsync(database, cancellation);
        await RefreshAsync(cancellation);
        if (isStillDue?.Invoke() == false)
        {
            return BackupErrors.Failed("Another replica has made this backup.");
        }

        var started = time.GetTimestamp();
        await SweepAsync(cancellation);
        await erasures.ExportAsync(cancellation);
        var manifest = await writer.WriteAsync(kind == BackupKinds.Incremental ? await ParentAsync(cancellation) : null, value => progress(0.9 * value), cancellation);
        state.Count(manifest.Kind, time.GetElapsedTime(started), succeeded: true);
        await RecordAsync("create", actor, new { backup = manifest.Id, manifest.Kind, manifest.Bytes }, cancellation);
        Made(logger, manifest.Kind, manifest.Id, manifest.Bytes);
        var trouble = await TidyAsync(cancellation);
        return BackupSummary.Of([.. targets.Shelves.Where(shelf => trouble is null || shelf.Target == targets.Local)
            .Select(shelf => new ShelvedBackup(manifest.Id, shelf.Target, manifest, "", trouble))]);
    });

    /// <summary>Verifies a backup with all it builds on. What does not hold is a result, not an error.</summary>
    public Task<Outcome<BackupVerdict>> VerifyAsync(string id, BackupShelf shelf, string actor, Action<double> progress, CancellationToken cancellation) =>
        TryAsync<BackupVerdict>("verify", actor, async () =>
    {
        BackupVerdict verdict;
        try
        {
            var chain = await shelf.ChainAsync(id, cancellation);
            verdict = new BackupVerdict(id, shelf.Target.Name, true, await BackupVerifier.ChainAsync(shelf, chain, progress, cancellation));
        }
        catch (DamagedException damage)
        {
            verdict = new BackupVerdict(id, shelf.Target.Name, false, [new Check(damage.Message[..damage.Message.IndexOf(':', StringComparison.Ordinal)], false, damage.Message)]);
        }

        await RecordAsync("verify", actor, new { backup = id, verdict.Source, verdict.Valid }, cancellation);
        return verdict;
    });

    /// <summary>Restores a backup: verified, into a new schema, verified again, then put in use; a drill removes it instead.</summary>
    public Task<Outcome<RestoreReport>> RestoreAsync(RestoreOrder order, Action<double> progress, CancellationToken cancellation) =>
        TryAsync<RestoreReport>("restore", order.Actor, async () =>
    {
        await using var gate = await BackupGate.EnterAsync(database, cancellation);
        var started = time.GetTimestamp();
        await SweepAsync(cancellation);
        var (shelf, staging) = (order.Shelf, "");
        var chain = await shelf.ChainAsync(order.Id, cancellation);
        try
        {
            if (shelf.Target != targets.Local)
            {
                staging = targets.Local.PathOf(Staging + order.Id);
                shelf = await BackupTargets.FetchAsync(shelf, chain, staging, key, cancellation);
            }

            var checks = await BackupVerifier.ChainAsync(shelf, chain, value => progress(0.4 * value), cancellation);
            var (erased, published) = await KnownAsync(cancellation);
            var schema = await restorer.WriteAsync(
                shelf, chain, erased, [.. order.Checkpoints.Select(note => new PublishedHead(note, "the request")), .. published],
                value => progress(0.4 + (0.55 * value)), cancellation);
            string? replaced = null;
            if (order.IsDrill)
            {
                await BackupRestorer.DropAsync(database, schema);
            }
            else
            {
                replaced = await schemas.RunAsync(schema, cancellation);
                keys.Learn(await log.ListAsync(cancellation));
            }

            await RecordAsync("admin", order.Actor, new { restored = order.Id, drill = order.IsDrill, source = order.Shelf.Target.Name, replaced }, cancellation);
            Restored(logger, order.Id, replaced ?? "nothing: it was a drill");
            await using var connection = await database.OpenConnectionAsync(cancellation);
            var stopped = order.IsDrill ? [] : await connection.QueryAsync<string>(new CommandDefinition(
                "select project from ledgers where read_only is not null order by project", cancellationToken: cancellation));
            return new RestoreReport(
                order.Id, [.. chain.Select(manifest => manifest.Id)], order.Shelf.Target.Name, order.IsDrill, replaced,
                chain[^1].Ledgers.ToDictionary(ledger => ledger.Project, ledger => ledger.Size), checks, [.. stopped], time.GetElapsedTime(started).TotalSeconds);
        }
        finally
        {
            if (staging.Length > 0 && Directory.Exists(staging))
            {
                Directory.Delete(staging, recursive: true);
            }
        }
    });

    /// <summary>Writes erasures beside the backups; what cannot be written now is written by the next round.</summary>
    public async Task ExportErasuresAsync(CancellationToken cancellation)
    {
        try
        {
            await erasures.ExportAsync(cancellation);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NpgsqlException)
        {
            NotExported(logger, failure.Message);
        }
    }

    /// <summary>Looks at the targets again; says what is wrong with them.</summary>
    public async Task<string?> RefreshAsync(CancellationToken cancellation)
    {
        var found = new List<ShelvedBackup>();
        string? trouble = null;
        foreach (var shelf in targets.Shelves)
        {
            try
            {
                found.AddRange(await shelf.ListAsync(cancellation));
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                trouble = $"the {shelf.Target.Name} target cannot be read: {failure.Message}";
            }
        }

        if (trouble is null && targets.Remote is not null && Uncopied(found).FirstOrDefault() is { } behind)
        {
            trouble = $"{behind.Id} is not in the remote target yet";
        }

        await using var connection = await database.OpenConnectionAsync(cancellation);
        var (since, drill) = await connection.QuerySingleAsync<(DateTime?, DateTime?)>(new CommandDefinition(
            "select (select min(applied_at) from schema_migrations), (select due from backup_slots where kind = 'drill')", cancellationToken: cancellation));
        state.Learn(found, since, drill, trouble);
        return trouble;
    }

    /// <summary>Copies to the bucket what it lacks and removes what has had its time; says what went wrong.</summary>
    public async Task<string?> TidyAsync(CancellationToken cancellation)
    {
        try
        {
            if (targets.Remote is not null)
            {
                var all = new List<ShelvedBackup>();
                foreach (var shelf in targets.Shelves)
                {
                    all.AddRange(await shelf.ListAsync(cancellation));
                }

                foreach (var backup in Uncopied(all))
                {
                    await targets.CopyAsync(backup.Manifest!, cancellation);
                }
            }

            foreach (var shelf in targets.Shelves)
            {
                var days = shelf.Target == targets.Local ? options.RetentionDays : options.RemoteRetentionDays;
                await Retention.ApplyAsync(shelf, days, time.GetUtcNow(), cancellation);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            NotTidied(logger, failure.Message);
        }

        return await RefreshAsync(cancellation);
    }

    // What a process left that was killed in the middle.
    private async Task SweepAsync(CancellationToken cancellation)
    {
        await BackupRestorer.SweepAsync(database, cancellation);
        if (Directory.Exists(targets.Local.Root))
        {
            foreach (var folder in Directory.GetDirectories(targets.Local.Root, Staging + "*"))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private IEnumerable<ShelvedBackup> Uncopied(List<ShelvedBackup> all)
    {
        var there = all.Where(backup => backup.Target == targets.Remote && backup.Manifest is not null).Select(backup => backup.Id).ToHashSet(StringComparer.Ordinal);
        var local = all.Where(backup => backup.Target == targets.Local && backup.Manifest is not null).ToArray();
        var expired = Retention.Expired(local, options.RemoteRetentionDays, time.GetUtcNow());
        return local.Where(backup => !there.Contains(backup.Id) && !expired.Contains(backup.Id)).OrderBy(backup => backup.Id, StringComparer.Ordinal);
    }

    // The newest backup here that holds; whether the database grew from it, the writer sees.
    private async Task<BackupManifest?> ParentAsync(CancellationToken cancellation) =>
        (await targets.Shelves[0].ListAsync(cancellation)).LastOrDefault(backup => backup.Manifest is not null)?.Manifest;

    private async Task<(List<Erasure> Erased, List<PublishedHead> Published)> KnownAsync(CancellationToken cancellation)
    {
        var (erased, published) = (new List<Erasure>(), new List<PublishedHead>());
        foreach (var shelf in targets.Shelves)
        {
            try
            {
                erased.AddRange(await erasures.ReadAsync(shelf.Target, cancellation));
                published.AddRange((await shelf.ListAsync(cancellation)).SelectMany(backup => backup.Manifest?.Ledgers
                    .Where(ledger => ledger.Checkpoint is not null).Select(ledger => new PublishedHead(ledger.Checkpoint!, "backup " + backup.Id)) ?? []));
            }
            catch (Targets.S3Exception failure)
            {
                // A lost bucket must not keep a good local backup from being restored.
                NotTidied(logger, failure.Message);
            }
        }

        return (erased, [.. published.DistinctBy(head => head.Note)]);
    }

    private async Task<Outcome<T>> TryAsync<T>(string what, string actor, Func<Task<Outcome<T>>> work)
    {
        Error error;
        try
        {
            return await work();
        }
        catch (DamagedException damage)
        {
            error = BackupErrors.Damaged(damage.Message);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            error = BackupErrors.Failed(failure.Message);
        }
        catch (PostgresException failure)
        {
            error = BackupErrors.Failed($"PostgreSQL refused with {failure.SqlState}: {failure.MessageText}");
        }

        if (what is BackupKinds.Full or BackupKinds.Incremental)
        {
            state.Count(what, TimeSpan.Zero, succeeded: false);
        }

        NotDone(logger, what, error.Detail ?? error.Code);
        await RecordAsync("admin", actor, new { failed = what, error.Code }, CancellationToken.None);
        return error;
    }

    private async Task RecordAsync(string type, string actor, object facts, CancellationToken cancellation) =>
        await audit.RecordAsync(new AuditEntry(time.GetUtcNow(), type, actor) { Detail = JsonSerializer.Serialize(facts, RequestJson.Options) }, cancellation);

    [LoggerMessage(4330, LogLevel.Information, "Made the {Kind} backup {Id} of {Bytes} bytes and verified it")]
    private static partial void Made(ILogger logger, string kind, string id, long bytes);

    [LoggerMessage(4331, LogLevel.Warning, "Restored {Id}; what was in use is now in {Replaced}")]
    private static partial void Restored(ILogger logger, string id, string replaced);

    [LoggerMessage(4332, LogLevel.Error, "Not done: {What}: {Reason}")]
    private static partial void NotDone(ILogger logger, string what, string reason);

    [LoggerMessage(4333, LogLevel.Warning, "An erasure is not beside the backups yet: {Reason}")]
    private static partial void NotExported(ILogger logger, string reason);

    [LoggerMessage(4334, LogLevel.Warning, "A backup target did not do its part, and is asked again later: {Reason}")]
    private static partial void NotTidied(ILogger logger, string reason);
}
