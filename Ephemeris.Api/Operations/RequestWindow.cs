using System.Diagnostics.Metrics;

namespace Ephemeris.Api.Operations;

/// <summary>
/// The last thousand requests and the last five minutes of errors, from the framework's own request histogram: what the
/// health and metrics answers summarise.
/// </summary>
internal sealed class RequestWindow : IDisposable
{
    private const int Size = 1000;
    private static readonly TimeSpan ErrorSpan = TimeSpan.FromMinutes(5);

    private readonly MeterListener _listener = new();
    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();
    private readonly double[] _latencyMs = new double[Size];
    private readonly Queue<(long At, int Status)> _recent = new();
    private long _total;
    private long _blocked;
    private long _limited;
    private readonly Queue<long> _outside = new();

    /// <summary>Listens to the requests of this host.</summary>
    public RequestWindow(IMeterFactory meters, TimeProvider clock)
    {
        _clock = clock;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            // Other hosts of the process (tests) have meters of their own.
            if (instrument is { Name: "http.server.request.duration" } && ReferenceEquals(instrument.Meter.Scope, meters))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((_, seconds, tags, _) => Record(seconds, tags));
        _listener.Start();
    }

    /// <summary>Counts so far.</summary>
    public RequestSummary Summary
    {
        get
        {
            lock (_gate)
            {
                Forget();
                var count = (int)Math.Min(_total, Size);
                var sorted = _latencyMs[..count];
                Array.Sort(sorted);
                var errors = _recent.Count(entry => entry.Status >= 500);
                return new RequestSummary(
                    At(sorted, 0.50), At(sorted, 0.95), count, _total, errors, _recent.Count == 0 ? 0.0 : (double)errors / _recent.Count, _blocked, _limited, _outside.Count);
            }
        }
    }

    /// <summary>A request was refused because no kernel covers its instant: what CSPICE calls SPICE(SPKINSUFFDATA).</summary>
    public void Outside()
    {
        lock (_gate)
        {
            _outside.Enqueue(_clock.GetTimestamp());
            Forget();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private void Record(double seconds, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var status = 0;
        var route = "";
        foreach (var (key, value) in tags)
        {
            status = key == "http.response.status_code" && value is int code ? code : status;
            route = key == "http.route" && value is string template ? template : route;
        }

        // Health polling would drown the numbers it shows.
        if (route.StartsWith("/health", StringComparison.Ordinal) || route is "/metrics" or "/alive")
        {
            return;
        }

        lock (_gate)
        {
            _latencyMs[_total++ % Size] = seconds * 1000.0;
            _blocked += status is 401 or 403 or 413 or 429 ? 1 : 0;
            _limited += status == 429 ? 1 : 0;
            _recent.Enqueue((_clock.GetTimestamp(), status));
            Forget();
        }
    }

    private void Forget()
    {
        // Bounded under load: five minutes of errors matter, not five minutes of every request.
        while (_recent.TryPeek(out var oldest) && (_clock.GetElapsedTime(oldest.At) > ErrorSpan || _recent.Count > 10 * Size))
        {
            _recent.Dequeue();
        }

        while (_outside.TryPeek(out var oldest) && (_clock.GetElapsedTime(oldest) > ErrorSpan || _outside.Count > Size))
        {
            _outside.Dequeue();
        }
    }

    private static double At(double[] sorted, double share) =>
        sorted.Length == 0 ? 0.0 : Math.Round(sorted[(int)Math.Min(sorted.Length - 1, Math.Ceiling(share * sorted.Length) - 1)], 3);
}

/// <summary>Summary of recent requests.</summary>
/// <param name="P50Ms">Median of the last thousand, ms.</param>
/// <param name="P95Ms">95th percentile, ms.</param>
/// <param name="Count">How many of the last thousand there are.</param>
/// <param name="Total">Requests since the start.</param>
/// <param name="Errors">Answers of 500 and above in the last five minutes.</param>
/// <param name="ErrorRate">Their share.</param>
/// <param name="Blocked">Answers 401, 403, 413 and 429 since the start.</param>
/// <param name="Limited">Answers 429 since the start.</param>
/// <param name="Outside">Requests in the last five minutes whose instant no kernel covers; at most a thousand are counted.</param>
internal sealed record RequestSummary(
    double P50Ms, double P95Ms, int Count, long Total, int Errors, double ErrorRate, long Blocked, long Limited, int Outside);
