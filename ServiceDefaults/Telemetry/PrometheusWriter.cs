using System.Globalization;
using System.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using Platform.ServiceDefaults.Redaction;

namespace Platform.ServiceDefaults.Telemetry;

/// <summary>Writes metrics in the Prometheus text exposition format 0.0.4; one use per collection.</summary>
internal sealed class PrometheusWriter
{
    private readonly Dictionary<string, Family> _families = new(StringComparer.Ordinal);

    internal void Add(Metric metric)
    {
        var counter = metric.MetricType is MetricType.LongSum or MetricType.DoubleSum;
        var histogram = metric.MetricType == MetricType.Histogram;
        if (!counter && !histogram && !IsGauge(metric.MetricType))
        {
            // Exponential histograms have no form in this text; no instrument asks for them.
            return;
        }

        var name = PrometheusNames.Metric(metric.Name, metric.Unit, counter, !counter && !histogram);
        var type = counter ? "counter" : histogram ? "histogram" : "gauge";
        if (!_families.TryGetValue(name, out var family))
        {
            family = new Family(type, metric.Description, []);
            _families.Add(name, family);
        }

        // Two instruments of one name but different kinds cannot share a family; the first one keeps it.
        if (family.Type == type)
        {
            family.Metrics.Add(metric);
        }
    }

    internal string Render(Resource resource)
    {
        var text = new StringBuilder(16 * 1024);
        Target(text, resource);
        foreach (var (name, family) in _families.OrderBy(family => family.Key, StringComparer.Ordinal))
        {
            Head(text, name, family.Type, family.Help);
            // One instrument name in two meters: the second one's series say which meter they come from.
            for (var i = 0; i < family.Metrics.Count; i++)
            {
                foreach (ref readonly var point in family.Metrics[i].GetMetricPoints())
                {
                    var labels = Labels(point.Tags, i == 0 ? null : family.Metrics[i].MeterName);
                    Point(text, name, family.Metrics[i].MetricType, point, labels);
                }
            }
        }

        return text.ToString();
    }

    private static void Point(StringBuilder text, string name, MetricType type, in MetricPoint point, string labels)
    {
        switch (type)
        {
            case MetricType.LongSum or MetricType.LongSumNonMonotonic:
                Sample(text, name, labels, point.GetSumLong().ToString(CultureInfo.InvariantCulture));
                break;
            case MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic:
                Sample(text, name, labels, Number(point.GetSumDouble()));
                break;
            case MetricType.LongGauge:
                Sample(text, name, labels, point.GetGaugeLastValueLong().ToString(CultureInfo.InvariantCulture));
                break;
            case MetricType.DoubleGauge:
                Sample(text, name, labels, Number(point.GetGaugeLastValueDouble()));
                break;
            default:
                Histogram(text, name, point, labels);
                break;
        }
    }

    private static void Histogram(StringBuilder text, string name, in MetricPoint point, string labels)
    {
        long below = 0;
        foreach (var bucket in point.GetHistogramBuckets())
        {
            below += bucket.BucketCount;
            var edge = double.IsPositiveInfinity(bucket.ExplicitBound) ? "+Inf" : Number(bucket.ExplicitBound);
            var comma = labels.Length > 0 ? "," : "";
            Sample(text, name + "_bucket", $"{labels}{comma}le=\"{edge}\"", below.ToString(CultureInfo.InvariantCulture));
        }

        Sample(text, name + "_sum", labels, Number(point.GetHistogramSum()));
        Sample(text, name + "_count", labels, point.GetHistogramCount().ToString(CultureInfo.InvariantCulture));
    }

    private static void Target(StringBuilder text, Resource resource)
    {
        Head(text, "target_info", "gauge", "What this process is");
        var labels = new List<KeyValuePair<string, string>>();
        foreach (var (key, value) in resource.Attributes)
        {
            Put(labels, key, value);
        }

        Sample(text, "target_info", Join(labels), "1");
    }

    private static void Head(StringBuilder text, string name, string type, string help)
    {
        if (help.Length > 0)
        {
            text.Append("# HELP ").Append(name).Append(' ').Append(PrometheusNames.Help(help)).Append('\n');
        }

        text.Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
    }

    private static void Sample(StringBuilder text, string name, string labels, string value)
    {
        text.Append(name);
        if (labels.Length > 0)
        {
            text.Append('{').Append(labels).Append('}');
        }

        text.Append(' ').Append(value).Append('\n');
    }

    private static string Labels(ReadOnlyTagCollection tags, string? meter)
    {
        var labels = new List<KeyValuePair<string, string>>(tags.Count);
        foreach (var (key, value) in tags)
        {
            Put(labels, key, value);
        }

        if (meter is not null)
        {
            Put(labels, "otel_scope_name", meter);
        }

        return Join(labels);
    }

    // Two keys may become one label: their values are joined, as the convention says.
    private static void Put(List<KeyValuePair<string, string>> labels, string key, object? value)
    {
        var name = PrometheusNames.Label(key);
        var text = Redactor.Redact(key, value switch
        {
            bool flag => flag ? "true" : "false",
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => value?.ToString() ?? "",
        });
        var same = labels.FindIndex(label => label.Key == name);
        if (same < 0)
        {
            labels.Add(new(name, text));
        }
        else
        {
            labels[same] = new(name, $"{labels[same].Value};{text}");
        }
    }

    private static string Join(List<KeyValuePair<string, string>> labels)
    {
        // The SDK promises no order: sorted, a series reads the same in every answer.
        labels.Sort(static (a, b) => string.CompareOrdinal(a.Key, b.Key));
        var text = new StringBuilder();
        foreach (var (name, value) in labels)
        {
            text.Append(text.Length > 0 ? "," : "").Append(name).Append("=\"").AppendValue(value).Append('"');
        }

        return text.ToString();
    }

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        double.NaN => "NaN",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    private static bool IsGauge(MetricType type) => type is MetricType.LongGauge or MetricType.DoubleGauge
        or MetricType.LongSumNonMonotonic or MetricType.DoubleSumNonMonotonic;

    private sealed record Family(string Type, string Help, List<Metric> Metrics);
}
