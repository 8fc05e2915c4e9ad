namespace Aspire.Dashboard.Resources;

/// <summary>A resource at one instant, as the dashboard shows it.</summary>
/// <param name="Name">Unique name.</param>
/// <param name="Type">Project, PostgreSQL, Redis, Database, Parameter or another short word.</param>
/// <param name="State">Running, Waiting, FailedToStart and so on.</param>
public sealed record DashboardResource(string Name, string Type, string State)
{
    /// <summary>What it waits for and since when, or what failed; null when there is nothing to say.</summary>
    public string? Reason { get; init; }

    /// <summary>Healthy, Degraded or Unhealthy; null while it has no meaning.</summary>
    public string? Health { get; init; }

    /// <summary>The single checks behind <see cref="Health"/>.</summary>
    public IReadOnlyList<DashboardHealthCheck> HealthChecks { get; init; } = [];

    /// <summary>Addresses to open.</summary>
    public IReadOnlyList<DashboardUrl> Urls { get; init; } = [];

    /// <summary>How often its process was started again after it had ended by itself.</summary>
    public int Restarts { get; init; }

    /// <summary>When its process started; null while there is none.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Processes that belong to it; their children are counted with them.</summary>
    public IReadOnlyList<int> ProcessIds { get; init; } = [];

    /// <summary>Environment that the model gives it, unmasked; the dashboard masks secrets before anything leaves.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Environment { get; init; } = [];

    /// <summary>Relations to other resources, such as "waits for postgres".</summary>
    public IReadOnlyList<DashboardRelation> Relations { get; init; } = [];

    /// <summary>Commands that can be given now.</summary>
    public IReadOnlyList<DashboardCommand> Commands { get; init; } = [];
}

/// <summary>The last result of one health check.</summary>
/// <param name="Name">Name of the check.</param>
/// <param name="Status">Healthy, Degraded, Unhealthy; null before the first run.</param>
/// <param name="Detail">What it found.</param>
public sealed record DashboardHealthCheck(string Name, string? Status, string? Detail);

/// <summary>An address.</summary>
/// <param name="Url">The address itself.</param>
/// <param name="Text">What to show for it; null shows the address.</param>
public sealed record DashboardUrl(string Url, string? Text = null);

/// <summary>A relation to another resource.</summary>
/// <param name="Kind">waits for, uses, belongs to.</param>
/// <param name="Resource">The other resource.</param>
public sealed record DashboardRelation(string Kind, string Resource);

/// <summary>A command.</summary>
/// <param name="Name">Name to send.</param>
/// <param name="Text">What to show.</param>
/// <param name="Enabled">False: shown but refused in this state.</param>
/// <param name="Confirmation">Question to ask first; null for none.</param>
public sealed record DashboardCommand(string Name, string Text, bool Enabled = true, string? Confirmation = null);
