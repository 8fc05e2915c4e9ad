using System.Globalization;

namespace Load;

/// <summary>What one connection saw.</summary>
internal sealed class LoadTally
{
    public List<double> LatenciesSeconds { get; } = new(1 << 14);

    public Dictionary<int, int> Failures { get; } = [];

    public string? FirstFailure { get; private set; }

    public void Add(int status, double latencySeconds, string? failure)
    {
        if (failure is null)
        {
            LatenciesSeconds.Add(latencySeconds);
            return;
        }

        FirstFailure ??= failure;
        Failures[status] = Failures.GetValueOrDefault(status) + 1;
    }
}

/// <summary>What a run measured. With a single failed request, warm-up included, it has no figures: they would flatter.</summary>
internal sealed class LoadResult
{
    private readonly LoadPlan _plan;
    private readonly double[] _latencies;

    internal LoadResult(LoadPlan plan, IReadOnlyList<LoadTally> tallies)
    {
        _plan = plan;
        _latencies = [.. tallies.SelectMany(tally => tally.LatenciesSeconds).Order()];
        var failures = tallies.SelectMany(tally => tally.Failures).GroupBy(pair => pair.Key, pair => pair.Value)
            .Select(group => $"{(group.Key == 0 ? "no answer" : $"status {group.Key}")} {group.Sum()} times").ToList();
        Failure = failures.Count > 0
            ? string.Join(", ", failures) + ": " + tallies.Select(tally => tally.FirstFailure).First(text => text is not null)
            : _latencies.Length == 0 ? "no request finished" : null;
    }

    /// <summary>What went wrong; null when every request was answered 2xx.</summary>
    public string? Failure { get; }

    /// <summary>Requests answered per second.</summary>
    public double Rate => _latencies.Length / _plan.Seconds;

    /// <summary>A quantile of the latency in milliseconds, 0…1.</summary>
    public double Ms(double quantile) => _latencies[Math.Min(_latencies.Length - 1, (int)(quantile * _latencies.Length))] * 1000;

    /// <summary>Latencies in words.</summary>
    public string Latencies => string.Create(
        CultureInfo.InvariantCulture, $"p50 {Ms(0.5):F2}, p95 {Ms(0.95):F2}, p99 {Ms(0.99):F2}, max {Ms(1):F1} ms");

    /// <summary>The result, or its failure, in words.</summary>
    public override string ToString() => Failure is null
        ? string.Create(CultureInfo.InvariantCulture, $"{_plan}: {Rate:N0} requests/s; {Latencies}; no errors")
        : $"{_plan}: FAILED, {Failure}";
}
