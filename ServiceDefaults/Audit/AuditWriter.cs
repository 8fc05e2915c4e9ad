using System.Data.Common;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Platform.ServiceDefaults.Audit;

/// <summary>Gathers what comes while a batch is being stored into the next batch: one commit for many waiting actions.</summary>
internal sealed partial class AuditWriter : BackgroundService, IAuditLog
{
    private const int BatchSize = 256;
    private const int QueueSize = 10_000;
    private static readonly TimeSpan PruneEvery = TimeSpan.FromDays(1);
    private static readonly TimeSpan Distrust = TimeSpan.FromSeconds(2);

    private readonly Channel<Pending> _queue = Channel.CreateBounded<Pending>(QueueSize);
    private readonly AuditTable? _table;
    private readonly AuditOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<AuditWriter> _log;
    private long _failedAt;
    private DateTimeOffset _prunedAt = DateTimeOffset.MinValue;

    public AuditWriter(IServiceProvider services, IOptions<EdgeOptions> edge, TimeProvider time, ILogger<AuditWriter> log)
    {
        (_options, _time, _log) = (edge.Value.Audit, time, log);
        _table = services.GetService<NpgsqlDataSource>() is { } database ? new AuditTable(database, _options.IsChained) : null;
    }

    /// <summary>False while entries could not be stored a moment ago, or can never be.</summary>
    public bool IsStoring => _table is not null
        && (Volatile.Read(ref _failedAt) is var failed && (failed == 0 || _time.GetElapsedTime(failed) > Distrust));

    public async Task<bool> RecordAsync(AuditEntry entry, CancellationToken cancellationToken)
    {
        if (_table is null)
        {
            Log(entry);
            return false;
        }

        var pending = new Pending(entry, new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously));
        try
        {
            await _queue.Writer.WriteAsync(pending, cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            Log(entry);
            return false;
        }

        // Queued is as good as done: the entry is stored also when its caller has gone.
        return await pending.Stored!.Task.ConfigureAwait(false);
    }

    public void Record(AuditEntry entry)
    {
        if (_table is null || !_queue.Writer.TryWrite(new Pending(entry, null)))
        {
            Log(entry);
        }
    }

    public AuditTransaction BeginTransaction() => new(_options.IsChained);

    public Task<(long Seq, byte[]? Hash)?> HeadAsync(CancellationToken cancellationToken) =>
        _table?.HeadAsync(cancellationToken) ?? Task.FromResult<(long, byte[]?)?>(null);

    public Task<IReadOnlyList<AuditRow>> ReadAsync(long after, int limit, AuditFilter? filter, CancellationToken cancellationToken) =>
        _table?.ReadAsync(after, limit, filter, cancellationToken) ?? Task.FromResult<IReadOnlyList<AuditRow>>([]);

    public async Task<long?> FirstBadAsync(CancellationToken cancellationToken)
    {
        const int Step = 1000;
        AuditRow? last = null;
        while (await ReadAsync(last?.Seq ?? 0, Step, null, cancellationToken).ConfigureAwait(false) is { Count: > 0 } rows)
        {
            // The last row of the step before stands in front, so that the border between two steps is checked too.
            if (AuditChain.FirstBad(last is null ? rows : rows.Prepend(last)) is { } bad)
            {
                return bad;
            }

            last = rows[^1];
        }

        return null;
    }

    // What is queued when the service stops is stored before it ends: the server has stopped by then.
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _queue.Writer.TryComplete();
        if (ExecuteTask is { } running)
        {
            await running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await base.StopAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var batch = new List<Pending>(BatchSize);
        while (await _queue.Reader.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
        {
            batch.Clear();
            while (batch.Count < BatchSize && _queue.Reader.TryRead(out var pending))
            {
                batch.Add(pending);
            }

            var stored = await StoreAsync(batch).ConfigureAwait(false);
            foreach (var pending in batch)
            {
                if (!stored)
                {
                    Log(pending.Entry);
                }

                pending.Stored?.SetResult(stored);
            }
        }
    }

    private async Task<bool> StoreAsync(List<Pending> batch)
    {
        try
        {
            await _table!.AppendAsync([.. batch.Select(pending => pending.Entry)], CancellationToken.None).ConfigureAwait(false);
            Volatile.Write(ref _failedAt, 0);
            if (_time.GetUtcNow() - _prunedAt > PruneEvery)
            {
                _prunedAt = _time.GetUtcNow();
                await _table.PruneAsync(_options.RetentionDays, CancellationToken.None).ConfigureAwait(false);
            }

            return true;
        }
        catch (Exception failure) when (failure is DbException or TimeoutException or IOException or InvalidOperationException)
        {
            Volatile.Write(ref _failedAt, _time.GetTimestamp());
            NotStored(failure, batch.Count);
            return false;
        }
    }

    private void Log(AuditEntry entry) => Line(
        entry.Type, entry.Actor, entry.Ip, entry.Method, entry.Path, entry.Status, entry.CorrelationId, entry.Client, entry.Detail);

    [LoggerMessage(4300, LogLevel.Information,
        "audit {Type} by {Actor} from {Ip}: {Method} {Path} {Status} {CorrelationId} {Client} {Detail}")]
    private partial void Line(
        string type, string actor, string? ip, string? method, string? path, int? status, string? correlationId, string? client, string detail);

    [LoggerMessage(4301, LogLevel.Error, "{Count} audit entries could not be stored; they follow in this log")]
    private partial void NotStored(Exception failure, int count);

    private sealed record Pending(AuditEntry Entry, TaskCompletionSource<bool>? Stored);
}
