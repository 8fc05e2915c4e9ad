using System.ComponentModel.DataAnnotations;

namespace Platform.ServiceDefaults.Health;

/// <summary>How a service ends, from the configuration section <c>Shutdown</c>.</summary>
public sealed class ShutdownOptions
{
    /// <summary>
    /// How long readiness answers 503 while the service still listens, so that balancers look elsewhere first.
    /// Default 2 s; 0 in Development, where nobody balances.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan ReadinessDelay { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long requests already accepted may go on after that. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
