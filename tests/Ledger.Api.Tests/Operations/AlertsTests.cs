using Ledger.Api.Tests.Backups;
using Ledger.Api.Tests.Fakes;
using ServiceDefaults.Tests.Fakes;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Ledger.Api.Tests.Operations;

/// <summary>The rules of alerts.yml can fire: what they read is what the service exports.</summary>
[Collection(Platform.Tests.Shared.AloneCollection.Name)]
public sealed class AlertsTests(PostgresServer postgres)
{
    // Certificates end at the edge: this metric is the blackbox exporter's.
    private const string Foreign = "probe_ssl_earliest_cert_expiry";

    [Fact]
    public void Rules_OfTheFile_AreWhatPrometheusTakes()
    {
        var rules = Rules();
        Assert.NotEmpty(rules);
        Assert.Equal(rules.Count, rules.Select(rule => rule.Alert).Distinct().Count());
        Assert.All(rules, rule =>
        {
            Assert.Matches("^[A-Za-z][A-Za-z0-9]*$", rule.Alert);
            Assert.NotEmpty(PromExpression.Read(rule.Expr).Selectors);
            Assert.Matches("^[0-9]+[smh]$", rule.For ?? "0s");
        });
    }

    [Fact]
    public async Task Expressions_OfTheRules_ReadMetricsThatAreExportedWithTheirLabels()
    {
        using var site = new BackupSite(postgres);
        var (host, _) = await site.StartAsync();
        await using var running = host;
        var client = host.As();
        await client.PostJsonAsync("/api/ledgers", new { project = "p" }).OkAsync();
        await client.NotarizeAsync("p", "numbers", LedgerWorld.Thousand).OkAsync();
        var sum = new { dataset = "numbers", statement = new { type = "sum", v = 1, claims = new[] { new[] { "n", "500500" } } } };
        await client.PostJsonAsync("/api/ledgers/p/proofs", sum).OkAsync();
        await client.BackUpAsync("full");
        string[] lines = [];
        await Eventually.UntilAsync(async cancellation =>
        {
            lines = (await host.As("").GetStringAsync("/metrics", cancellation)).Split('\n');
            return lines.Any(line => line.StartsWith("ledger_tree_size{", StringComparison.Ordinal));
        });
        foreach (var rule in Rules())
        {
            var read = PromExpression.Read(rule.Expr);
            var grouped = read.Groupings.ToHashSet();
            foreach (var (metric, matchers) in read.Selectors.Where(selector => selector.Metric != Foreign))
            {
                var samples = lines.Where(line => line.StartsWith(metric + "{", StringComparison.Ordinal) || line.StartsWith(metric + " ", StringComparison.Ordinal)).ToArray();
                Assert.True(samples.Length > 0, $"{rule.Alert}: {metric} is not exported");
                Assert.All(matchers, matcher => Assert.True(
                    samples.Any(sample => Has(sample, matcher.Label, matcher.Operator == "=" ? matcher.Value : null)), $"{rule.Alert}: {metric} has no {matcher}"));
                grouped.RemoveWhere(label => samples.All(sample => Has(sample, label, null)));
            }

            Assert.True(grouped.Count == 0, $"{rule.Alert}: no metric has the label {string.Join(", ", grouped)}");
        }
    }

    [Fact]
    public void Read_AnExpression_TellsMetricsFromFunctionsWordsAndLabels()
    {
        var read = PromExpression.Read("""histogram_quantile(0.95, sum by (le, job) (rate(a_bucket{x="1, 2", y=~"5.."}[5m]))) > 5 and on (host) b:c - time() > 26 * 3600""");
        Assert.Equal(["a_bucket", "b:c"], read.Selectors.Select(selector => selector.Metric));
        Assert.Equal([("x", "=", "1, 2"), ("y", "=~", "5..")], read.Selectors[0].Matchers);
        Assert.Equal(["le", "job", "host"], read.Groupings);
    }

    private static bool Has(string sample, string label, string? value)
    {
        var wanted = value is null ? $"{label}=\"" : $"{label}=\"{value}\"";
        return sample.Contains("{" + wanted, StringComparison.Ordinal) || sample.Contains("," + wanted, StringComparison.Ordinal);
    }

    private static List<Rule> Rules() => [.. new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).Build()
        .Deserialize<RuleFile>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "alerts.yml"))).Groups.SelectMany(group => group.Rules)];

    // As the reader of YAML fills them; a key that is none of these is refused.
    private sealed class RuleFile
    {
        public List<Group> Groups { get; set; } = [];
    }

    private sealed class Group
    {
        public string Name { get; set; } = "";

        public List<Rule> Rules { get; set; } = [];
    }

    private sealed class Rule
    {
        public string Alert { get; set; } = "";

        public string Expr { get; set; } = "";

        public string? For { get; set; }
    }
}
