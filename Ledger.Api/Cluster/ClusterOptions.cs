using Ledger.Api.Settings;

namespace Ledger.Api.Cluster;

/// <summary>This node's place in its cluster.</summary>
/// <param name="ClusterId"><c>ZKP_LEDGER_CLUSTER_ID</c>, default <c>default</c>.</param>
/// <param name="NodeId"><c>ZKP_LEDGER_NODE_ID</c>, default host name and eight random digits.</param>
/// <param name="RenewEvery">Time between two renewals: four of <c>cluster.heartbeat_interval_ms</c>, 1 s by default.</param>
/// <param name="Lifetime">How long a lease lasts without renewal: five of <c>cluster.election_timeout_ms</c>, 5 s by default.</param>
/// <param name="Version">Version of the program.</param>
internal sealed record ClusterOptions(string ClusterId, string NodeId, TimeSpan RenewEvery, TimeSpan Lifetime, string Version)
{
    /// <summary>The options from the documented settings.</summary>
    public static ClusterOptions From(IConfiguration settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var values = new SettingValues(settings);
        // The sources' numbers are an election's; a lease is renewed four heartbeats apart and lasts five election times.
        return new ClusterOptions(
            values.Text("cluster", "cluster_id"),
            values.Text("cluster", "node_id") is { Length: > 0 } node ? node : $"{Environment.MachineName}-{Guid.NewGuid().ToString("N")[..8]}",
            TimeSpan.FromMilliseconds(4 * values.Number("cluster", "heartbeat_interval_ms")),
            TimeSpan.FromMilliseconds(5 * values.Number("cluster", "election_timeout_ms")),
            typeof(ClusterOptions).Assembly.GetName().Version?.ToString(3) ?? "0");
    }
}
