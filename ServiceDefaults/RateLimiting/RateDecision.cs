namespace Platform.ServiceDefaults.RateLimiting;

/// <summary>Whether a request may go on, and what is left.</summary>
/// <param name="IsAllowed">False refuses the request; it was not counted.</param>
/// <param name="Window">The window that decided: the one that is used up, else the one nearest to it.</param>
/// <param name="Remaining">Requests left in that window.</param>
/// <param name="Reset">Time until something of what was used comes back: all of it, or for a sliding window the oldest.</param>
/// <param name="RetryAfter">Time until a request would be admitted; zero when this one was.</param>
public readonly record struct RateDecision(
    bool IsAllowed, RateWindow Window, int Remaining, TimeSpan Reset, TimeSpan RetryAfter)
{
    /// <summary><see cref="RetryAfter"/> in whole seconds, rounded up, at least 1.</summary>
    public int RetryAfterSeconds => Math.Max(1, (int)Math.Ceiling(RetryAfter.TotalSeconds));

    /// <summary>
    /// From what was counted, microseconds throughout. <paramref name="free"/> is the time until a place comes free where
    /// none is, else until the oldest counted request leaves.
    /// </summary>
    internal static RateDecision From(bool allowed, RateWindow window, long used, long free, int capacity)
    {
        var time = TimeSpan.FromMicroseconds(Math.Max(0, free));
        return new RateDecision(
            allowed, window, (int)Math.Max(0, capacity - used), time, allowed ? TimeSpan.Zero : time);
    }

    /// <summary>Of several windows' decisions the one to tell: the longest wait of a refusal, else the least left.</summary>
    internal static RateDecision Tightest(IReadOnlyList<RateDecision> decisions, bool allowed) => allowed
        ? decisions.MinBy(decision => decision.Remaining)
        : decisions.Where(decision => !decision.IsAllowed).MaxBy(decision => decision.RetryAfter);
}
