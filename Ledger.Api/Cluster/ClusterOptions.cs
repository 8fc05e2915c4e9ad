namespace Ledger.Api.Cluster;

/// <summary>This node's place in its cluster.</summary>
/// <param name="ClusterId"><c>ZKP_LEDGER_CLUSTER_ID</c>, default <c>default</c>.</param>
/// <param name="NodeId"><c>ZKP_LEDGER_NODE_ID</c>, default host name and eight random digits.</param>
/// <param name="RenewEvery">Time between two renewals, 1 s.</param>
/// <param name="Lifetime">How long a lease lasts without renewal, 5 s.</param>
/// <param name="Version">Version of the program.</param>
internal sealed record ClusterOptions(string ClusterId, string NodeId, TimeSpan RenewEvery, TimeSpan Lifetime, string Version)
{
    /// <summary>The options from the documented settings.</summary>
    public static ClusterOptions From(IConfiguration settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new ClusterOptions(
            settings["ZKP_LEDGER_CLUSTER_ID"] is { Length: > 0 } cluster ? cluster : "default",
            settings["ZKP_LEDGER_NODE_ID"] is { Length: > 0 } node ? node : $"{Environment.MachineName}-{Guid.NewGuid().ToString("N")[..8]}",
            TimeSpan.FromSeconds(1),
            TimeSpan.FromSeconds(5),
            typeof(ClusterOptions).Assembly.GetName().Version?.ToString(3) ?? "0");
    }
}
