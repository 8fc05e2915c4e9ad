using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;
using Ledger.Api.Ledgers;
using Ledger.Api.Tests.Fakes;
using Microsoft.AspNetCore.Hosting;
using ServiceDefaults.Tests.Fakes;

namespace Ledger.Api.Tests.Operations;

/// <summary>What operators see: health, metrics, spans; and what a wrong or missing master key does.</summary>
public sealed partial class ObservedTests(PostgresServer postgres)
{
    // §14, with their labels.
    private static readonly string[] Metrics =
    [
        "http_requests_total{method,route,status}", "http_request_duration_seconds_count{method,route}", "memory_usage_percent",
        "proof_generation_duration_seconds_count{type}", "proof_verification_duration_seconds_count{type}", "proof_size_bytes_count{type}",
        "proof_generation_errors_total", "proof_verification_errors_total", "proof_verification_failures_total", "dataset_entries_total{op}",
        "ledger_tree_size{project}", "checkpoint_age_seconds", "lease_term", "rate_limited_total{policy}", "auth_failures_total{reason}", "db_pool_in_use",
    ];

    [Fact]
    public async Task Metrics_AfterEachThingTheyCount_HaveTheNamesAndLabelsOfTheContract()
    {
        var phases = new ConcurrentQueue<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "Ledger.Api",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = span => phases.Enqueue(span.OperationName),
        };
        ActivitySource.AddActivityListener(listener);
        await using var host = new LedgerHost(await postgres.CreateDatabaseAsync(), ("RATE_LIMIT_REQUESTS_PER_MINUTE", "60"));
        var client = host.As();
        await client.PostJsonAsync("/api/ledgers", new { project = "p" }).OkAsync();
        await client.NotarizeAsync("p", "numbers", LedgerWorld.Thousand).OkAsync();
        object Sum(string value) => new { dataset = "numbers", statement = new { type = "sum", v = 1, claims = new[] { new[] { "n", value } } } };
        var bundle = await client.PostJsonAsync("/api/ledgers/p/proofs", Sum("500500")).OkAsync();
        await client.PostJsonAsync("/api/ledgers/p/proofs", Sum("500501"));
        await client.PostJsonAsync("/api/verify", bundle).OkAsync();
        await client.PostJsonAsync("/api/verify", new { statement = new { type = "what a caller says" } }).OkAsync();
        bundle["nonce"] = "00";
        await client.PostJsonAsync("/api/verify", bundle).OkAsync();
        await host.As("").GetJsonAsync("/api/ledgers");
        for (var i = 0; i < 70; i++)
        {
            await host.As("Viewer").GetJsonAsync("/api/ledgers/p");
        }

        var text = "";
        await Eventually.UntilAsync(async cancellation =>
        {
            text = await host.As("").GetStringAsync("/metrics", cancellation);
            return text.Contains("ledger_tree_size{", StringComparison.Ordinal);
        });
        foreach (var wanted in Metrics)
        {
            var (name, labels) = (wanted.Split('{')[0], Labels().Match(wanted).Groups[1].Value);
            var samples = text.Split('\n').Where(line => line.StartsWith(name + "{", StringComparison.Ordinal) || line.StartsWith(name + " ", StringComparison.Ordinal)).ToArray();
            Assert.True(samples.Length > 0, $"{name} is not there");
            foreach (var label in labels.Split(',', StringSplitOptions.RemoveEmptyEntries))
            {
                Assert.All(samples, sample => Assert.Contains($"{label}=\"", sample, StringComparison.Ordinal));
            }
        }

        Assert.Contains("proof_verification_duration_seconds_count{type=\"unknown\"}", text, StringComparison.Ordinal);
        Assert.DoesNotContain("what a caller says", text, StringComparison.Ordinal);
        Assert.Superset(new HashSet<string>(["parse", "commit", "prove", "append"]), phases.ToHashSet());
    }

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

    [GeneratedRegex("{(.*)}")]
    private static partial Regex Labels();
}
