using Microsoft.AspNetCore.Mvc.Testing;

namespace Synthesizer.Mcp.Tests;

public sealed class CorrelationTests(WebApplicationFactory<Program> factory) : IClassFixture<WebApplicationFactory<Program>>
{
    [Theory]
    [InlineData("abc_DEF-12", "^abc_DEF-12$")]
    [InlineData("short", "^[0-9a-f-]{32,36}$")]
    [InlineData("not;allowed", "^[0-9a-f-]{32,36}$")]
    public async Task Request_CallersId_IsTakenOnlyInTheContractsForm(string id, string expected)
    {
        using var client = factory.CreateClient();
        client.DefaultRequestHeaders.TryAddWithoutValidation("X-Correlation-ID", id);
        using var response = await client.GetAsync("/health/live", TestContext.Current.CancellationToken);
        Assert.Matches(expected, response.Headers.GetValues("X-Correlation-ID").Single());
    }
}
