using System.Collections.Concurrent;
using System.Threading.Channels;
using Ledger.Api.Ledgers;
using Ledger.Api.Operations;
using Npgsql;
using Platform.ServiceDefaults.Audit;
using Platform.ServiceDefaults.Errors;

namespace Ledger.Api.Entries;

/// <summary>
/// Appends drafts. Drafts of a ledger that arrive while a transaction commits go together into the next one, up to 256 entries;
/// an answer MUST NOT be given before the commit, and is not.
/// </summary>
internal sealed class Sequencer(NpgsqlDataSource database, IAuditLog audit, TimeProvider time) : IAsyncDisposable
{
    private const int MaxBatch = 256;

    // Index, origin and time, which the sequencer adds, take a few hundred bytes.
    private const int MaxDraftBytes = Entry.MaxBytes - 512;

    private readonly ConcurrentDictionary<(int Id, string Origin), Lazy<Lane>> _lanes = new();

    /// <summary>Appends a draft; returns once it is durable, or with why it was refused.</summary>
    /// <exception cref="NpgsqlException">The database failed: the entries may or may not be there; the idempotency key tells.</exception>
    public async Task<Outcome<AppendResult>> AppendAsync(LedgerInfo ledger, Draft draft, CancellationToken cancellation)
    {
        // Here and not in the batch: what cannot be written is its caller's trouble alone.
        if (draft.Entries.Any(entry => entry.Entry.ToBytes().Length > MaxDraftBytes))
        {
            return LedgerErrors.BadRequest($"parameters: an entry has at most {Entry.MaxBytes} bytes.");
        }

        var lane = _lanes.GetOrAdd((ledger.Id, ledger.Origin), _ => new Lazy<Lane>(() => new Lane(database, audit, time, ledger))).Value;
        var pending = new Pending(draft);
        await lane.Queue.Writer.WriteAsync(pending, cancellation);
        // Not cancelled here: once queued, the entry may become durable, and its caller should learn so.
        return await pending.Done.Task;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var lane in _lanes.Values)
        {
            lane.Value.Queue.Writer.TryComplete();
            await lane.Value.Loop;
        }
    }

    private sealed record Pending(Draft Draft)
    {
        public TaskCompletionSource<Outcome<AppendResult>> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Lane
    {
        private readonly NpgsqlDataSource _database;
        private readonly IAuditLog _audit;
        private readonly TimeProvider _time;
        private readonly LedgerInfo _ledger;

        public Lane(NpgsqlDataSource database, IAuditLog audit, TimeProvider time, LedgerInfo ledger)
        {
            (_database, _audit, _time, _ledger) = (database, audit, time, ledger);
            Loop = Task.Run(RunAsync);
        }

        public Channel<Pending> Queue { get; } = Channel.CreateBounded<Pending>(10_000);

        public Task Loop { get; }

        private async Task RunAsync()
        {
            var batch = new List<Pending>();
            while (await Queue.Reader.WaitToReadAsync())
            {
                batch.Clear();
                for (var entries = 0; entries < MaxBatch && Queue.Reader.TryRead(out var pending); entries += pending.Draft.Entries.Count)
                {
                    batch.Add(pending);
                }

                await CommitAsync(batch);
            }
        }

        private async Task CommitAsync(List<Pending> batch)
        {
            if (await TryAsync(batch) is not { } failure)
            {
                return;
            }

            if (DatabaseOutage.Is(failure))
            {
                // The pool's connections die with their server: once more on a new one. After a lost commit only what has a
                // key can be asked again without appending it twice.
                _database.Clear();
                var repeatable = failure is CommitInDoubtException ? batch.FindAll(pending => pending.Draft.Idempotency is not null) : batch;
                Fail(batch.Except(repeatable), failure);
                batch = repeatable;
                failure = batch.Count == 0 ? null : await TryAsync(batch);
            }

            if (failure is not null)
            {
                Fail(batch, failure);
            }
        }

        private async Task<Exception?> TryAsync(List<Pending> batch)
        {
            try
            {
                var outcomes = await AppendTransaction.RunAsync(_database, _audit, _ledger, [.. batch.Select(pending => pending.Draft)], _time);
                for (var i = 0; i < batch.Count; i++)
                {
                    if (outcomes[i].TryGet(out var appended, out _))
                    {
                        LogMetrics.Appended(appended.Entries);
                    }

                    batch[i].Done.SetResult(outcomes[i]);
                }

                return null;
            }
#pragma warning disable CA1031 // whatever failed, each waiting caller must hear of it, and the lane must go on
            catch (Exception failure)
#pragma warning restore CA1031
            {
                return failure;
            }
        }

        private static void Fail(IEnumerable<Pending> batch, Exception failure)
        {
            foreach (var pending in batch)
            {
                pending.Done.TrySetException(failure);
            }
        }
    }
}
