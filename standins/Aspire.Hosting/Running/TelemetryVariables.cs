using Aspire.Hosting.LocalServers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Running;

/// <summary>The variables that tell a service where its telemetry goes. Those that the model or the user set stay.</summary>
internal static class TelemetryVariables
{
    internal static void AddTo(Dictionary<string, string> variables, IServiceProvider services, InstanceStart start)
    {
        variables.TryAdd("OTEL_SERVICE_NAME", start.Resource.Name);
        variables.TryAdd("OTEL_RESOURCE_ATTRIBUTES", $"service.instance.id={start.Suffix}");
        if (services.GetService<OtlpReceiver>() is not { Endpoint: { } endpoint } receiver)
        {
            return;
        }

        // Protocol and key belong to the endpoint: a user who names another endpoint names those too.
        if (variables.TryAdd("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint.ToString().TrimEnd('/')))
        {
            variables["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
            if (receiver.ApiKey is { } key)
            {
                variables["OTEL_EXPORTER_OTLP_HEADERS"] = $"x-otlp-api-key={key}";
            }
        }

        if (services.GetRequiredService<IHostEnvironment>().IsDevelopment())
        {
            // Whoever develops wants to see a trace at once, and every one.
            foreach (var name in new[] { "OTEL_BLRP_SCHEDULE_DELAY", "OTEL_BSP_SCHEDULE_DELAY", "OTEL_METRIC_EXPORT_INTERVAL" })
            {
                variables.TryAdd(name, "1000");
            }

            variables.TryAdd("OTEL_TRACES_SAMPLER", "always_on");
            variables.TryAdd("OTEL_METRICS_EXEMPLAR_FILTER", "trace_based");
        }
    }
}
