using System.Diagnostics;
using OpenTelemetry;
using Platform.ServiceDefaults.Redaction;

namespace Platform.ServiceDefaults.Telemetry;

/// <summary>
/// Masks secrets in a span before it is exported. Events cannot be changed after the fact: a span whose events hold a
/// secret is not exported at all.
/// </summary>
internal sealed class SecretSpanProcessor : BaseProcessor<Activity>
{
    /// <inheritdoc/>
    public override void OnEnd(Activity data)
    {
        foreach (var (key, value) in data.TagObjects.ToArray())
        {
            if (value is string text && Redactor.Redact(key, text) is var masked && !ReferenceEquals(masked, text))
            {
                data.SetTag(key, masked);
            }
        }

        data.DisplayName = Redactor.Redact(data.DisplayName);
        if (data.StatusDescription is { } description)
        {
            data.SetStatus(data.Status, Redactor.Redact(description));
        }

        foreach (var happened in data.EnumerateEvents())
        {
            foreach (ref readonly var tag in happened.EnumerateTagObjects())
            {
                if (tag.Value is string text && !ReferenceEquals(Redactor.Redact(tag.Key, text), text))
                {
                    data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
                    return;
                }
            }
        }
    }
}
