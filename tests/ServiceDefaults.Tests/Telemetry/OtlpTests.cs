using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Trace;
using Platform.ServiceDefaults.Redaction;
using Platform.Tests.Shared;
using ServiceDefaults.Tests.Fakes;

namespace ServiceDefaults.Tests.Telemetry;

public sealed partial class OtlpTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Export_EndpointSet_SendsTracesMetricsAndLogsAsProtobuf()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using (var service = await StartAsync(receiver))
        {
            service.Services.GetRequiredService<IMeterFactory>().Create("Platform.Test").CreateCounter<long>("marks_total").Add(1);
            using var response = await service.Client().GetAsync("/things/7", Cancellation);
            using var probe = await service.Client().GetAsync("/health", Cancellation);
            await ArrivedAsync(receiver, "/v1/traces", "GET /things/{id}");
            await ArrivedAsync(receiver, "/v1/metrics", "marks_total");
            await ArrivedAsync(receiver, "/v1/logs", "looked at 7");
        }

        Assert.All(receiver.Received, sent => Assert.Equal("application/x-protobuf", sent.ContentType));
        var traces = receiver.All("/v1/traces");
        Assert.Contains("GET /things/{id}", traces, StringComparison.Ordinal);
        Assert.Contains("http.route", traces, StringComparison.Ordinal);
        Assert.Contains("http.response.status_code", traces, StringComparison.Ordinal);
        Assert.Contains("sample", traces, StringComparison.Ordinal);
        Assert.DoesNotContain("/health", traces, StringComparison.Ordinal);
        Assert.Contains("marks_total", receiver.All("/v1/metrics"), StringComparison.Ordinal);
        var logs = receiver.All("/v1/logs");
        Assert.Contains("looked at 7", logs, StringComparison.Ordinal);
        Assert.Contains("CorrelationId", logs, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_PlantedSecret_LeavesInNoSignal()
    {
        var planted = "planted-" + Guid.NewGuid();
        _ = new Secret(planted);
        await using var receiver = await OtlpReceiver.StartAsync();
        await using (var service = await StartAsync(receiver))
        {
            service.Services.GetRequiredService<IMeterFactory>().Create("Platform.Test").CreateCounter<long>("marks_total").Add(1, new KeyValuePair<string, object?>("who", planted));
            using var response = await service.Client().GetAsync($"/things/{planted}?x={planted}&token={planted}", Cancellation);
            using var failed = await service.Client().GetAsync("/fails?why=" + planted, Cancellation);
            Assert.DoesNotContain(planted, await service.Client().GetStringAsync("/metrics", Cancellation), StringComparison.Ordinal);
            await ArrivedAsync(receiver, "/v1/logs", "failed unexpectedly");
            await ArrivedAsync(receiver, "/v1/traces", "GET /fails");
        }

        Assert.Contains("looked at ****", receiver.All("/v1/logs"), StringComparison.Ordinal);
        Assert.NotEmpty(receiver.All("/v1/traces"));
        // Metrics leave by OTLP as recorded: a label is a route or a state, never a value from outside.
        Assert.All(receiver.Received.Where(sent => sent.Path != "/v1/metrics"), sent => Assert.DoesNotContain(planted, sent.Body, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Export_NoEndpoint_BuildsNoTracer()
    {
        await using var service = await SampleService.StartAsync();
        Assert.Null(service.Services.GetService<TracerProvider>());
    }

    private static Task ArrivedAsync(OtlpReceiver receiver, string path, string text) => Eventually.HoldsAsync(
        () => Task.FromResult(receiver.All(path).Contains(text, StringComparison.Ordinal)), $"'{text}' arrives at {path}");

    private static Task<SampleService> StartAsync(OtlpReceiver receiver) => SampleService.StartAsync(
        settings: new()
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Address,
            ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
            ["OTEL_BLRP_SCHEDULE_DELAY"] = "100",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "200",
        },
        routes: app =>
        {
            app.MapGet("/things/{id}", (string id, ILogger<OtlpTests> log) => LookedAt(log, id)).AllowAnonymous();
            app.MapGet("/fails", string (string why) => throw new InvalidOperationException(why)).AllowAnonymous();
        });

    [LoggerMessage(Level = LogLevel.Information, Message = "looked at {Id}")]
    private static partial void LookedAt(ILogger log, string id);
}
