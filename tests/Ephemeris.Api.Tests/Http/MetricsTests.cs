using System.Net;
using Platform.Tests.Shared;

namespace Ephemeris.Api.Tests.Http;

/// <summary>What is counted. A host for each test: a scrape is kept for a moment, and a count outlives its test.</summary>
[Collection(AloneCollection.Name)]
public sealed class MetricsTests(Service service) : IClassFixture<Service>
{
    [Fact]
    public async Task Metrics_AfterWorkOfEveryKind_NameEachSeriesOfTheContract()
    {
        await using var host = service.WithWebHostBuilder(builder => builder.UseSetting("LOG_LEVEL", "warn"));
        using var client = host.CreateClient();
        foreach (var (path, body) in new[]
        {
            ("/v1/positions", """{"when":{"utc":"2024-06-21T18:00:00Z"},"system":"tropical","bodies":["Sun"]}"""),
            ("/v1/positions", """{"when":{"utc":"2024-06-21T18:00:00Z"},"system":"tropical","bodies":["Sun"]}"""),
            ("/v1/time/resolve", """{"local_datetime":"2024-06-21T18:00","latitude":1,"longitude":2}"""),
            ("/calculate", """{"birth_time":"x","latitude":1,"longitude":2}"""),
        })
        {
            using var content = new StringContent(body, null, "application/json");
            using var response = await client.PostAsync(path, content, TestContext.Current.CancellationToken);
        }

        var text = await client.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        foreach (var series in new[]
        {
            "involution_requests_total{", "involution_request_duration_seconds_bucket{", "involution_positions_calculated_total{",
            "involution_positions_duration_seconds_", "involution_positions_body_count_", "involution_errors_total{",
            "involution_cache_operations_total{operation=\"miss\"}", "involution_cache_operations_total{operation=\"hit\"}", "involution_cache_size_entries", "involution_cache_hit_rate",
            "involution_kernel_loads_total{", "involution_kernel_verifications_total{", "involution_time_resolutions_total{",
        })
        {
            Assert.Contains("\n" + series, text, StringComparison.Ordinal);
        }

        foreach (var label in new[]
        {
            "method=", "endpoint=", "status_code=", "system=", "ephemeris=", "cache_hit=", "error_code=", "error_category=", "operation=",
            "bundle=", "status=", "valid=",
        })
        {
            Assert.Contains(label, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Metrics_InstantNoKernelCovers_RaisesTheAlert()
    {
        await using var host = service.WithWebHostBuilder(builder => builder.UseSetting("LOG_LEVEL", "warn"));
        Assert.Contains("\"spkinsuffdata\":false", await Json(host), StringComparison.Ordinal);
        using var client = host.CreateClient();
        using var content = new StringContent("""{"birth_time":"+17000-01-01T00:00:00Z","latitude":1,"longitude":2}""", null, "application/json");
        using var response = await client.PostAsync("/calculate?kernel=de440", content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Contains("\"spkinsuffdata\":true", await Json(host), StringComparison.Ordinal);

        static async Task<string> Json(Microsoft.AspNetCore.Mvc.Testing.WebApplicationFactory<Program> host)
        {
            using var client = host.CreateClient();
            client.DefaultRequestHeaders.Accept.ParseAdd("application/json");
            return await client.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task Metrics_BothForms_CountCalculations()
    {
        await using var host = service.WithWebHostBuilder(builder => builder.UseSetting("LOG_LEVEL", "warn"));
        using var client = host.CreateClient();
        using var content = new StringContent("""{"birth_time":"2024-06-21T18:00:00Z","latitude":1,"longitude":2}""", null, "application/json");
        using var answer = await client.PostAsync("/calculate", content, TestContext.Current.CancellationToken);
        var text = await client.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        Assert.Contains("involution_requests_total", text, StringComparison.Ordinal);
        Assert.Contains("involution_positions_calculated_total", text, StringComparison.Ordinal);
        Assert.Contains("involution_kernel_loads_total", text, StringComparison.Ordinal);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        request.Headers.Accept.ParseAdd("application/json");
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var json = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("\"high_error_rate\":false", json, StringComparison.Ordinal);
        Assert.DoesNotContain("\"count\":0", json, StringComparison.Ordinal);
    }
}
