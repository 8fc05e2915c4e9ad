extern alias tool;
using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Ledger.Api.Tests.Fakes;
using ServiceDefaults.Tests.Fakes;
using tool::Ledger.Tool;

namespace Ledger.Api.Tests.Derivations;

/// <summary>A split whose rows never leave their owner: the tool splits and proves, the service records, anybody verifies.</summary>
public sealed class LocalSplitTests(PostgresServer postgres) : IDisposable
{
    private const string Splits = "/api/ledgers/p/splits";

    private readonly string _folder = Directory.CreateTempSubdirectory("ledger-local-split-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Split_MadeByTheTool_IsRecordedHereAndProvenThere()
    {
        await using var host = new LedgerHost(await postgres.CreateDatabaseAsync());
        var client = host.As();
        var key = await CommittedAsync(client);
        await ToolAsync(
            Split.Command(), Place("rows.csv"), "--request", Place("rows.json"), "--origin", "ledger.local/p", "--input", "rows@1",
            "--train-ratio", "0.8", "--stratify-by", "label", "--seed", "42", "-o", Place("split.json"));
        var body = await File.ReadAllTextAsync(Place("split.json"), TestContext.Current.CancellationToken);
        Assert.DoesNotContain("planted", body, StringComparison.Ordinal);

        var split = await client.PostJsonAsync(Splits, Json(body)).OkAsync();
        Assert.Equal(("2", "3", null), ((string?)split["train"]!["index"], (string?)split["test"]!["index"], (string?)split["proof"]));
        var parameters = split["test"]!["entry"]!["params"]!;
        Assert.Equal(("42", "label", "0.8", (string?)split["map"]), ((string?)parameters["seed"], (string?)parameters["stratifyBy"], (string?)parameters["trainRatio"], (string?)parameters["map"]));
        Assert.Equal("1", (string?)split["train"]!["entry"]!["parents"]![0]!["index"]);

        await ToolAsync(
            Derive.Command(), [Place("rows.csv"), "--request", Place("rows.json"), "--split", Place("split.json"), .. await LoggedAsync(host, 4, 1, 2, 3),
            "--nonce", "0A", "-o", Place("bundle.json")]);
        var bundle = await File.ReadAllTextAsync(Place("bundle.json"), TestContext.Current.CancellationToken);
        Assert.DoesNotContain("planted", bundle, StringComparison.Ordinal);
        var verdict = await host.As("").PostJsonAsync("/api/verify", Json(bundle)).OkAsync();
        Assert.True((bool)verdict["valid"]!, verdict.ToJsonString());
        await ToolAsync(Verify.Command(), Place("bundle.json"), "--key", key);

        // A part is a dataset like any other: its rows, request and key prove more about it.
        await ToolAsync(
            Prove.Command(), [Place("split.test.jsonl"), "--request", Place("split.test.json"), .. await LoggedAsync(host, 4, 3),
            "--statement", """{"type":"member","v":1,"column":"n#null","values":["0","1"]}""", "-o", Place("more.json")]);
        await ToolAsync(Verify.Command(), Place("more.json"), "--key", key);
    }

    [Fact]
    public async Task Split_MadeElsewhereThatIsNone_IsRefusedAndAppendsNothing()
    {
        await using var host = new LedgerHost(await postgres.CreateDatabaseAsync());
        var client = host.As();
        await CommittedAsync(client);
        await ToolAsync(
            Split.Command(), Place("rows.csv"), "--request", Place("rows.json"), "--origin", "ledger.local/p", "--train-ratio", "0.5", "-o", Place("split.json"));
        var good = JsonNode.Parse(await File.ReadAllTextAsync(Place("split.json"), TestContext.Current.CancellationToken))!;
        (int Status, string Code, Action<JsonNode> Edit)[] bad =
        [
            (422, "map", split => Map(split, map => map[4] = map[12])),
            (422, "map", split => Map(split, map => map[0] = 1)),
            (422, "map", split => split["local"]!["map"] = Convert.ToBase64String(new byte[8])),
            (422, "statement", split => (split["local"]!["train"]!["wellFormed"], split["local"]!["test"]!["wellFormed"]) =
                (split["local"]!["test"]!["wellFormed"]!.DeepClone(), split["local"]!["train"]!["wellFormed"]!.DeepClone())),
            (422, "statement", split => split["local"]!["train"]!["rowRoot"] = split["local"]!["test"]!["rowRoot"]!.DeepClone()),
            (400, "bad_request", split => split["local"]!.AsObject().Remove("test")),
            (400, "bad_request", split => split["trainName"] = "another"),
            (400, "bad_request", split => split["local"]!["keys"] = "none"),
            (404, "dataset_not_found", split => split["input"] = "rows@2"),
        ];
        foreach (var (status, code, edit) in bad)
        {
            var edited = good.DeepClone();
            edit(edited);
            Assert.Equal((status, code), await client.PostJsonAsync(Splits, edited).CodeAsync());
        }

        Assert.Equal("2", (string?)(await client.GetJsonAsync("/api/ledgers/p").OkAsync())["treeSize"]);
        await client.PostJsonAsync(Splits, good).OkAsync();
        Assert.Equal((409, "dataset_exists"), await client.PostJsonAsync(Splits, good).CodeAsync());
        Assert.Equal("4", (string?)(await client.GetJsonAsync("/api/ledgers/p").OkAsync())["treeSize"]);
    }

    private static void Map(JsonNode split, Action<byte[]> edit)
    {
        var map = Convert.FromBase64String((string)split["local"]!["map"]!);
        edit(map);
        split["local"]!["map"] = Convert.ToBase64String(map);
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private string Place(string name) => Path.Combine(_folder, name);

    /// <summary>A ledger with a dataset whose rows stayed here; its verifier key.</summary>
    private async Task<string> CommittedAsync(HttpClient client)
    {
        var created = await client.PostJsonAsync("/api/ledgers", new { project = "p" }).OkAsync();
        var rows = new StringBuilder("n,price,born,seen,ok,label,text\n");
        for (var i = 0; i < 1300; i++)
        {
            rows.Append(System.Globalization.CultureInfo.InvariantCulture, $"{(i % 7 == 0 ? "" : i)},{i}.{i % 100:00},2024-01-{1 + (i % 28):00},2024-05-06T07:08:09.{i % 1000:000}Z,")
                .Append(i % 2 == 0 ? "true," : "false,").Append("abc"[i % 3]).Append(i % 5 == 0 ? ",\n" : ",\"planted \"\"ü😀\"\",\n\"\n");
        }

        await File.WriteAllTextAsync(Place("rows.csv"), rows.ToString(), TestContext.Current.CancellationToken);
        await ToolAsync(Commit.Command(), Place("rows.csv"), "--name", "rows", "--origin", "ledger.local/p", "-o", Place("rows.json"));
        await client.PostJsonAsync("/api/ledgers/p/datasets", Json(await File.ReadAllTextAsync(Place("rows.json"), TestContext.Current.CancellationToken))).OkAsync();
        return (string)created["verifierKey"]!;
    }

    /// <summary>The options that name entries and their places, fetched once a checkpoint covers so many.</summary>
    private async Task<string[]> LoggedAsync(LedgerHost host, long size, params int[] indexes)
    {
        var anyone = host.As("");
        await Eventually.UntilAsync(async cancellation =>
            (await anyone.GetAsync("/api/ledgers/p/log/checkpoint", cancellation)) is { IsSuccessStatusCode: true } answer
            && (await answer.Content.ReadAsStringAsync(cancellation)).Split('\n')[1] == size.ToString(System.Globalization.CultureInfo.InvariantCulture));
        var (entries, proofs) = (new List<string> { "--entry" }, new List<string> { "--tlog-proof" });
        foreach (var index in indexes)
        {
            entries.Add(Place($"entry{index}"));
            proofs.Add(Place($"proof{index}"));
            await File.WriteAllTextAsync(entries[^1], await anyone.GetStringAsync($"/api/ledgers/p/log/entries/{index}", TestContext.Current.CancellationToken));
            await File.WriteAllTextAsync(proofs[^1], await anyone.GetStringAsync($"/api/ledgers/p/log/entries/{index}/tlog-proof", TestContext.Current.CancellationToken));
        }

        return [.. entries, .. proofs];
    }

    private static async Task ToolAsync(Command command, params string[] arguments)
    {
        var output = new StringWriter();
        var code = await command.Parse(arguments).InvokeAsync(
            new InvocationConfiguration { Output = output, Error = output }, TestContext.Current.CancellationToken);
        Assert.True(code == 0, output.ToString());
    }
}
