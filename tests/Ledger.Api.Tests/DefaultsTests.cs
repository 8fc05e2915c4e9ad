using System.Net;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Platform.ServiceDefaults;
using Platform.ServiceDefaults.Errors;
using Platform.Tests.Shared;

namespace Ledger.Api.Tests;

public sealed class DefaultsTests(WebApplicationFactory<Program> factory)
    : SharedDefaultsTests<Program>(
        factory,
        "JWT_SECRET",
        ("LEDGER_API_KEYS", $"alpha={Key}"),
        // Refused at once: what is tested here stands before any data.
        ("ConnectionStrings:ledgerdb", "Host=127.0.0.1;Port=1;Username=nobody;Password=none;Database=none"))
{
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

    [Theory]
    [InlineData(SharedCodes.Busy)]
    [InlineData(SharedCodes.Draining)]
    [InlineData(SharedCodes.Unavailable)]
    [InlineData(SharedCodes.AuditUnavailable)]
    public void Codes_OfWhatIsNotThereNow_AreTheContracts(string shared) =>
        Assert.Contains(Service().Services.GetRequiredService<IOptions<EdgeOptions>>().Value.Problems.Codes[shared], (string[])["prover_busy", "not_ready", "read_only"]);

    [Fact]
    public async Task Answers_OfAKnownCaller_TellTheLimitInItsOwnHeaders()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/nowhere") { Headers = { { "X-API-Key", Key } } };
        var (response, body) = await SendAsync(Service().CreateClient(), request);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("100", response.Headers.GetValues("RateLimit-Limit").Single());
        Assert.Equal("99", response.Headers.GetValues("RateLimit-Remaining").Single());
        Assert.True(body.TryGetProperty("requestId", out _));
    }
}
