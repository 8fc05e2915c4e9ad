using Dapper;
using Ledger.Api.Entries;
using Npgsql;

namespace Ledger.Api.Cluster;

/// <summary>A node.</summary>
/// <param name="NodeId">Its name.</param>
/// <param name="Role">primary or secondary.</param>
/// <param name="LastSeen">When it last said it was there.</param>
/// <param name="Version">Version of its program.</param>
public sealed record ClusterNode(string NodeId, string Role, string LastSeen, string Version);

/// <summary>The cluster as its database knows it.</summary>
/// <param name="ClusterId">Cluster.</param>
/// <param name="NodeId">This node.</param>
/// <param name="Role">primary or secondary.</param>
/// <param name="Consensus">postgres-lease.</param>
/// <param name="Term">Term of the lease.</param>
/// <param name="LeaderId">Node that holds the lease; absent when nobody does.</param>
/// <param name="LeaseExpiresAt">When it runs out unless renewed.</param>
/// <param name="Nodes">Nodes seen in the last minute.</param>
/// <param name="TreeSizes">Entries by project.</param>
/// <param name="CheckpointAgeSeconds">Age of the newest checkpoint; absent when there is none.</param>
public sealed record ClusterStatus(
    string ClusterId, string NodeId, string Role, string Consensus, long Term, string? LeaderId, string? LeaseExpiresAt,
    IReadOnlyList<ClusterNode> Nodes, IReadOnlyDictionary<string, long> TreeSizes, double? CheckpointAgeSeconds);

/// <summary>Who is there and who signs.</summary>
internal static class ClusterModule
{
    /// <summary>Maps the routes.</summary>
    public static void MapCluster(this WebApplication app)
    {
        app.MapGet("/api/cluster/status", StatusAsync).AllowAnonymous().WithName("clusterStatus").WithSummary("Who is primary, and how far the logs are");
    }

    private static async Task<IResult> StatusAsync(ClusterOptions options, NpgsqlDataSource database, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        using var results = await connection.QueryMultipleAsync(new CommandDefinition(
            """
            select term, node_id, expires_at, expires_at > clock_timestamp() from lease where cluster_id = @ClusterId;
            select node_id, last_seen, version from members where cluster_id = @ClusterId and last_seen > clock_timestamp() - interval '1 minute' order by node_id;
            select l.project, h.size from heads h join ledgers l on l.id = h.ledger_id order by l.project;
            select extract(epoch from clock_timestamp() - max(created_at))::float8 from checkpoints;
            """,
            options, cancellationToken: cancellation));
        var (term, leader, expires, holds) = await results.ReadSingleOrDefaultAsync<(long, string?, DateTime, bool)>();
        var nodes = (await results.ReadAsync<(string Id, DateTime Seen, string Version)>())
            .Select(node => new ClusterNode(node.Id, Role(node.Id), Entry.Stamp(node.Seen), node.Version)).ToArray();
        var sizes = (await results.ReadAsync<(string Project, long Size)>()).ToDictionary(row => row.Project, row => row.Size);
        string Role(string node) => holds && node == leader ? "primary" : "secondary";
        return TypedResults.Ok(new ClusterStatus(
            options.ClusterId, options.NodeId, Role(options.NodeId), "postgres-lease", term, holds ? leader : null,
            holds ? Entry.Stamp(expires) : null, nodes, sizes, await results.ReadSingleAsync<double?>()));
    }
}
