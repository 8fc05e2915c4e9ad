using Dapper;
using Ledger.Api.Entries;
using Ledger.Api.Ledgers;
using Ledger.Api.Tree;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Ledger.Api.Cluster;

/// <summary>
/// Looks at every log once before this node takes part: the head recomputed from the entries after the last full tile and the
/// nodes before it. A log that does not agree with itself becomes read-only, and health says so.
/// </summary>
internal sealed partial class LogGuard(NpgsqlDataSource database, LogStore log, ILogger<LogGuard> logger) : IHealthCheck
{
    private volatile bool _checked;

    /// <summary>True once the heads were looked at.</summary>
    public bool IsReady => _checked;

    /// <summary>Checks all heads, the first time it is called.</summary>
    public async Task CheckOnceAsync(CancellationToken cancellation)
    {
        if (_checked)
        {
            return;
        }

        foreach (var ledger in await log.ListAsync(cancellation))
        {
            if (await DisagreementAsync(ledger, cancellation) is { } why)
            {
                await StopAsync(ledger, why, cancellation);
            }
        }

        _checked = true;
    }

    /// <summary>Makes a ledger read-only.</summary>
    public async Task StopAsync(LedgerInfo ledger, string why, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(new CommandDefinition(
            "update ledgers set read_only = @why where id = @Id and read_only is null", new { why, ledger.Id }, cancellationToken: cancellation));
        Stopped(logger, ledger.Project, why);
    }

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!_checked)
        {
            return HealthCheckResult.Unhealthy("heads not yet checked");
        }

        var stopped = (await log.ListAsync(cancellationToken)).Where(ledger => ledger.ReadOnly is not null).ToArray();
        return stopped.Length == 0 ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy(string.Join("; ", stopped.Select(ledger => $"{ledger.Project}: {ledger.ReadOnly}")));
    }

    private async Task<string?> DisagreementAsync(LedgerInfo ledger, CancellationToken cancellation)
    {
        var (size, root) = await log.HeadAsync(ledger.Id, cancellation);
        var first = size / TilePath.FullWidth * TilePath.FullWidth;
        // No more than the head says: others may be appending.
        var rest = await log.RangeAsync(ledger.Id, first, (int)(size - first), cancellation);
        if (rest.Count != size - first)
        {
            return $"The head says {size} entries, the log has {first + rest.Count}.";
        }

        NodeAddress[] addresses = [.. new TreeRange(0, first).Nodes()];
        Digest[] peaks = [.. (await log.KeptNodesAsync(ledger.Id, addresses, cancellation)).OfType<Digest>()];
        if (peaks.Length < addresses.Length)
        {
            return "The stored tree lacks a node.";
        }

        var tree = CompactRange.Resume(first, peaks);
        foreach (var entry in rest)
        {
            var leaf = MerkleHash.Leaf(entry.Bytes);
            if (leaf != entry.LeafHash)
            {
                return $"Entry {entry.Index} does not hash to its leaf.";
            }

            tree.Append(leaf);
        }

        return tree.Root == root ? null : "The head's root is not that of the entries.";
    }

    [LoggerMessage(4302, LogLevel.Critical, "The ledger {Project} is read-only: {Reason}")]
    private static partial void Stopped(ILogger logger, string project, string reason);
}
