using Microsoft.AspNetCore.Mvc.Testing;

namespace Alcs.Api.Tests;

public sealed class HealthTests(WebApplicationFactory<Program> factory) : IClassFixture<WebApplicationFactory<Program>>
{
    [Fact]
    public async Task Live_Always_AnswersOk()
    {
        using var client = factory.CreateClient();
        using var response = await client.GetAsync("/health/live", TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode);
    }
}
