using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Ledger.Api.Canonical;
using Ledger.Api.Derivations;
using Ledger.Api.Tests.Fakes;
using Ledger.Api.Tests.Reading;
using ServiceDefaults.Tests.Fakes;

namespace Ledger.Api.Tests.Derivations;

/// <summary>Cases 25–27 and 40 of the contract.</summary>
public sealed class DerivationsTests(PostgresServer postgres)
{
    private static readonly string Ten = "n,label\n" + string.Concat(Enumerable.Range(0, 10).Select(i => $"{i * i},{(i < 5 ? "a" : "b")}\n"));

    [Fact]
    public async Task Split_TenRowsSeedFortyTwo_TestsRowsThreeAndFive()
    {
        var table = (await Read.TableAsync(Ten)).Table;
        var (train, test) = SplitRule.Split(table, 0.8m, 42, null);
        Assert.Equal([3, 5], test);
        Assert.Equal([0, 1, 2, 4, 6, 7, 8, 9], train);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(20_003)]
    public void Order_OfAnyCount_IsThatOfTheCodes(int count)
    {
        var rows = Enumerable.Range(0, count).Select(i => 3 * i).ToArray();
        var seed = BitConverter.GetBytes(0xfedcba9876543210UL);
        var expected = rows.OrderBy(row => Convert.ToHexString(HMACSHA256.HashData(seed, BitConverter.GetBytes((long)row))), StringComparer.Ordinal);
        Assert.Equal(expected, SplitRule.Order(rows, 0xfedcba9876543210UL));
    }

    [Fact]
    public async Task Split_StratifiedByThreeClasses_KeepsTheirShares()
    {
        var labels = Enumerable.Range(0, 100).Select(i => i < 50 ? "a" : i < 80 ? "b" : "c").ToArray();
        var table = (await Read.TableAsync("l,k\n" + string.Concat(labels.Select(label => $"{label},1\n")))).Table;
        var (train, _) = SplitRule.Split(table, 0.8m, 7, table.Columns[0]);
        Assert.Equal([("a", 40), ("b", 24), ("c", 16)], train.GroupBy(row => labels[row]).Select(group => (group.Key, group.Count())));
    }

    [Fact]
    public async Task Split_Proven_HoldsForAnybodyAndNotWhenARowIsMoved()
    {
        await using var host = new LedgerHost(await postgres.CreateDatabaseAsync());
        var client = host.As();
        await client.PostJsonAsync("/api/ledgers", new { project = "p" }).OkAsync();
        await client.NotarizeAsync("p", "ten", Ten).OkAsync();
        var split = await client.PostJsonAsync("/api/ledgers/p/splits", new { input = "ten", trainRatio = 0.8, seed = 42 }).OkAsync();
        Assert.Equal(("2", "3"), ((string?)split["train"]!["index"], (string?)split["test"]!["index"]));
        var bundle = await client.GetJsonAsync($"/api/ledgers/p/proofs/{split["proof"]}").OkAsync();
        var anyone = host.As("");
        var verdict = await anyone.PostJsonAsync("/api/verify", bundle).OkAsync();
        Assert.True((bool)verdict["valid"]!, verdict.ToJsonString());

        var map = Convert.FromBase64String((string)bundle["map"]!);
        (map[4], map[12]) = (map[12], map[4]);
        bundle["map"] = Convert.ToBase64String(map);
        Assert.Equal("derivation", (string?)(await anyone.PostJsonAsync("/api/verify", bundle).OkAsync())["checks"]!.AsArray()[^1]!["name"]);
        bundle["statement"]!["map"] = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(map));
        Assert.Equal("derivation", (string?)(await anyone.PostJsonAsync("/api/verify", bundle).OkAsync())["checks"]!.AsArray()[^1]!["name"]);

        Assert.Equal((422, "split_empty"), await client.PostJsonAsync("/api/ledgers/p/splits", new { input = "ten", trainRatio = 0.01, trainName = "x", testName = "y" }).CodeAsync());
        Assert.Equal((409, "dataset_exists"), await client.PostJsonAsync("/api/ledgers/p/splits", new { input = "ten", trainRatio = 0.8 }).CodeAsync());
        Assert.Equal((400, "bad_request"), await client.PostJsonAsync("/api/ledgers/p/splits", new { input = "ten", trainRatio = 1 }).CodeAsync());
        Assert.Equal((404, "dataset_not_found"), await client.PostJsonAsync("/api/ledgers/p/splits", new { input = "ten@2", trainRatio = 0.5 }).CodeAsync());
    }

    [Fact]
    public async Task Transforms_ByRowRuleOrFile_AreProvenOrAttested()
    {
        await using var host = new LedgerHost(await postgres.CreateDatabaseAsync());
        var client = host.As();
        await client.PostJsonAsync("/api/ledgers", new { project = "p" }).OkAsync();
        await client.NotarizeAsync("p", "ten", Ten).OkAsync();
        var filtered = await client.PostJsonAsync("/api/ledgers/p/transforms", new
        {
            input = "ten",
            output = "small",
            operation = "filter",
            parameters = new { column = "n", op = "<", value = "81" },
        }).OkAsync();
        Assert.Equal("9", (string?)filtered["entry"]!["rows"]);
        var bundle = await client.GetJsonAsync($"/api/ledgers/p/proofs/{filtered["proofId"]}").OkAsync();
        Assert.True((bool)(await host.As("").PostJsonAsync("/api/verify", bundle).OkAsync())["valid"]!);
        var sum = new { dataset = "small", statement = new { type = "sum", v = 1, claims = new[] { new[] { "n", "204" } } } };
        Assert.Equal((422, "small_group"), await client.PostJsonAsync("/api/ledgers/p/proofs", sum).CodeAsync());

        var normalized = await client.PostJsonAsync("/api/ledgers/p/transforms", new
        {
            input = "ten@1",
            output = "normalized",
            operation = "normalize",
            file = "n,label\n0.0,a\n1.0,b\n",
        }).OkAsync();
        Assert.True((bool?)normalized["entry"]!["params"]!["attested"]);
        Assert.Null(normalized["proofId"]);
        Assert.Equal((400, "bad_request"), await client.PostJsonAsync("/api/ledgers/p/transforms", new { input = "ten", output = "x", operation = "normalize" }).CodeAsync());

        var merged = await client.PostJsonAsync("/api/ledgers/p/merges", new { inputs = new[] { "ten", "small" }, output = "merged" }).OkAsync();
        Assert.Equal("19", (string?)merged["entry"]!["rows"]);
        var validation = await client.PostJsonAsync("/api/ledgers/p/validations", new { dataset = "merged", validationType = "schema", passed = true, details = new { } }).OkAsync();
        Assert.Equal("validate", (string?)validation["entry"]!["op"]);
        var history = await client.GetJsonAsync("/api/ledgers/p/datasets/ten/history").OkAsync();
        Assert.Equal(["notarize", "transform", "proof", "transform", "merge", "proof"], history["items"]!.AsArray().Select(entry => (string?)entry!["entry"]!["op"]));
    }

    [Fact]
    public async Task Derivations_WaitingForACheckpoint_CarryOneThatCoversThem()
    {
        await using var host = new LedgerHost(await postgres.CreateDatabaseAsync());
        var client = host.As();
        await client.PostJsonAsync("/api/ledgers", new { project = "p" }).OkAsync();
        await client.NotarizeAsync("p", "ten", Ten).OkAsync();
        var split = await client.PostJsonAsync("/api/ledgers/p/splits?wait=checkpoint", new { input = "ten", trainRatio = 0.5 }).OkAsync();
        var shuffled = await client.PostJsonAsync(
            "/api/ledgers/p/transforms?wait=checkpoint", new { input = "ten", output = "shuffled", operation = "shuffle", parameters = new { seed = 1 } }).OkAsync();
        var merged = await client.PostJsonAsync("/api/ledgers/p/merges?wait=checkpoint", new { inputs = new[] { "ten", "ten" }, output = "twenty" }).OkAsync();
        foreach (var receipt in new[] { split["train"]!, split["test"]!, shuffled, merged })
        {
            var size = long.Parse(((string)receipt["checkpoint"]!).Split('\n')[1], System.Globalization.CultureInfo.InvariantCulture);
            Assert.True(size > long.Parse((string)receipt["index"]!, System.Globalization.CultureInfo.InvariantCulture));
            Assert.NotEmpty(receipt["inclusion"]!.AsArray());
        }

        var plain = await client.PostJsonAsync("/api/ledgers/p/merges", new { inputs = new[] { "ten", "ten" }, output = "again" }).OkAsync();
        Assert.Null(plain["checkpoint"]);
    }

    [Fact]
    public async Task Split_OneOfWhoseOutputsCannotBeStored_RecordsNeither()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var host = new LedgerHost(database);
        var client = host.As();
        await client.PostJsonAsync("/api/ledgers", new { project = "p" }).OkAsync();
        await client.NotarizeAsync("p", "d", "a\n" + string.Concat(Enumerable.Range(0, 2000).Select(i => $"{i}\n"))).OkAsync();
        var request = new SplitRequest("d", 0.8m, TrainName: "train", TestName: "test");

        // The row hashes of 1600 rows are two, those of 400 rows one: the test part's are refused, the training part's stored.
        await Database.ExecuteAsync(database, "alter table attachments add constraint no_test check (kind <> 'rows' or length(bytes) > 32) not valid");
        Assert.Equal(500, (await client.PostJsonAsync("/api/ledgers/p/splits", request, "the-key")).Status);
        await NothingIsRecordedAsync();

        // A name that is taken is found when both parts are stored and their entries are being appended.
        await Database.ExecuteAsync(database, "alter table attachments drop constraint no_test");
        Assert.Equal((409, "dataset_exists"), await client.PostJsonAsync("/api/ledgers/p/splits", request with { TestName = "d" }, "another-key").CodeAsync());
        await NothingIsRecordedAsync();

        var split = await client.PostJsonAsync("/api/ledgers/p/splits", request, "the-key").OkAsync();
        Assert.Equal(("2", "3"), ((string?)split["train"]!["index"], (string?)split["test"]!["index"]));

        async Task NothingIsRecordedAsync()
        {
            Assert.Equal("2", (string?)(await client.GetJsonAsync("/api/ledgers/p").OkAsync())["treeSize"]);
            Assert.Equal((404, "dataset_not_found"), await client.GetJsonAsync("/api/ledgers/p/datasets/train").CodeAsync());
            foreach (var table in new[] { "jobs", "bundles", "idempotency" })
            {
                Assert.Equal(0L, await Database.ScalarAsync(database, $"select count(*) from {table}"));
            }
        }
    }

    [Fact]
    public async Task Sample_LargerThanItsSource_RepeatsRowsAndIsProven()
    {
        await using var host = new LedgerHost(await postgres.CreateDatabaseAsync());
        var client = host.As();
        await client.PostJsonAsync("/api/ledgers", new { project = "p" }).OkAsync();
        await client.NotarizeAsync("p", "ten", Ten).OkAsync();
        var sampled = await client.PostJsonAsync("/api/ledgers/p/transforms", new { input = "ten", output = "drawn", operation = "sample", parameters = new { n = 25, seed = "42" } }).OkAsync();
        Assert.Equal("25", (string?)sampled["entry"]!["rows"]);
        var bundle = await client.GetJsonAsync($"/api/ledgers/p/proofs/{sampled["proofId"]}").OkAsync();
        var map = Convert.FromBase64String((string)bundle["map"]!);
        Assert.Equal(
            Enumerable.Range(0, 25).Select(k => (int)(new BigInteger(HMACSHA256.HashData(BitConverter.GetBytes(42UL), BitConverter.GetBytes((ulong)k)).AsSpan(0, 8), true, true) * 10 >> 64)),
            Enumerable.Range(0, 25).Select(g => BitConverter.ToInt32(map, (8 * g) + 4)));
        Assert.True((bool)(await client.PostJsonAsync("/api/verify", bundle).OkAsync())["valid"]!);
    }

    [Theory]
    [InlineData("AAAAAAAAAA==", "map")]
    [InlineData("AAAAAAoAAAA=", "map")]
    [InlineData("", "no_rows")]
    public async Task Transform_ByAMapThatCannotBe_IsRefused(string map, string code)
    {
        await using var host = new LedgerHost(await postgres.CreateDatabaseAsync());
        var client = host.As();
        await client.PostJsonAsync("/api/ledgers", new { project = "p" }).OkAsync();
        await client.NotarizeAsync("p", "ten", Ten).OkAsync();
        Assert.Equal((422, code), await client.PostJsonAsync("/api/ledgers/p/transforms", new { input = "ten", output = "x", operation = "order", map }).CodeAsync());
    }

    [Theory]
    [InlineData("filter", """{"column":"more","op":"<","value":"1"}""", 422, "statement")]
    [InlineData("select", """{"columns":["n","more"]}""", 422, "statement")]
    [InlineData("filter", """{"column":"n","op":"~","value":"1"}""", 400, "bad_request")]
    [InlineData("sample", """{"n":0,"seed":1}""", 400, "bad_request")]
    [InlineData("sample", """{"n":5,"n":5,"seed":1}""", 400, "bad_request")]
    public async Task Transform_ParametersThatCannotBe_AreRefused(string operation, string parameters, int status, string code)
    {
        await using var host = new LedgerHost(await postgres.CreateDatabaseAsync());
        var client = host.As();
        await client.PostJsonAsync("/api/ledgers", new { project = "p" }).OkAsync();
        await client.NotarizeAsync("p", "ten", Ten).OkAsync();
        using var body = new StringContent($$"""{"input":"ten","output":"x","operation":"{{operation}}","parameters":{{parameters}}}""", Encoding.UTF8, "application/json");
        Assert.Equal((status, code), await client.PostJsonAsync("/api/ledgers/p/transforms", body).CodeAsync());
    }

    [Theory]
    [InlineData("""{"a":1,"a":2}""", 400, null)]
    [InlineData("""{"a":{"b":1,"b":1}}""", 400, null)]
    [InlineData("""{"a":1e999}""", 400, null)]
    [InlineData("""{"a":"\ud800"}""", 400, null)]
    [InlineData("""{"b":9007199254740993,"a":[-0.0,1.50]}""", 201, """{"a":[0,1.5],"b":9007199254740992}""")]
    public async Task Entry_WithParametersThatRfc8785Writes_IsAnsweredAsItStandsInTheLog(string parameters, int status, string? stored)
    {
        await using var host = new LedgerHost(await postgres.CreateDatabaseAsync());
        var client = host.As();
        await client.PostJsonAsync("/api/ledgers", new { project = "p" }).OkAsync();
        foreach (var (path, body) in new[] { ("entries", $$"""{"operationType":"note","parameters":{{parameters}}}"""), ("validations", $$"""{"dataset":"ten","validationType":"v","passed":true,"details":{{parameters}}}""") })
        {
            await client.NotarizeAsync("p", "ten", Ten);
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            var (answered, receipt) = await client.PostJsonAsync("/api/ledgers/p/" + path, content);
            Assert.Equal(status, answered);
            if (stored is not null)
            {
                Assert.Equal(stored, receipt!["entry"]!["params"]![path == "entries" ? "parameters" : "details"]!.ToJsonString());
                var leaf = SHA256.HashData([0, .. CanonicalJson.Write(receipt["entry"]!.Deserialize<JsonElement>())]);
                Assert.Equal(Convert.ToBase64String(leaf), (string?)receipt["leafHash"]);
            }
        }
    }

    [Fact]
    public async Task Append_SameIdempotencyKeyTwiceAtOnce_MakesOneEntry()
    {
        await using var host = new LedgerHost(await postgres.CreateDatabaseAsync());
        var client = host.As();
        await client.PostJsonAsync("/api/ledgers", new { project = "p" }).OkAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            client.PostJsonAsync("/api/ledgers/p/entries", new { operationType = "note", parameters = new { a = 1 } }, "key-1").OkAsync()));
        Assert.Single(answers.Select(answer => answer.ToJsonString()).Distinct());
        Assert.Equal((409, "idempotency_mismatch"), await client.PostJsonAsync("/api/ledgers/p/entries", new { operationType = "other" }, "key-1").CodeAsync());
        Assert.Equal("2", (string?)(await client.GetJsonAsync("/api/ledgers/p").OkAsync())["treeSize"]);
    }
}
