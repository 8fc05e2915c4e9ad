using System.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Platform.ServiceDefaults.Telemetry;

/// <summary>Renders a collection of all metrics as Prometheus text whenever it is asked.</summary>
internal sealed class PrometheusExporter : BaseExporter<Metric>
{
    private readonly Lock _gate = new();
    private byte[] _text = [];
    private BaseExportingMetricReader? _reader;

    /// <summary>The text of this moment, UTF-8. Callers at the same time take turns: each gets a whole answer.</summary>
    internal byte[] Collect()
    {
        lock (_gate)
        {
            // Collecting calls Export below, on this thread.
            return _reader?.Collect() == true ? _text : [];
        }
    }

    internal void ReadBy(BaseExportingMetricReader reader) => _reader = reader;

    /// <inheritdoc/>
    public override ExportResult Export(in Batch<Metric> batch)
    {
        var writer = new PrometheusWriter();
        foreach (var metric in batch)
        {
            writer.Add(metric);
        }

        _text = Encoding.UTF8.GetBytes(writer.Render(ParentProvider.GetResource()));
        return ExportResult.Success;
    }
}
