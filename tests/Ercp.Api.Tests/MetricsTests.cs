using Microsoft.AspNetCore.Mvc.Testing;
using Platform.Tests.Shared;

namespace Ercp.Api.Tests;

[Collection(AloneCollection.Name)]
public sealed class MetricsTests(WebApplicationFactory<Program> factory) : IClassFixture<WebApplicationFactory<Program>>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Metrics_AfterARequest_CountItUnderTheContractsName()
    {
        using var client = factory.CreateClient();
        using var response = await client.GetAsync("/nowhere", Cancellation);
        var metrics = await client.GetStringAsync("/metrics", Cancellation);
        Assert.Contains("ercp_http_requests_total{endpoint=\"unmatched\",method=\"GET\",status_code=", metrics, StringComparison.Ordinal);
        Assert.Contains("ercp_http_request_duration_seconds_bucket{endpoint=\"unmatched\",method=\"GET\",le=\"60\"}", metrics, StringComparison.Ordinal);
    }
}
