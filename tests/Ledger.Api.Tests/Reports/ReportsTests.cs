using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Ledger.Api.Tests.Fakes;
using ServiceDefaults.Tests.Fakes;

namespace Ledger.Api.Tests.Reports;

public sealed class ReportsTests(PostgresServer postgres)
{
    private const string Csv = "n\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n";

    [Fact]
    public async Task Reports_OfASmallLog_SayWhatIsProvenAndWhatIsNot()
    {
        await using var host = new LedgerHost(await postgres.CreateDatabaseAsync());
        var client = host.As();
        await client.PostJsonAsync("/api/ledgers", new { project = "p" }).OkAsync();
        await client.NotarizeAsync("p", "ten", Csv).OkAsync();
        await client.PostJsonAsync("/api/ledgers/p/splits", new { input = "ten", trainRatio = 0.5 }).OkAsync();
        await client.PostJsonAsync("/api/ledgers/p/transforms", new { input = "ten", output = "norm", operation = "normalize", file = "n\n0.5\n" }).OkAsync();

        var chain = await client.GetJsonAsync("/api/ledgers/p/verify-chain?from=genesis&to=latest&strict=true").OkAsync();
        Assert.True((bool)chain["valid"]!, chain.ToJsonString());
        Assert.Equal(6, chain["entries"]!.AsArray().Count);
        Assert.Contains(chain["entries"]![3]!["checks"]!.AsArray(), check => (string?)check!["name"] == "proof derive");
        foreach (var kind in new[] { "verify-chain", "audit" })
        {
            Assert.Equal((404, "dataset_not_found"), await client.GetJsonAsync($"/api/ledgers/p/{kind}?from=none").CodeAsync());
            Assert.Equal((404, "dataset_not_found"), await client.GetJsonAsync($"/api/ledgers/p/{kind}?to=ten@2").CodeAsync());
            Assert.Equal((404, "entry_not_found"), await client.GetJsonAsync($"/api/ledgers/p/{kind}?to=6").CodeAsync());
            Assert.Equal((400, "bad_request"), await client.GetJsonAsync($"/api/ledgers/p/{kind}?from=2&to=1").CodeAsync());
        }

        var report = await client.GetJsonAsync("/api/ledgers/p/audit").OkAsync();
        Assert.True((bool)report["valid"]!);
        Assert.Equal(["none", "committed", "proven", "proven", "none", "attested, not proven"],
            report["entries"]!.AsArray().Select(entry => (string?)entry!["values"]));
        var html = await client.GetStringAsync("/api/ledgers/p/audit?format=html", TestContext.Current.CancellationToken);
        Assert.Contains("attested, not proven", html, StringComparison.Ordinal);
        var pdf = await client.GetByteArrayAsync("/api/ledgers/p/audit?format=pdf&dataset=norm", TestContext.Current.CancellationToken);
        Assert.StartsWith("%PDF-1.4", Encoding.Latin1.GetString(pdf), StringComparison.Ordinal);
        Assert.Contains("attested, not proven", Encoding.Latin1.GetString(pdf), StringComparison.Ordinal);
        using var linked = await client.GetAsync("/api/ledgers/p/audit?format=json-ld", TestContext.Current.CancellationToken);
        Assert.Equal("application/ld+json", linked.Content.Headers.ContentType?.MediaType);
        Assert.NotNull(JsonNode.Parse(await linked.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["@context"]);
        Assert.Equal((406, "report_format_not_supported"), await client.GetJsonAsync("/api/ledgers/p/audit?format=xml").CodeAsync());

        var card = await client.GetByteArrayAsync("/api/ledgers/p/model-card?dataset=ten", TestContext.Current.CancellationToken);
        Assert.Equal("ten", (string?)JsonNode.Parse(card)!["name"]);
        using var zip = new ZipArchive(new MemoryStream(await client.GetByteArrayAsync("/api/ledgers/p/export", TestContext.Current.CancellationToken)));
        Assert.Single(zip.Entries);

        var job = await client.PostJsonAsync("/api/ledgers/p/verify-all", new { }).OkAsync();
        JsonNode? done = null;
        await Eventually.UntilAsync(async _ =>
        {
            done = await client.GetJsonAsync($"/api/jobs/{job["id"]}").OkAsync();
            return (string?)done["state"] is not "running";
        });
        Assert.Equal("succeeded", (string?)done!["state"]);
        var audited = await client.GetJsonAsync("/api/admin/audit-log?type=verify").OkAsync();
        Assert.Contains(audited["items"]!.AsArray(), line => ((string?)line!["path"], (int?)line["status"]) == ("/api/ledgers/p/verify-all", 202));
        Assert.True((bool)done["result"]!["valid"]!);
        Assert.Equal((404, "job_not_found"), await host.As("Viewer").GetJsonAsync($"/api/jobs/{job["id"]}").CodeAsync());

        var status = await host.As("").GetJsonAsync("/api/cluster/status").OkAsync();
        Assert.Equal(("primary", "postgres-lease", "6"), ((string?)status["role"], (string?)status["consensus"], (string?)status["treeSizes"]!["p"]));
    }
}
