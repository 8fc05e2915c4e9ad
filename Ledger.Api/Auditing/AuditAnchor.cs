using System.Globalization;
using System.Text.Json.Nodes;
using Dapper;
using Ledger.Api.Cluster;
using Ledger.Api.Entries;
using Npgsql;
using Platform.ServiceDefaults.Audit;

namespace Ledger.Api.Auditing;

/// <summary>
/// Writes the audit log's head into every ledger once an hour, so that a rewritten audit log is seen in a signed tree. The new
/// entry is also what brings a checkpoint at least every hour.
/// </summary>
internal sealed class AuditAnchor(IAuditLog audit, NpgsqlDataSource database, LogStore log, Sequencer sequencer)
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    // The log itself says when it was last anchored: a new primary goes on where the old one was.
    private const string Due = """
        select project from ledgers l where read_only is null and coalesce(
            (select created_at from entries e where e.ledger_id = l.id and e.op = 'audit-anchor' order by e.index desc limit 1),
            l.created_at) < now() - @Every
        """;

    /// <summary>Anchors where an hour has passed; the primary calls it with every beat.</summary>
    public async Task RunAsync(LeaseTerm term, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var due = await connection.QueryAsync<string>(new CommandDefinition(Due, new { Every }, cancellationToken: cancellation));
        if (!due.Any() || await audit.HeadAsync(cancellation) is not ({ } seq, { } hash))
        {
            return;
        }

        foreach (var project in due)
        {
            if (await log.FindAsync(project, cancellation) is { } ledger)
            {
                await sequencer.AppendAsync(ledger, new Draft(new EntryDraft(Anchor(seq, hash))) { Fence = term }, cancellation);
            }
        }
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
