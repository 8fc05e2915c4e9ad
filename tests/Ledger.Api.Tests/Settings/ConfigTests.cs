using System.Text.Json.Nodes;
using Ledger.Api.Tests.Fakes;

namespace Ledger.Api.Tests.Settings;

/// <summary>/api/admin/config: what is shown, what is refused, what lasts.</summary>
public sealed class ConfigTests(LedgerWorld world) : IClassFixture<LedgerWorld>
{
    private HttpClient Client => world.Host.As();

    [Fact]
    public async Task Config_Asked_ShowsEffectiveSettingsAndNoSecret()
    {
        var template = await Client.GetJsonAsync("/api/admin/config/template").OkAsync();
        Assert.Equal((1000, 100, 24), ((int)template["security"]!["rate_limit_requests_per_minute"]!, (int)template["security"]!["rate_limit_burst_size"]!, (int)template["security"]!["jwt_expiration_hours"]!));
        Assert.Equal((10, 100, 10_000), ((int)template["limits"]!["max_concurrent_proofs"]!, (int)template["limits"]!["max_concurrent_verifications"]!, (int)template["limits"]!["api_calls_per_minute"]!));
        var config = await Client.GetJsonAsync("/api/admin/config").OkAsync();
        Assert.Equal(100_000, (int)config["security"]!["rate_limit_requests_per_minute"]!);
        Assert.Equal("***", (string?)config["environment"]!["JWT_SECRET"]);
        Assert.Null(config["environment"]!["S3_SECRET_KEY"]);
        Assert.DoesNotContain(LedgerHost.JwtSecret, config.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("key-of-", config.ToJsonString(), StringComparison.Ordinal);

        // What is shown can be sent back: masks change nothing.
        Assert.True((bool)(await Client.PostJsonAsync("/api/admin/config/validate", config).OkAsync())["valid"]!);
    }

    [Fact]
    public async Task Validate_OfABadConfiguration_NamesEachFault()
    {
        var proposed = new JsonObject
        {
            ["security"] = new JsonObject { ["rate_limit_burst_size"] = 0, ["jwt_expiration_hours"] = "soon", ["enable_auth"] = "perhaps", ["colour"] = 1, ["allowed_file_types"] = new JsonArray("csv", "exe") },
            ["backup"] = new JsonObject { ["schedule"] = "at noon", ["verification"] = false, ["retention_days"] = 1.5 },
            ["nothing"] = new JsonObject(),
            ["environment"] = new JsonObject { ["JWT_SECRET"] = "a secret that must not be stored" },
            ["cluster"] = new JsonObject { ["consensus_algorithm"] = "raft" },
        };
        var verdict = await Client.PostJsonAsync("/api/admin/config/validate", proposed).OkAsync();
        Assert.False((bool)verdict["valid"]!);
        Assert.Equal(
            ["backup.retention_days", "backup.schedule", "backup.verification", "environment.JWT_SECRET", "nothing", "security.allowed_file_types", "security.colour",
                "security.enable_auth", "security.jwt_expiration_hours", "security.rate_limit_burst_size"],
            verdict["errors"]!.AsArray().Select(fault => (string)fault!["field"]!).Order(StringComparer.Ordinal));
        Assert.All(verdict["errors"]!.AsArray(), fault => Assert.NotEmpty((string)fault!["wanted"]!));
        Assert.Contains("consensus_algorithm", (string?)verdict["warnings"]!.AsArray().Single());
        Assert.DoesNotContain("must not be stored", verdict.ToJsonString(), StringComparison.Ordinal);

        var (status, problem) = await Client.SendAsync(HttpMethod.Put, "/api/admin/config", proposed);
        Assert.Equal((400, "bad_request", 10), (status, (string?)problem!["code"], problem["errors"]!.AsArray().Count));
        Assert.Equal(30, (int)(await world.With().As().GetJsonAsync("/api/admin/config").OkAsync())["backup"]!["retention_days"]!);
    }

    [Fact]
    public async Task Put_OfSettings_CountsFromTheNextStartUnlessTheEnvironmentSaysOtherwise()
    {
        var stored = await Client.SendAsync(HttpMethod.Put, "/api/admin/config", new { limits = new { max_rows = 3 }, security = new { rate_limit_requests_per_minute = 5 } }).OkAsync();
        Assert.Equal(["limits.max_rows", "security.rate_limit_requests_per_minute"], stored["stored"]!.AsArray().Select(name => (string?)name));
        Assert.Equal("limits.max_rows", (string?)stored["restartRequired"]!.AsArray().Single());
        Assert.Equal("security.rate_limit_requests_per_minute", (string?)stored["overridden"]!.AsArray().Single());

        var next = world.With();
        Assert.Equal((413, "too_many_rows"), await next.As().NotarizeAsync("p", "rows", "a\n1\n2\n3\n4\n").CodeAsync());
        Assert.Equal(100_000, (int)(await next.As().GetJsonAsync("/api/admin/config").OkAsync())["security"]!["rate_limit_requests_per_minute"]!);
        await Client.SendAsync(HttpMethod.Put, "/api/admin/config", new JsonObject { ["limits"] = new JsonObject { ["max_rows"] = null } }).OkAsync();
        Assert.Equal(10_000_000, (int)(await world.With().As().GetJsonAsync("/api/admin/config").OkAsync())["limits"]!["max_rows"]!);
    }
}
