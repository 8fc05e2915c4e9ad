using System.Collections.Concurrent;
using Ledger.Api.Entries;

namespace Ledger.Api.Ledgers;

/// <summary>
/// The ledgers by project, as the heartbeat last read them, so that a request need not ask the database who is meant. At most
/// <see cref="Trusted"/> old; what decides (read-only, head) is read under the log's lock.
/// </summary>
internal sealed class LedgerDirectory(LogStore log, TimeProvider time)
{
    /// <summary>How long what was read is taken as true: two heartbeats.</summary>
    private static readonly TimeSpan Trusted = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, (LedgerInfo Ledger, long At)> _known = new(StringComparer.Ordinal);

    /// <summary>A project's ledger; null when there is none.</summary>
    public async ValueTask<LedgerInfo?> FindAsync(string project, CancellationToken cancellation)
    {
        if (_known.TryGetValue(project, out var known) && time.GetElapsedTime(known.At) < Trusted)
        {
            return known.Ledger;
        }

        var ledger = await log.FindAsync(project, cancellation);
        if (ledger is not null)
        {
            Learn(ledger);
        }

        return ledger;
    }

    /// <summary>Takes ledgers as they are now.</summary>
    public void Learn(params IEnumerable<LedgerInfo> ledgers)
    {
        foreach (var ledger in ledgers)
        {
            _known[ledger.Project] = (ledger, time.GetTimestamp());
        }
    }
}
