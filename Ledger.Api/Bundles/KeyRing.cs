using System.Collections.Concurrent;
using Ledger.Api.Checkpoints;
using Ledger.Api.Ledgers;

namespace Ledger.Api.Bundles;

/// <summary>Verifier keys of this service's own logs, in memory, so that verification asks no database.</summary>
internal sealed class KeyRing
{
    private readonly ConcurrentDictionary<string, NoteKey> _keys = new(StringComparer.Ordinal);

    /// <summary>The key of an origin; null when it is none of ours.</summary>
    public NoteKey? Find(string origin) => _keys.GetValueOrDefault(origin);

    /// <summary>Learns ledgers.</summary>
    public void Learn(params IEnumerable<LedgerInfo> ledgers)
    {
        foreach (var ledger in ledgers)
        {
            // A restored backup may bring back another key.
            _keys[ledger.Origin] = ledger.Key;
        }
    }
}
