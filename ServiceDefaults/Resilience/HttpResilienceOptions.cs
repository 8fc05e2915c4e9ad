using System.ComponentModel.DataAnnotations;

namespace Platform.ServiceDefaults.Resilience;

/// <summary>
/// Limits on the calls of one HTTP client, by its name; what a service does not change is as in .NET's standard pipeline.
/// </summary>
public sealed class HttpResilienceOptions : IValidatableObject
{
    /// <summary>Calls that may wait for an answer at once; more are refused without waiting. Default 1000.</summary>
    [Range(1, 100_000)]
    public int ConcurrentCalls { get; set; } = 1000;

    /// <summary>Time for a call with all its retries. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan TotalTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Time for one attempt, up to its response headers. Default 10 s; at most the total.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Retries after the first attempt, of idempotent calls only. Default 3; 0 for none.</summary>
    [Range(0, 10)]
    public int Retries { get; set; } = 3;

    /// <summary>First delay; each further one doubles, with jitter. A server's <c>Retry-After</c> wins. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Share of failures that opens the circuit. Default 0.1.</summary>
    [Range(0.001, 1)]
    public double FailureRatio { get; set; } = 0.1;

    /// <summary>Calls in a sampling period below which the circuit stays closed. Default 100.</summary>
    [Range(2, 100_000)]
    public int MinimumThroughput { get; set; } = 100;

    /// <summary>Period over which failures are counted. Default 30 s; at least twice the attempt.</summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "01:00:00")]
    public TimeSpan SamplingDuration { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an open circuit refuses calls. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "01:00:00")]
    public TimeSpan BreakDuration { get; set; } = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (TotalTimeout < AttemptTimeout)
        {
            yield return new ValidationResult($"TotalTimeout {TotalTimeout} must be at least AttemptTimeout {AttemptTimeout}.");
        }

        if (SamplingDuration < 2 * AttemptTimeout)
        {
            yield return new ValidationResult(
                $"SamplingDuration {SamplingDuration} must be at least twice AttemptTimeout {AttemptTimeout}.");
        }
    }
}
