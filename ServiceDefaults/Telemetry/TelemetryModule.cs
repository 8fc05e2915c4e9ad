using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Platform.ServiceDefaults.Settings;

namespace Platform.ServiceDefaults.Telemetry;

/// <summary>Traces, metrics and logs over OTLP where an endpoint is set; metrics as Prometheus text always.</summary>
internal static class TelemetryModule
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string Protocol = "OTEL_EXPORTER_OTLP_PROTOCOL";

    // Series kept per instrument. Labels here are routes, states and the like: a thousand is an error, not a need.
    private const int SeriesLimit = 400;

    // Of the framework's meters those that dashboards show: each instrument costs memory.
    private static readonly string[] Meters =
    [
        "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http", "System.Runtime",
        "Npgsql", "Platform.*",
    ];

    private static readonly string[] Sources = ["Microsoft.AspNetCore", "System.Net.Http", "Platform.*"];

    internal static bool ExportsTelemetry(this WebApplicationBuilder builder) =>
        !string.IsNullOrWhiteSpace(builder.Configuration[Endpoint]);

    internal static void AddTelemetry(this WebApplicationBuilder builder, ServiceIdentity service)
    {
        // Off by default, the framework's request span would carry neither method nor path.
        AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", false);
        builder.Services.AddSettings<MetricsOptions>((options, settings) =>
            options.Enabled = settings.Flag("ENABLE_METRICS", true) && settings.Flag("METRICS_ENABLED", true));
        builder.Services.AddSingleton<PrometheusExporter>();
        builder.Services.AddSingleton<RequestMeter>();

        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => Describe(resource, builder.Configuration, service))
            .WithMetrics(metrics => metrics
                .AddMeter([.. Meters, service.Application, service.Application + ".*"])
                .AddView(Limited)
                .AddReader(services => Reader(services.GetRequiredService<PrometheusExporter>())));
        if (!builder.ExportsTelemetry())
        {
            return;
        }

        // The exporter's own default is gRPC, for which the local host has no server.
        if (string.IsNullOrWhiteSpace(builder.Configuration[Protocol]))
        {
            builder.Settle(Protocol, "http/protobuf");
        }

        telemetry
            .WithTracing(tracing => tracing
                .AddSource([.. Sources, service.Application, service.Application + ".*"])
                .AddProcessor(new SecretSpanProcessor()))
            .WithLogging(null, logging =>
            {
                logging.IncludeFormattedMessage = true;
                logging.IncludeScopes = true;
            })
            .UseOtlpExporter();
    }

    internal static void UseTelemetry(this WebApplication app) => app.UseMiddleware<RequestTelemetry>();

    internal static void MapMetrics(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<IOptions<MetricsOptions>>().Value;
        app.MapMethods(options.Path, ["GET", "HEAD"], MetricsEndpoint.AnswerAsync)
            .AllowAnonymous()
            .WithMetadata(OperationsEndpoint.Instance)
            .WithMetadata(new ExcludeFromDescriptionAttribute());
    }

    // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES win: the host that set them knows replicas by other names.
    private static void Describe(ResourceBuilder resource, ConfigurationManager configuration, ServiceIdentity service)
    {
        var attributes = configuration["OTEL_RESOURCE_ATTRIBUTES"] ?? "";
        if (string.IsNullOrWhiteSpace(configuration["OTEL_SERVICE_NAME"])
            && !attributes.Contains("service.name=", StringComparison.Ordinal))
        {
            resource.AddAttributes([new("service.name", service.Name)]);
        }

        if (!attributes.Contains("service.instance.id=", StringComparison.Ordinal))
        {
            resource.AddAttributes([new("service.instance.id", service.InstanceId)]);
        }

        resource.AddAttributes(
        [
            new("service.version", service.Version),
            new("deployment.environment.name", service.Environment),
        ]);
    }

    private static BaseExportingMetricReader Reader(PrometheusExporter exporter)
    {
        var reader = new BaseExportingMetricReader(exporter);
        exporter.ReadBy(reader);
        return reader;
    }

    private static MetricStreamConfiguration Limited(System.Diagnostics.Metrics.Instrument instrument) =>
        new() { CardinalityLimit = SeriesLimit };
}
