namespace Platform.ServiceDefaults;

/// <summary>
/// Marks an endpoint that serves operators and their tools (health, metrics): anonymous, outside rate limits, outside
/// traces and audit, and safe to expose because of that.
/// </summary>
public sealed class OperationsEndpoint
{
    /// <summary>The one instance; it holds nothing.</summary>
    public static OperationsEndpoint Instance { get; } = new();
}
