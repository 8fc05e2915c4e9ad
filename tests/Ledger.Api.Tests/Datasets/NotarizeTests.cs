using Ledger.Api.Tests.Fakes;
using ServiceDefaults.Tests.Fakes;

namespace Ledger.Api.Tests.Datasets;

/// <summary>Each refusal of a file leaves the log as it was (acceptance 6 of the contract).</summary>
public sealed class NotarizeTests(PostgresServer postgres)
{
    [Fact]
    public async Task Notarize_OfAnyBadFile_IsRefusedAndAppendsNothing()
    {
        await using var host = new LedgerHost(await postgres.CreateDatabaseAsync());
        var client = host.As();
        await client.PostJsonAsync("/api/ledgers", new { project = "p" }).OkAsync();
        (string Name, string Text, int Status, string Code)[] bad =
        [
            ("d.csv", "name,age,score\na,28,95.5\nb,32\nc,25,92.1,x", 422, "row_width"),
            ("d.csv", "a,a\n1,2", 422, "duplicate_column"),
            ("d.csv", "", 422, "empty_file"),
            ("d.csv", "a,b\n", 422, "no_rows"),
            ("d.csv", "\n", 422, "no_columns"),
            ("d.csv", "a\n\"x", 422, "quote"),
            ("d.csv", "a\n\0", 422, "encoding"),
            ("d.csv", "a\n4611686018427387905\n", 422, "value_range"),
            ("d.jsonl", "{\"a\":[1]}", 422, "value"),
            ("d.parquet", "PAR1", 415, "format_not_supported"),
            ("d.csv", "a#\n1", 400, "bad_name"),
        ];
        foreach (var (name, text, status, code) in bad)
        {
            Assert.Equal((status, code), await client.NotarizeAsync("p", "d", text, file: name).CodeAsync());
        }

        Assert.Equal((422, "hash_not_supported"), await client.PostJsonAsync("/api/ledgers/p/datasets", LedgerRequests.File("d.csv", "a\n1\n", new { name = "d", hashAlgorithm = "blake3" })).CodeAsync());
        Assert.Equal((400, "bad_name"), await client.NotarizeAsync("p", "a b", "a\n1\n").CodeAsync());
        Assert.Equal((400, "bad_request"), await client.PostJsonAsync("/api/ledgers/p/datasets", new MultipartFormDataContent { { new StringContent("x"), "file", "d.csv" } }).CodeAsync());
        Assert.Equal((415, "format_not_supported"), await client.PostJsonAsync("/api/ledgers/p/datasets", new StringContent("a")).CodeAsync());
        Assert.Equal((401, "unauthenticated"), await host.As("").NotarizeAsync("p", "d", "a\n1\n").CodeAsync());
        Assert.Equal((403, "forbidden"), await host.As("Viewer").NotarizeAsync("p", "d", "a\n1\n").CodeAsync());
        Assert.Equal("1", (string?)(await client.GetJsonAsync("/api/ledgers/p").OkAsync())["treeSize"]);

        var first = await client.NotarizeAsync("p", "d", "a,t\n1,x\n").OkAsync();
        Assert.Equal((409, "dataset_exists"), await client.NotarizeAsync("p", "d", "a,t\n2,x\n").CodeAsync());
        var second = await client.NotarizeAsync("p", "d", "a,t\n2,x\n", newVersion: true).OkAsync();
        Assert.Equal((1, 2), ((int)first["entry"]!["version"]!, (int)second["entry"]!["version"]!));
        Assert.NotEqual((string?)first["datasetRoot"], (string?)second["datasetRoot"]);
        var listed = await client.GetJsonAsync("/api/ledgers/p/datasets?limit=1").OkAsync();
        Assert.Equal("2", (string?)listed["items"]![0]!["index"]);
        var next = await client.GetJsonAsync($"/api/ledgers/p/datasets?limit=1&cursor={listed["next"]}").OkAsync();
        Assert.Equal("1", (string?)next["items"]![0]!["index"]);
        Assert.Equal((400, "bad_cursor"), await client.GetJsonAsync("/api/ledgers/p/datasets?cursor=zzz").CodeAsync());
        Assert.Equal((404, "entry_not_found"), await client.GetJsonAsync("/api/ledgers/p/log/proofs/inclusion?index=8&size=3").CodeAsync());
        Assert.Equal((400, "bad_request"), await client.GetJsonAsync("/api/ledgers/p/log/proofs/consistency?first=5&second=2").CodeAsync());
        Assert.Equal((404, "proof_not_found"), await client.GetJsonAsync("/api/ledgers/p/proofs/none").CodeAsync());
        var onlyText = await client.NotarizeAsync("p", "texts", "t,u\nx,y\n").OkAsync();
        Assert.Equal("3", (string?)onlyText["index"]);
    }

    [Fact]
    public async Task Notarize_AskedToRespondLater_GivesAJobThatHoldsTheReceipt()
    {
        await using var host = new LedgerHost(await postgres.CreateDatabaseAsync());
        var client = host.As();
        await client.PostJsonAsync("/api/ledgers", new { project = "p" }).OkAsync();
        client.DefaultRequestHeaders.Add("Prefer", "respond-async");
        var (status, job) = await client.NotarizeAsync("p", "d", "a\n1\n2\n");
        Assert.Equal(202, status);
        await Eventually.UntilAsync(async _ => (string?)(job = await client.GetJsonAsync($"/api/jobs/{job!["id"]}").OkAsync())["state"] == "succeeded");
        Assert.Equal("1", (string?)job!["result"]!["index"]);
    }
}
