using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Platform.ServiceDefaults.Telemetry;
using ServiceDefaults.Tests.Fakes;

namespace ServiceDefaults.Tests.Telemetry;

public sealed class MetricsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Scrape_Counter_KeepsAPrometheusNameToTheLetter()
    {
        await using var service = await SampleService.StartAsync();
        var meter = Meter(service);
        meter.CreateCounter<long>("ercp_runs_total", "{run}", "Runs \\ ended\nby status").Add(3, new("status", "conv\"erged\\\n"), new("http.route", "/a"));
        meter.CreateUpDownCounter<int>("ercp_active_runs").Add(2);
        meter.CreateCounter<long>("requests").Add(1);
        var lines = await ScrapeAsync(service);
        Assert.Contains("# HELP ercp_runs_total Runs \\\\ ended\\nby status", lines);
        Assert.Contains("# TYPE ercp_runs_total counter", lines);
        Assert.Contains("ercp_runs_total{http_route=\"/a\",status=\"conv\\\"erged\\\\\\n\"} 3", lines);
        Assert.Contains("# TYPE ercp_active_runs gauge", lines);
        Assert.Contains("ercp_active_runs 2", lines);
        Assert.Contains("requests_total 1", lines);
    }

    [Fact]
    public async Task Scrape_Histogram_HasCumulativeBucketsSumAndCount()
    {
        await using var service = await SampleService.StartAsync();
        var histogram = Meter(service).CreateHistogram("ercp_iteration_count", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [1, 2.5, 5] });
        foreach (var value in (double[])[0.5, 2, 2.5, 100])
        {
            histogram.Record(value);
        }

        var lines = await ScrapeAsync(service);
        Assert.Contains("# TYPE ercp_iteration_count histogram", lines);
        Assert.Contains("ercp_iteration_count_bucket{le=\"1\"} 1", lines);
        Assert.Contains("ercp_iteration_count_bucket{le=\"2.5\"} 3", lines);
        Assert.Contains("ercp_iteration_count_bucket{le=\"5\"} 3", lines);
        Assert.Contains("ercp_iteration_count_bucket{le=\"+Inf\"} 4", lines);
        Assert.Contains("ercp_iteration_count_sum 105", lines);
        Assert.Contains("ercp_iteration_count_count 4", lines);
    }

    [Theory]
    [InlineData("http.server.request.duration", "s", false, "http_server_request_duration_seconds")]
    [InlineData("http.server.active_requests", "{request}", false, "http_server_active_requests")]
    [InlineData("dotnet.gc.heap.total_allocated", "By", true, "dotnet_gc_heap_total_allocated_bytes_total")]
    [InlineData("dotnet.process.cpu.time", "s", true, "dotnet_process_cpu_time_seconds_total")]
    [InlineData("db.client.connection.npgsql.bytes_written", "By", true, "db_client_connection_npgsql_bytes_written_bytes_total")]
    [InlineData("disk.speed", "By/s", false, "disk_speed_bytes_per_second")]
    [InlineData("memory_usage_percent", "%", false, "memory_usage_percent")]
    [InlineData("alcs_sessions_stagnant_total", "", false, "alcs_sessions_stagnant_total")]
    [InlineData("ercp_duration_seconds", "s", false, "ercp_duration_seconds")]
    [InlineData("9 lives", "", true, "_9_lives_total")]
    public void Name_OfInstrument_FollowsTheConvention(string name, string unit, bool counter, string expected) =>
        Assert.Equal(expected, PrometheusNames.Metric(name, unit, counter, gauge: !counter));

    [Fact]
    public async Task Scrape_Text_ParsesLineByLineWithoutDuplicates()
    {
        await using var service = await SampleService.StartAsync(routes: app => app.MapGet("/things/{id}", (int id) => id).AllowAnonymous());
        await service.Client().GetAsync("/things/1", Cancellation);
        var series = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in await ScrapeAsync(service))
        {
            if (line.StartsWith("# ", StringComparison.Ordinal))
            {
                Assert.Matches("^# (HELP [a-zA-Z_:][a-zA-Z0-9_:]* .*|TYPE [a-zA-Z_:][a-zA-Z0-9_:]* (counter|gauge|histogram))$", line);
                continue;
            }

            Assert.Matches("^[a-zA-Z_:][a-zA-Z0-9_:]*(\\{([a-zA-Z_][a-zA-Z0-9_]*=\"([^\"\\\\]|\\\\.)*\",?)*\\})? [^ ]+$", line);
            var space = line.LastIndexOf(' ');
            Assert.True(series.Add(line[..space]), "twice: " + line);
            var value = line[(space + 1)..];
            Assert.True(value is "+Inf" or "-Inf" or "NaN" || double.TryParse(value, CultureInfo.InvariantCulture, out _), line);
        }

        Assert.Contains(series, name => name.StartsWith("http_server_request_duration_seconds_count{", StringComparison.Ordinal)
            && name.Contains("http_route=\"/things/{id}\"", StringComparison.Ordinal));
        Assert.Contains(series, name => name.StartsWith("target_info{", StringComparison.Ordinal)
            && name.Contains("service_name=\"sample\"", StringComparison.Ordinal));
        Assert.Contains("dotnet_process_cpu_count", series);
    }

    [Fact]
    public async Task Scrape_SixteenAtOnce_EachGetsAWholeAnswer()
    {
        await using var service = await SampleService.StartAsync();
        Meter(service).CreateCounter<long>("marks_total").Add(7);
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => service.Client().GetStringAsync("/metrics", Cancellation)));
        Assert.All(answers, answer => Assert.Contains("\nmarks_total 7\n", answer, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Scrape_ContentType_IsTextVersion004()
    {
        await using var service = await SampleService.StartAsync();
        using var response = await service.Client().GetAsync("/metrics", Cancellation);
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", response.Content.Headers.ContentType?.ToString());
    }

    [Theory]
    [InlineData("ENABLE_METRICS")]
    [InlineData("METRICS_ENABLED")]
    public async Task Scrape_SwitchedOff_AnswersPlain404(string setting)
    {
        await using var service = await SampleService.StartAsync(settings: new() { [setting] = "false" });
        using var response = await service.Client().GetAsync("/metrics", Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("text/plain", response.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("application/json", "json")]
    [InlineData("application/json;q=0.5, text/plain", "text")]
    [InlineData("application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1", "text")]
    [InlineData("*/*", "text")]
    [InlineData(null, "text")]
    public async Task Scrape_ServiceAddsJson_IsChosenByAccept(string? accept, string expected)
    {
        await using var service = await SampleService.StartAsync(services: services => services.Configure<MetricsOptions>(
            metrics => metrics.Representations["application/json"] = context => context.Response.WriteAsync("json", Cancellation)));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        request.Headers.TryAddWithoutValidation("Accept", accept);
        using var response = await service.Client().SendAsync(request, Cancellation);
        var body = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.Equal(expected, body == "json" ? "json" : "text");
    }

    [Fact]
    public async Task Request_ServiceNamesItsMetrics_CountsByTemplateNotByPath()
    {
        await using var service = await SampleService.StartAsync(
            routes: app => app.MapGet("/things/{id}", (int id) => id).AllowAnonymous(),
            services: services => services.Configure<RequestMeterOptions>(options =>
            {
                options.Counter = "sample_http_requests_total";
                options.Histogram = "sample_http_request_duration_seconds";
                options.RouteLabel = "endpoint";
                options.StatusLabel = "status_code";
            }));
        foreach (var path in (string[])["/things/1", "/things/2", "/nowhere", "/health", "/metrics"])
        {
            using var response = await service.Client().GetAsync(path, Cancellation);
        }

        var lines = await ScrapeAsync(service);
        Assert.Contains("sample_http_requests_total{endpoint=\"/things/{id}\",method=\"GET\",status_code=\"200\"} 2", lines);
        Assert.Contains("sample_http_request_duration_seconds_count{endpoint=\"/things/{id}\",method=\"GET\"} 2", lines);
        Assert.Single(lines, line => line.Contains("sample_http_requests_total{endpoint=\"unmatched\",method=\"GET\"", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.StartsWith("sample_http_requests_total", StringComparison.Ordinal)
            && line.Contains("/health", StringComparison.Ordinal));
    }

    private static Meter Meter(SampleService service) =>
        service.Services.GetRequiredService<IMeterFactory>().Create("Platform.Test");

    private static async Task<string[]> ScrapeAsync(SampleService service)
    {
        var text = await service.Client().GetStringAsync("/metrics", Cancellation);
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        return text.TrimEnd('\n').Split('\n');
    }
}
