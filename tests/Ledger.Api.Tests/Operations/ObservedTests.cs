using Ledger.Api.Ledgers;
using Ledger.Api.Tests.Fakes;
using Microsoft.AspNetCore.Hosting;
using ServiceDefaults.Tests.Fakes;

namespace Ledger.Api.Tests.Operations;

/// <summary>What operators see of health; and what a wrong or missing master key does.</summary>
public sealed class ObservedTests(PostgresServer postgres)
{
    [Fact]
    public async Task Health_Asked_ListsTheChecksOfTheContract()
    {
        await using var host = new LedgerHost(await postgres.CreateDatabaseAsync());
        await Eventually.AnswerAsync(host.As(""), "/ready");
        var health = await host.As("").GetJsonAsync("/health");
        var names = health.Body!["checks"]!.AsArray().Select(check => (string)check!["name"]!).ToHashSet();
        Assert.Superset(new HashSet<string>(["database", "log head", "signer key", "prover queue", "disk", "last backup"]), names);
        Assert.NotNull(health.Body["uptimeSeconds"]);
        Assert.All(health.Body["checks"]!.AsArray(), check => Assert.NotNull(check!["durationMs"]));
    }

    [Fact]
    public async Task MasterKey_Given_OpensWhatWasSealedBeforeAndAnotherOneDoesNot()
    {
        const string First = "a-master-key-that-is-long-enough-for-it";
        var database = await postgres.CreateDatabaseAsync();
        await using (var unkeyed = new LedgerHost(database))
        {
            await unkeyed.As().PostJsonAsync("/api/ledgers", new { project = "before" }).OkAsync();
        }

        await using (var keyed = new LedgerHost(database, (MasterKey.Setting, First)))
        {
            await keyed.As().PostJsonAsync("/api/ledgers", new { project = "after" }).OkAsync();
            await HealthyAsync(keyed, true);
        }

        // The secret of tokens is changed: what the key seals stays, what the old secret sealed is lost, and health says so.
        await using (var rotated = new LedgerHost(database, (MasterKey.Setting, First), ("JWT_SECRET", "another-secret-of-the-tests-long-enough")))
        {
            Assert.Contains("before", await HealthyAsync(rotated, false), StringComparison.Ordinal);
        }

        await using var other = new LedgerHost(database, (MasterKey.Setting, "another-master-key-that-is-long-enough"));
        Assert.Contains("after", await HealthyAsync(other, false), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("too-short")]
    public void Production_WithoutAMasterKey_DoesNotStartAndNamesTheSetting(string? key)
    {
        using var host = new LedgerHost("Host=127.0.0.1;Port=1;Username=nobody;Password=none;Database=none", key is null ? [] : [(MasterKey.Setting, key)])
            .WithWebHostBuilder(builder => builder.UseEnvironment("Production"));
        var failure = Assert.Throws<Platform.ServiceDefaults.Settings.StartupException>(host.CreateClient);
        Assert.Contains(failure.Problems, problem => problem.Contains(MasterKey.Setting, StringComparison.Ordinal));
    }

    private static async Task<string> HealthyAsync(LedgerHost host, bool wanted)
    {
        var detail = "";
        await Eventually.UntilAsync(async _ =>
        {
            var check = (await host.As("").GetJsonAsync("/health")).Body!["checks"]!.AsArray().Single(one => (string?)one!["name"] == "signer key")!;
            detail = (string?)check["detail"] ?? "";
            return (string?)check["status"] == (wanted ? "healthy" : "unhealthy");
        });
        return detail;
    }
}
