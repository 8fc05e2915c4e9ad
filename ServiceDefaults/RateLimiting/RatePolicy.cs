namespace Platform.ServiceDefaults.RateLimiting;

/// <summary>How many requests a caller may make, and how they are counted.</summary>
public sealed record RatePolicy
{
    private RatePolicy(RateAlgorithm algorithm, params IReadOnlyList<RateWindow> windows)
    {
        foreach (var window in windows)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(window.Limit, 1);
            ArgumentOutOfRangeException.ThrowIfLessThan(window.Length, TimeSpan.FromMilliseconds(1));
        }

        ArgumentOutOfRangeException.ThrowIfZero(windows.Count);
        Algorithm = algorithm;
        Windows = windows;
    }

    /// <summary>How requests are counted.</summary>
    public RateAlgorithm Algorithm { get; }

    /// <summary>What may be used up in which time; more than one only for the sliding window.</summary>
    public IReadOnlyList<RateWindow> Windows { get; }

    /// <summary>For <see cref="RateAlgorithm.Bucket"/>, how many requests may come at once; else the first window's limit.</summary>
    public int Burst { get; private init; }

    /// <summary>Windows that begin at multiples of their length since 1970; two windows' worth may meet at a border.</summary>
    public static RatePolicy Fixed(int limit, TimeSpan window) => new(RateAlgorithm.Fixed, new RateWindow(limit, window));

    /// <summary>At most <c>Limit</c> admitted requests in any stretch of <c>Length</c>, for every window given.</summary>
    public static RatePolicy Sliding(params IReadOnlyList<RateWindow> windows) => new(RateAlgorithm.Sliding, windows);

    /// <summary>A bucket refilled whole when its window, which the first request starts, has ended.</summary>
    public static RatePolicy Whole(int limit, TimeSpan window) => new(RateAlgorithm.Whole, new RateWindow(limit, window));

    /// <summary>A bucket of <paramref name="burst"/> that refills evenly, <paramref name="limit"/> per window.</summary>
    public static RatePolicy Bucket(int limit, TimeSpan window, int burst)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(burst, 1);
        return new(RateAlgorithm.Bucket, new RateWindow(limit, window)) { Burst = burst };
    }

    /// <summary>The policy of one of <paramref name="nodes"/> that count apart: limits divided, at least 1.</summary>
    internal RatePolicy Share(int nodes) => nodes <= 1
        ? this
        : new(Algorithm, [.. Windows.Select(window => window with { Limit = Math.Max(1, window.Limit / nodes) })])
        {
            Burst = Math.Max(1, Burst / nodes),
        };
}

/// <summary>A number of requests in a time.</summary>
/// <param name="Limit">Requests, at least 1.</param>
/// <param name="Length">Time, at least 1 ms.</param>
public readonly record struct RateWindow(int Limit, TimeSpan Length)
{
    /// <summary>Length in microseconds, the unit of all counting: exact in a double until the year 2255.</summary>
    internal long Microseconds => Length.Ticks / TimeSpan.TicksPerMicrosecond;
}

/// <summary>How requests are counted.</summary>
public enum RateAlgorithm
{
    /// <summary>See <see cref="RatePolicy.Fixed"/>.</summary>
    Fixed,

    /// <summary>See <see cref="RatePolicy.Sliding"/>.</summary>
    Sliding,

    /// <summary>See <see cref="RatePolicy.Whole"/>.</summary>
    Whole,

    /// <summary>See <see cref="RatePolicy.Bucket"/>.</summary>
    Bucket,
}
