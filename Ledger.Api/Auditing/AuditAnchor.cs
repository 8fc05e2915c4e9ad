using System.Globalization;
using System.Text.Json.Nodes;
using Ledger.Api.Entries;
using Platform.ServiceDefaults.Audit;

namespace Ledger.Api.Auditing;

/// <summary>Writes the audit log's head into every ledger once an hour, so that a rewritten audit log is seen in a signed tree.</summary>
internal sealed class AuditAnchor(IAuditLog audit, LogStore log, Sequencer sequencer, TimeProvider time)
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    private long _anchored;
    private DateTimeOffset? _next;

    /// <summary>Anchors when an hour has passed and something was audited since; the primary calls it with every beat.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        _next ??= now + Every;
        if (now < _next)
        {
            return;
        }

        _next = now + Every;
        if (await audit.HeadAsync(cancellation) is not ({ } seq, { } hash) || seq == _anchored)
        {
            return;
        }

        foreach (var ledger in (await log.ListAsync(cancellation)).Where(ledger => ledger.ReadOnly is null))
        {
            await sequencer.AppendAsync(ledger, new Draft(new EntryDraft(Anchor(seq, hash))), cancellation);
        }

        _anchored = seq;
    }

    private static Entry Anchor(long seq, byte[] hash) => new()
    {
        Op = "audit-anchor",
        Params = new JsonObject
        {
            ["hash"] = Convert.ToBase64String(hash),
            ["seq"] = seq.ToString(CultureInfo.InvariantCulture),
        },
    };
}
