namespace Platform.ServiceDefaults.RateLimiting;

/// <summary>How much a caller may ask, and how the answer tells.</summary>
public sealed class RateLimitOptions
{
    /// <summary>Name of the policy that counts where an endpoint names none.</summary>
    public const string Default = "default";

    /// <summary>False lets any number of requests in and sends no headers. Default true.</summary>
    public bool IsEnabled { get; set; } = true;

    /// <summary>Policies by name. Without one named <see cref="Default"/>, only endpoints that name a policy are limited.</summary>
    public IDictionary<string, RatePolicy> Policies { get; } = new Dictionary<string, RatePolicy>(StringComparer.Ordinal);

    /// <summary>Counts by address whoever calls. Default false: by key or subject, and by address only when anonymous.</summary>
    public bool ByAddress { get; set; }

    /// <summary>Callers that are never limited, as <c>user:ada</c>, <c>apikey:ci</c> or <c>ip:10.0.0.1</c>.</summary>
    public ISet<string> Exempt { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Health and metrics count too when they come with credentials. Default false.</summary>
    public bool CountCallersOfOperations { get; set; }

    /// <summary>Start of the Redis keys; null takes <c>{service}:rl</c>.</summary>
    public string? KeyPrefix { get; set; }

    /// <summary>Start of the header names. Default <c>X-RateLimit-</c>.</summary>
    public string HeaderPrefix { get; set; } = "X-RateLimit-";

    /// <summary>How the reset header tells time. Default Unix seconds.</summary>
    public ResetFormat Reset { get; set; } = ResetFormat.UnixSeconds;

    /// <summary>Detail of a 429.</summary>
    public Func<RateDecision, string> Message { get; set; } = static decision =>
        FormattableString.Invariant($"Rate limit exceeded: {decision.Window.Limit} requests per {decision.Window.Length.TotalSeconds:0.###}s");

    /// <summary>Replicas among which limits are divided while Redis is away. Default 1.</summary>
    public int Nodes { get; set; } = 1;

    /// <summary>How long a request may wait for its count in Redis before it is counted here instead. Default 500 ms.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Counter of refused requests, labelled <c>policy</c>. Default <c>rate_limited_total</c>.</summary>
    public string RejectionCounter { get; set; } = "rate_limited_total";
}

/// <summary>How a reset header tells time.</summary>
public enum ResetFormat
{
    /// <summary>Seconds since 1970, rounded up.</summary>
    UnixSeconds,

    /// <summary>Seconds from now, rounded up.</summary>
    DeltaSeconds,

    /// <summary>ISO 8601, UTC, with milliseconds.</summary>
    Iso8601,
}
