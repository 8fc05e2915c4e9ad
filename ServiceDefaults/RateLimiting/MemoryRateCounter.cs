using System.Collections.Concurrent;

namespace Platform.ServiceDefaults.RateLimiting;

/// <summary>Counts in this process alone, by the same rules as <see cref="RateScripts"/>. Safe for any number of threads.</summary>
internal sealed class MemoryRateCounter
{
    // Above this many callers, those whose windows have ended are forgotten; nothing of theirs counts any more.
    private const int SweepAt = 10_000;

    private readonly ConcurrentDictionary<string, State> _states = new(StringComparer.Ordinal);
    private int _sweepAt = SweepAt;

    /// <summary>Takes one request from a caller's budget; parameters as in <see cref="RedisRateCounter.TakeAsync"/>.</summary>
    public RateDecision Take(RatePolicy policy, string key, long now)
    {
        if (_states.Count >= Volatile.Read(ref _sweepAt))
        {
            Sweep(now);
        }

        var state = _states.GetOrAdd(key, static _ => new State());
        lock (state)
        {
            return policy.Algorithm switch
            {
                RateAlgorithm.Fixed => TakeFixed(state, policy.Windows[0], now),
                RateAlgorithm.Sliding => TakeSliding(state, policy.Windows, now),
                RateAlgorithm.Whole => TakeWhole(state, policy.Windows[0], now),
                _ => TakeBucket(state, policy.Windows[0], policy.Burst, now),
            };
        }
    }

    private static RateDecision TakeFixed(State state, RateWindow window, long now)
    {
        var start = now - now % window.Microseconds;
        state.Used = state.Start == start ? state.Used + 1 : 1;
        state.Start = start;
        state.Until = start + window.Microseconds;
        return RateDecision.From(state.Used <= window.Limit, window, state.Used, state.Until - now, window.Limit);
    }

    private static RateDecision TakeSliding(State state, IReadOnlyList<RateWindow> windows, long now)
    {
        var times = state.Times ??= [];
        var longest = windows.Max(window => window.Microseconds);
        // Those that have left count no more; moving the rest forward is paid for by as many requests as there are left ones.
        if (CountUntil(times, now - longest) is var left && left > times.Count / 2)
        {
            times.RemoveRange(0, left);
        }

        var allowed = windows.All(window => times.Count - CountUntil(times, now - window.Microseconds) < window.Limit);
        var decisions = windows.Select(window =>
        {
            var count = times.Count - CountUntil(times, now - window.Microseconds);
            var isFull = count >= window.Limit;
            var free = count == 0
                ? window.Microseconds
                : times[times.Count - (isFull ? window.Limit : count)] + window.Microseconds - now;
            return RateDecision.From(!isFull, window, allowed ? count + 1 : count, free, window.Limit);
        }).ToList();

        if (allowed)
        {
            times.Add(now);
            state.Until = now + longest;
        }

        return RateDecision.Tightest(decisions, allowed);
    }

    private static RateDecision TakeWhole(State state, RateWindow window, long now)
    {
        if (now >= state.Until)
        {
            (state.Used, state.Until) = (0, now + window.Microseconds);
        }

        var allowed = state.Used < window.Limit;
        state.Used += allowed ? 1 : 0;
        return RateDecision.From(allowed, window, state.Used, state.Until - now, window.Limit);
    }

    private static RateDecision TakeBucket(State state, RateWindow window, int burst, long now)
    {
        var each = window.Microseconds / (double)window.Limit;
        var tokens = state.Until == 0 ? burst : Math.Min(burst, state.Tokens + Math.Max(0, now - state.Start) / each);
        var allowed = tokens >= 1;
        if (allowed)
        {
            tokens--;
            (state.Tokens, state.Start, state.Until) = (tokens, now, now + (long)(each * burst));
        }

        var free = allowed ? (burst - tokens) * each : (1 - tokens) * each;
        return RateDecision.From(allowed, window, burst - (long)Math.Floor(tokens), (long)Math.Ceiling(free), burst);
    }

    // How many of the ascending times are at or before the given one.
    private static int CountUntil(List<long> times, long until)
    {
        var (low, high) = (0, times.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = times[middle] <= until ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private void Sweep(long now)
    {
        foreach (var (key, state) in _states)
        {
            lock (state)
            {
                if (state.Until <= now)
                {
                    _states.TryRemove(key, out _);
                }
            }
        }

        // Were all still counting, the next sweep waits until their number has doubled: no request pays twice.
        Volatile.Write(ref _sweepAt, Math.Max(SweepAt, 2 * _states.Count));
    }

    private sealed class State
    {
        public long Start { get; set; } = -1;

        public long Until { get; set; }

        public long Used { get; set; }

        public double Tokens { get; set; }

        public List<long>? Times { get; set; }
    }
}
