using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Ledger.Api.Operations;

/// <summary>
/// The phases of long work (parse, commit, prove, store, append; contract §14): a span for each in traces, and its seconds in
/// the histogram <c>phase_duration_seconds</c>.
/// </summary>
internal static class Phases
{
    // The assembly's name: ServiceDefaults listens to the source and the meter that bear it.
    private static readonly string Name = typeof(Phases).Assembly.GetName().Name!;
    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);
    private static readonly Histogram<double> Seconds = Meter.CreateHistogram<double>("phase_duration_seconds", "s", "Seconds by phase of long work");

    /// <summary>A phase that lasts until it is disposed.</summary>
    public static Phase Start(string phase) => new(phase);

    /// <summary>A phase under way.</summary>
    internal readonly struct Phase(string phase) : IDisposable
    {
        private readonly Activity? _span = Source.StartActivity(phase);
        private readonly long _started = Stopwatch.GetTimestamp();

        /// <inheritdoc/>
        public void Dispose()
        {
            Seconds.Record(Stopwatch.GetElapsedTime(_started).TotalSeconds, new KeyValuePair<string, object?>("phase", phase));
            _span?.Dispose();
        }
    }
}
