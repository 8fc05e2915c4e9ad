using ServiceDefaults.Tests.Fakes;

namespace ServiceDefaults.Tests.Security;

public sealed class SecurityHeadersTests
{
    [Theory]
    [InlineData("/health/live")]
    [InlineData("/no/such/route")]
    public async Task Response_GoodOrError_CarriesTheHeaders(string path)
    {
        await using var service = await SampleService.StartAsync(
            edge: (options, _) => options.Security.Headers["X-Frame-Options"] = "SAMEORIGIN");
        using var response = await service.Client().GetAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal("SAMEORIGIN", Assert.Single(response.Headers.GetValues("X-Frame-Options")));
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.False(response.Headers.Contains("Server"));
    }

    [Theory]
    [InlineData("http", false, false)]
    [InlineData("http", true, true)]
    [InlineData("https", false, true)]
    public async Task StrictTransportSecurity_ByScheme_IsSentOverHttpsOrWhenAskedFor(string scheme, bool always, bool sent)
    {
        await using var service = await SampleService.StartAsync(
            edge: (options, _) => options.Security.StrictTransportSecurityAlways = always);
        using var client = service.Client();
        using var response = await client.GetAsync(
            new Uri($"{scheme}://localhost/health/live"), TestContext.Current.CancellationToken);
        Assert.Equal(sent, response.Headers.Contains("Strict-Transport-Security"));
    }

    [Fact]
    public async Task Headers_Emptied_AreNotSent()
    {
        await using var service = await SampleService.StartAsync(edge: (options, _) => options.Security.Headers.Clear());
        using var response = await service.Client().GetAsync("/health/live", TestContext.Current.CancellationToken);
        Assert.False(response.Headers.Contains("X-Frame-Options"));
    }
}
