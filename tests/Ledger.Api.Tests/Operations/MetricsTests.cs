using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;
using Ledger.Api.Tests.Backups;
using Ledger.Api.Tests.Fakes;
using ServiceDefaults.Tests.Fakes;

namespace Ledger.Api.Tests.Operations;

/// <summary>What operators see counted and traced.</summary>
[Collection(Platform.Tests.Shared.AloneCollection.Name)]
public sealed partial class MetricsTests(PostgresServer postgres)
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
    public async Task LastBackup_Taken_IsAMetricByKind()
    {
        using var site = new BackupSite(postgres);
        var (host, _) = await site.StartAsync();
        await using (host)
        {
            await host.As().BackUpAsync("full");
            var metrics = await host.As("").GetStringAsync("/metrics", TestContext.Current.CancellationToken);
            Assert.Matches(LastFullBackup(), metrics);
        }
    }

    [GeneratedRegex("^backup_last_success_timestamp_seconds\\{[^}]*kind=\"full\"[^}]*\\} 1[.0-9E+]+", RegexOptions.Multiline)]
    private static partial Regex LastFullBackup();

    [GeneratedRegex("{(.*)}")]
    private static partial Regex Labels();
}
