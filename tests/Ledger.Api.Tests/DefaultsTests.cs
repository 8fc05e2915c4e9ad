using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Platform.ServiceDefaults;
using Platform.ServiceDefaults.Settings;
using Platform.Tests.Shared;

namespace Ledger.Api.Tests;

public sealed class DefaultsTests(WebApplicationFactory<Program> factory) : IClassFixture<WebApplicationFactory<Program>>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

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

    [Theory]
    [InlineData("viewer", "Read", true)]
    [InlineData("viewer", "Write", false)]
    [InlineData("auditor", "Audit", true)]
    [InlineData("auditor", "Write", false)]
    [InlineData("root", "Audit", true)]
    public void Roles_OfTheContract_HaveTheirPermissions(string role, string permission, bool granted)
    {
        var options = Service().Services.GetRequiredService<IOptions<EdgeOptions>>().Value;
        var name = role switch { "viewer" => "Viewer", "auditor" => "Auditor", _ => options.Auth.DefaultKeyRole };
        Assert.Equal(granted, options.Auth.Roles[name].Contains(permission));
    }

    [Fact]
    public async Task Answers_OfAKnownCaller_TellTheLimitInItsOwnHeaders()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/nowhere") { Headers = { { "X-API-Key", "k-alpha" } } };
        var (response, body) = await SendAsync(Service().CreateClient(), request);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("100", response.Headers.GetValues("RateLimit-Limit").Single());
        Assert.Equal("99", response.Headers.GetValues("RateLimit-Remaining").Single());
        Assert.True(body.TryGetProperty("requestId", out _));
    }

    [Fact]
    public void Production_WithoutASecret_DoesNotStartAndNamesTheSetting()
    {
        var failure = Assert.Throws<StartupException>(() => factory
            .WithWebHostBuilder(host => host.UseEnvironment("Production")).CreateClient());
        Assert.Contains(failure.Problems, problem => problem.Contains("JWT_SECRET", StringComparison.Ordinal));
    }

    private WebApplicationFactory<Program> Service(params (string Name, string Value)[] settings) => factory.WithWebHostBuilder(host =>
    {
        host.UseSetting("LEDGER_API_KEYS", "alpha=k-alpha");

        // Refused at once: what is tested here stands before any data.
        host.UseSetting("ConnectionStrings:ledgerdb", "Host=127.0.0.1;Port=1;Username=nobody;Password=none;Database=none");
        foreach (var (name, value) in settings)
        {
            host.UseSetting(name, value);
        }
    });

    private static async Task<(HttpResponseMessage Response, JsonElement Body)> SendAsync(HttpClient client, HttpRequestMessage request)
    {
        var response = await client.SendAsync(request, Token);
        return (response, await response.Content.ReadFromJsonAsync<JsonElement>(Token));
    }
}
