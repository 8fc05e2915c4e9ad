namespace Platform.ServiceDefaults.Correlation;

/// <summary>How a request gets its id. A service whose contract says otherwise changes it in its own Add.</summary>
public sealed class CorrelationOptions
{
    /// <summary>Longest id taken from a caller, in characters.</summary>
    public const int MaxLength = 128;

    /// <summary>Request headers that may carry the id; the first valid one wins.</summary>
    public IList<string> RequestHeaders { get; } = ["X-Request-ID", "X-Correlation-ID"];

    /// <summary>Response headers that carry the id back.</summary>
    public IList<string> ResponseHeaders { get; } = ["X-Request-ID", "X-Correlation-ID"];

    /// <summary>Header that carries the id to other services; null sends none.</summary>
    public string? OutgoingHeader { get; set; } = "X-Request-ID";

    /// <summary>Says whether a caller's id may be used. Default: 1 to 128 visible ASCII characters.</summary>
    public Func<string, bool> IsValid { get; set; } = IsVisibleAscii;

    /// <summary>Makes an id when the caller sent none. Default: 32 random hexadecimal digits.</summary>
    public Func<string> Generate { get; set; } = static () => Guid.NewGuid().ToString("N");

    private static bool IsVisibleAscii(string id) =>
        id.Length is > 0 and <= MaxLength && !id.AsSpan().ContainsAnyExceptInRange('!', '~');
}
