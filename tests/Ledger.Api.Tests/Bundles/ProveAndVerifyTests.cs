using System.Text.Json.Nodes;
using Ledger.Api.Tests.Fakes;
using ServiceDefaults.Tests.Fakes;

namespace Ledger.Api.Tests.Bundles;

/// <summary>From rows to a bundle that anybody can check: cases 18–20 and 39 of the contract, through HTTP.</summary>
public sealed class ProveAndVerifyTests(PostgresServer postgres)
{
    private static readonly string Thousand = "n,square,label\n" + string.Concat(Enumerable.Range(1, 1000).Select(i => $"{i},{i * i},x{i % 3}\n"));

    private async Task<(LedgerHost Host, HttpClient Client)> NotarizedAsync()
    {
        var host = new LedgerHost(await postgres.CreateDatabaseAsync());
        var client = host.As();
        await client.PostJsonAsync("/api/ledgers", new { project = "p" }).OkAsync();
        var receipt = await client.NotarizeAsync("p", "numbers", Thousand).OkAsync();
        Assert.Equal("1", (string?)receipt["index"]);
        return (host, client);
    }

    private static object Statement(string type, params (string Name, object Value)[] members)
    {
        var statement = new Dictionary<string, object> { ["type"] = type, ["v"] = 1 };
        foreach (var (name, value) in members)
        {
            statement[name] = value;
        }

        return new { dataset = "numbers", statement };
    }

    [Fact]
    public async Task Sum_OfOneToAThousand_VerifiesAndNothingElseDoes()
    {
        var (host, client) = await NotarizedAsync();
        await using var _ = host;
        var bundle = await client.PostJsonAsync("/api/ledgers/p/proofs", Statement("sum", ("claims", new[] { new[] { "n", "500500" } }))).OkAsync();
        Assert.Equal(744, Convert.FromBase64String((string)bundle["proof"]!).Length);
        var anyone = host.As("");
        Assert.True((bool)(await anyone.PostJsonAsync("/api/verify", bundle).OkAsync())["valid"]!);
        Assert.Equal((422, "false_statement"), await client.PostJsonAsync("/api/ledgers/p/proofs", Statement("sum", ("claims", new[] { new[] { "n", "500501" } }))).CodeAsync());
        Assert.Equal((422, "statement"), await client.PostJsonAsync("/api/ledgers/p/proofs", Statement("sum", ("claims", new[] { new[] { "label", "1" } }))).CodeAsync());
        Assert.Equal((422, "statement"), await client.PostJsonAsync("/api/ledgers/p/proofs", Statement("median", ("column", "n"))).CodeAsync());

        foreach (var (failing, edit) in Tampered())
        {
            var edited = bundle.DeepClone();
            edit(edited);
            var verdict = await anyone.PostJsonAsync("/api/verify", edited).OkAsync();
            Assert.False((bool)verdict["valid"]!, failing);
            Assert.Equal(failing, (string?)verdict["checks"]!.AsArray()[^1]!["name"]);
        }
    }

    [Fact]
    public async Task Record_OfAProofMadeBefore_AddsItsEntryOnce()
    {
        var (host, client) = await NotarizedAsync();
        await using var _ = host;
        var statement = new { type = "sum", v = 1, claims = new[] { new[] { "n", "500500" } } };
        var bundle = await client.PostJsonAsync("/api/ledgers/p/proofs", new { dataset = "numbers", statement }).OkAsync();
        Assert.Equal("2", (string?)(await client.GetJsonAsync("/api/ledgers/p").OkAsync())["treeSize"]);

        var recorded = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ =>
            client.PostJsonAsync("/api/ledgers/p/proofs", new { dataset = "numbers", statement, record = true }).OkAsync()));
        Assert.All(recorded, again => Assert.Equal((string?)bundle["proof"], (string?)again["proof"]));
        Assert.Equal("3", (string?)(await client.GetJsonAsync("/api/ledgers/p").OkAsync())["treeSize"]);

        var proof = Convert.FromBase64String((string)bundle["proof"]!);
        var entry = await client.GetJsonAsync("/api/ledgers/p/log/entries/2").OkAsync();
        var subject = await client.GetJsonAsync("/api/ledgers/p/datasets/numbers/versions/1").OkAsync();
        Assert.Equal("proof", (string?)entry["op"]);
        Assert.Equal(("sum", Sha256([.. """{"claims":[["n","500500"]],"type":"sum","v":1}"""u8, .. proof])), ((string?)entry["params"]!["type"], (string?)entry["params"]!["sha256"]));
        Assert.Equal(("sum", Sha256(proof)), ((string?)entry["proofs"]![0]!["type"], (string?)entry["proofs"]![0]!["sha256"]));
        Assert.Equal(("1", (string?)subject["leafHash"]), ((string?)entry["parents"]![0]!["index"], (string?)entry["parents"]![0]!["leaf_hash"]));
        Assert.Equal((1, 1), (entry["proofs"]!.AsArray().Count, entry["parents"]!.AsArray().Count));
    }

    private static string Sha256(byte[] bytes) => Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(bytes));

    [Theory]
    [InlineData("crypto:parallel_proving", "false")]
    [InlineData("ZKP_LEDGER_MAX_PROVING_THREADS", "1")]
    public async Task Proofs_OnOneThread_AreMadeAndHold(string setting, string value)
    {
        await using var host = new LedgerHost(await postgres.CreateDatabaseAsync(), (setting, value));
        var client = host.As();
        await client.PostJsonAsync("/api/ledgers", new { project = "p" }).OkAsync();
        await client.NotarizeAsync("p", "numbers", Thousand).OkAsync();
        var sum = await client.PostJsonAsync("/api/ledgers/p/proofs", Statement("sum", ("claims", new[] { new[] { "n", "500500" } }))).OkAsync();
        var split = await client.PostJsonAsync("/api/ledgers/p/splits", new { input = "numbers", trainRatio = 0.5 }).OkAsync();
        var derive = await client.GetJsonAsync($"/api/ledgers/p/proofs/{split["proof"]}").OkAsync();
        var verdicts = await host.As("").PostJsonAsync("/api/verify/batch", new JsonArray(sum.DeepClone(), derive.DeepClone())).OkAsync();
        Assert.All(verdicts.AsArray(), verdict => Assert.True((bool)verdict!["valid"]!));
    }

    [Fact]
    public async Task Sum_OfAColumnAndItsNulls_Verifies()
    {
        await using var host = new LedgerHost(await postgres.CreateDatabaseAsync());
        var client = host.As();
        await client.PostJsonAsync("/api/ledgers", new { project = "p" }).OkAsync();
        await client.NotarizeAsync("p", "numbers", "n,m\n" + string.Concat(Enumerable.Range(0, 20).Select(i => $"{(i % 4 == 0 ? "" : "3")},{i}\n"))).OkAsync();
        var bundle = await client.PostJsonAsync(
            "/api/ledgers/p/proofs", Statement("sum", ("claims", new[] { new[] { "n", "45" }, ["n#null", "5"], ["m", "190"] }))).OkAsync();
        Assert.True((bool)(await client.PostJsonAsync("/api/verify", bundle).OkAsync())["valid"]!);
    }

    private static IEnumerable<(string Failing, Action<JsonNode> Edit)> Tampered()
    {
        yield return ("proof", bundle => bundle["statement"]!["claims"]![0]![1] = "500501");
        yield return ("proof", bundle => bundle["nonce"] = "00");
        yield return ("proof", bundle => bundle["statement"]!["claims"]![0]![0] = "square");
        yield return ("statement", bundle => bundle["statement"]!["more"] = 1);
        yield return ("checkpoint", bundle => bundle["origin"] = "ledger.local/other");
        yield return ("checkpoint", bundle => bundle["checkpoint"] = ((string)bundle["checkpoint"]!).Replace("\n2\n", "\n3\n", StringComparison.Ordinal));
        yield return ("inclusion", bundle => bundle["subjects"]![0]!["index"] = "0");
        yield return ("inclusion", bundle => bundle["subjects"]![0]!["entry"]!["rows"] = "1001");
        yield return ("dataset", bundle => bundle["subjects"]![0]!["header"]!["columns"]![0]!["name"] = "m");
        yield return ("dataset", bundle => Exchange(bundle["subjects"]![0]!["columns"]!.AsArray(), "commitments"));
        yield return ("dataset", bundle => Exchange(bundle["subjects"]![0]!["columns"]!.AsArray(), "index"));
        yield return ("wellFormed", bundle => bundle["subjects"]![0]!["columns"]!.AsArray().RemoveAt(1));
        yield return ("wellFormed.open", bundle => Exchange(bundle["wellFormed"]!, "open", "pad"));
        yield return ("format", bundle => bundle["format"] = "zkpdl-bundle/2");
    }

    private static void Exchange(JsonArray columns, string member) =>
        (columns[0]![member], columns[1]![member]) = (columns[1]![member]!.DeepClone(), columns[0]![member]!.DeepClone());

    private static void Exchange(JsonNode node, string left, string right) =>
        (node[left], node[right]) = (node[right]!.DeepClone(), node[left]!.DeepClone());

    [Fact]
    public async Task BoundAndMoment_OfThePublishedCases_HaveTheirSizes()
    {
        var (host, client) = await NotarizedAsync();
        await using var _ = host;
        object[] terms = [new object[] { "n", 1 }];
        var bound = await client.PostJsonAsync("/api/ledgers/p/proofs", Statement("bound", ("terms", terms), ("bits", 8), ("lo", "500500"), ("hi", "500600"))).OkAsync();
        var moment = await client.PostJsonAsync("/api/ledgers/p/proofs", Statement("moment", ("terms", terms), ("value", "333833500"))).OkAsync();
        Assert.Equal((904, 936), (Convert.FromBase64String((string)bound["proof"]!).Length, Convert.FromBase64String((string)moment["proof"]!).Length));
        var verdicts = await host.As("").PostJsonAsync("/api/verify/batch", new JsonArray(bound.DeepClone(), moment.DeepClone())).OkAsync();
        Assert.All(verdicts.AsArray(), verdict => Assert.True((bool)verdict!["valid"]!));
        Assert.Equal((422, "false_statement"), await client.PostJsonAsync("/api/ledgers/p/proofs", Statement("bound", ("terms", terms), ("bits", 8), ("lo", "500501"), ("hi", "500600"))).CodeAsync());
        Assert.Equal((422, "statement"), await client.PostJsonAsync("/api/ledgers/p/proofs", Statement("bound", ("terms", terms), ("bits", 6), ("lo", "500500"), ("hi", "500600"))).CodeAsync());
    }

    [Fact]
    public async Task Row_Disclosed_CarriesTextSaltPathAndProof()
    {
        var (host, client) = await NotarizedAsync();
        await using var _ = host;
        var row = await client.PostJsonAsync("/api/ledgers/p/datasets/numbers/versions/1/rows/41/open", new { }).OkAsync();
        Assert.Equal(("42", "1764", "x0"), ((string?)row["text"]!["n"], (string?)row["text"]!["square"], (string?)row["text"]!["label"]));
        Assert.True((bool)(await host.As("").PostJsonAsync("/api/verify", row["bundle"]!).OkAsync())["valid"]!);
        Assert.Equal((422, "statement"), await client.PostJsonAsync("/api/ledgers/p/datasets/numbers/versions/1/rows/1000/open", new { }).CodeAsync());
        Assert.Equal((404, "dataset_not_found"), await client.PostJsonAsync("/api/ledgers/p/datasets/numbers/versions/2/rows/0/open", new { }).CodeAsync());
    }

    [Fact]
    public async Task Witness_Destroyed_KeepsOldProofsAndRefusesNewOnes()
    {
        var (host, client) = await NotarizedAsync();
        await using var _ = host;
        var request = Statement("sum", ("claims", new[] { new[] { "n", "500500" } }));
        var bundle = await client.PostJsonAsync("/api/ledgers/p/proofs", request).OkAsync();
        var verified = await client.PostJsonAsync("/api/ledgers/p/datasets/numbers/verify", LedgerRequests.File("numbers.csv", Thousand, new { name = "numbers" })).OkAsync();
        Assert.True((bool)verified["valid"]!, verified.ToJsonString());
        var other = await client.PostJsonAsync("/api/ledgers/p/datasets/numbers/verify", LedgerRequests.File("numbers.csv", Thousand.Replace("x0", "x1", StringComparison.Ordinal), new { name = "numbers" })).OkAsync();
        Assert.False((bool)other["valid"]!);

        var (status, _) = await client.SendAsync(HttpMethod.Delete, "/api/ledgers/p/datasets/numbers/versions/1/witness");
        Assert.Equal(204, status);
        Assert.Equal((409, "witness_destroyed"), await client.PostJsonAsync("/api/ledgers/p/proofs", Statement("sum", ("claims", new[] { new[] { "square", "333833500" } }))).CodeAsync());
        var again = await client.PostJsonAsync("/api/ledgers/p/proofs", request).OkAsync();
        Assert.Equal((string?)bundle["proof"], (string?)again["proof"]);
        Assert.True((bool)(await host.As("").PostJsonAsync("/api/verify", again).OkAsync())["valid"]!);
        Assert.True((bool)(await client.PostJsonAsync("/api/ledgers/p/datasets/numbers/verify", new { }).OkAsync())["valid"]!);
    }
}
