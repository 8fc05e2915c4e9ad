using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Platform.ServiceDefaults.Settings;

namespace Platform.Tests.Shared;

/// <summary>What the edge of every service holds; a service's class adds what its own contract says.</summary>
/// <param name="factory">The service's host.</param>
/// <param name="secret">The setting without which it does not start in production.</param>
/// <param name="settings">Settings of every service under test, its key <see cref="Key"/> among them.</param>
public abstract class SharedDefaultsTests<TProgram>(
    WebApplicationFactory<TProgram> factory, string secret, params (string Name, string Value)[] settings)
    : IClassFixture<WebApplicationFactory<TProgram>>
    where TProgram : class
{
    /// <summary>A key that the service under test knows.</summary>
    protected const string Key = "k-alpha";

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Routes_WithoutAKey_AreClosedUnlessMarkedPublic() => await ClosedRoutes.AssertAsync(Service().CreateClient());

    [Theory]
    [InlineData("/docs")]
    [InlineData("/openapi.json")]
    [InlineData("/health/live")]
    [InlineData("/metrics")]
    public async Task Operations_WithoutAKey_AnswerOk(string path)
    {
        using var response = await Service().CreateClient().GetAsync(path, Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public void Production_WithoutASecret_DoesNotStartAndNamesTheSetting()
    {
        var failure = Assert.Throws<StartupException>(() => factory
            .WithWebHostBuilder(host => host.UseEnvironment("Production")).CreateClient());
        Assert.Contains(failure.Problems, problem => problem.Contains(secret, StringComparison.Ordinal));
    }

    /// <summary>The service with its settings of every test, and more.</summary>
    protected WebApplicationFactory<TProgram> Service(params (string Name, string Value)[] more) => factory.WithWebHostBuilder(host =>
    {
        foreach (var (name, value) in settings.Concat(more))
        {
            host.UseSetting(name, value);
        }
    });

    /// <summary>The answer and its body, which must be JSON.</summary>
    protected static async Task<(HttpResponseMessage Response, JsonElement Body)> SendAsync(HttpClient client, HttpRequestMessage request)
    {
        var response = await client.SendAsync(request, Token);
        return (response, await response.Content.ReadFromJsonAsync<JsonElement>(Token));
    }
}
