using System.Diagnostics.Metrics;

namespace Ledger.Api.Operations;

/// <summary>Connections in use, as the driver's own meter counts them; all pools of this process.</summary>
internal sealed class PoolUse : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Lock _gate = new();
    private long _used;

    public PoolUse()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument is { Meter.Name: "Npgsql", Name: "db.client.connection.count", IsObservable: true })
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<int>((_, count, tags, _) => Add(count, tags));
        _listener.SetMeasurementEventCallback<long>((_, count, tags, _) => Add(count, tags));
        _listener.Start();
    }

    /// <summary>How many work now.</summary>
    public long InUse()
    {
        lock (_gate)
        {
            _used = 0;
            _listener.RecordObservableInstruments();
            return _used;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private void Add(long count, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var tag in tags)
        {
            if (tag.Value is "used")
            {
                _used += count;
                return;
            }
        }
    }
}
