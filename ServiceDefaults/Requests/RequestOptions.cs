namespace Platform.ServiceDefaults.Requests;

/// <summary>How large, how long and how many requests may be.</summary>
public sealed class RequestOptions
{
    /// <summary>
    /// Largest body in bytes, also of bodies that do not say their length (there with their framing); 413 above it.
    /// Default 1 MiB. An endpoint may have a limit of its own: <c>WithMetadata(new RequestSizeLimitAttribute(…))</c>.
    /// </summary>
    public long MaxBodyBytes { get; set; } = 1024 * 1024;

    /// <summary>
    /// Time until a request is ended with 504; null has no limit. Default 30 s. An endpoint may have its own:
    /// <c>WithRequestTimeout</c>, and a stream none: <c>DisableRequestTimeout</c>.
    /// </summary>
    public TimeSpan? Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Requests in work at once; 503 above it, health and metrics apart. Null, the default, has no limit.</summary>
    public int? MaxConcurrent { get; set; }

    /// <summary>Requests in work at once for heavy work, by the name given in <c>LimitConcurrency</c>; 503 above it.</summary>
    public IDictionary<string, int> Heavy { get; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>Seconds after which a refused request may come again. Default 1.</summary>
    public int RetryAfterSeconds { get; set; } = 1;

    /// <summary>Answers 503 to new requests from the signal to stop on, instead of working until the server closes. Default false.</summary>
    public bool RefuseWhileDraining { get; set; }
}
