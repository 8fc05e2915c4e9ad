using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ledger.Api.Canonical;
using Ledger.Api.Checkpoints;
using Ledger.Api.Datasets;
using Ledger.Api.Derivations;
using Ledger.Api.Ledgers;
using Ledger.Api.Proofs;
using Ledger.Api.Proofs.Group;
using Ledger.Api.Tree;

namespace Ledger.Tool.Tests;

/// <summary>Splits made and proven without a network. That the service takes them is tested where the service is.</summary>
public sealed class SplitTests : IDisposable
{
    private static readonly byte[] Seed = new byte[32];
    private static readonly NoteKey Key = new("o/p", Ed25519.PublicKey(Seed));

    private readonly string _folder = Directory.CreateTempSubdirectory("ledger-tool-split-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Derive_OfASplit_VerifiesOfflineWhileTheEntriesNameItsMap()
    {
        var split = await SplitAsync("--train-ratio", "0.8", "--seed", "42");
        var map = new DerivationMap(split.Local!.Map);
        Assert.Equal([3U, 5U], Enumerable.Range(8, 2).Select(g => map[g].Row));

        await LogAsync(split, map.Sha256);
        var (code, output) = await DeriveAsync("source", "train", "test");
        Assert.True(code == 0, output);
        (code, output) = await RunAsync(Verify.Command(), Place("bundle.json"), "--key", Key.ToString());
        Assert.True(code == 0, output);
        Assert.DoesNotContain("planted", await File.ReadAllTextAsync(Place("bundle.json"), TestContext.Current.CancellationToken), StringComparison.Ordinal);

        await LogAsync(split, new string('0', 64));
        Assert.Equal(0, (await DeriveAsync("source", "train", "test")).Code);
        (code, output) = await RunAsync(Verify.Command(), Place("bundle.json"), "--key", Key.ToString());
        Assert.Equal(1, code);
        Assert.Contains("another map", output, StringComparison.Ordinal);

        (code, output) = await DeriveAsync("source", "test", "train");
        Assert.Equal(2, code);
        Assert.Contains("roots differ", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--train-ratio", "1")]
    [InlineData("--train-ratio", "0.01")]
    [InlineData("--train-ratio", "0.5", "--stratify-by", "none")]
    public async Task Split_ThatCannotBe_WritesNothing(params string[] options)
    {
        await CommitAsync();
        Assert.Equal(2, (await RunAsync(Split.Command(), Place("rows.csv"), options)).Code);
        Assert.False(File.Exists(Place("split.json")));
    }

    [Fact]
    public async Task Split_OfOtherRowsThanWereCommitted_IsRefused()
    {
        await CommitAsync();
        await File.WriteAllTextAsync(Place("other.csv"), (await File.ReadAllTextAsync(Place("rows.csv"), TestContext.Current.CancellationToken)).Replace("10,", "11,", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        var (code, output) = await RunAsync(Split.Command(), Place("other.csv"), ["--train-ratio", "0.5"]);
        Assert.Equal(2, code);
        Assert.Contains("not the rows", output, StringComparison.Ordinal);
    }

    private async Task CommitAsync()
    {
        await File.WriteAllTextAsync(
            Place("rows.csv"), "n,text\n" + string.Concat(Enumerable.Range(1, 10).Select(i => $"{i},planted{i}\n")), TestContext.Current.CancellationToken);
        Assert.Equal(0, (await RunAsync(Commit.Command(), Place("rows.csv"), "--name", "rows", "--origin", "o/p", "-o", Place("rows.json"))).Code);
    }

    private async Task<SplitRequest> SplitAsync(params string[] options)
    {
        await CommitAsync();
        var (code, output) = await RunAsync(Split.Command(), Place("rows.csv"), options);
        Assert.True(code == 0, output);
        return JsonSerializer.Deserialize<SplitRequest>(await File.ReadAllTextAsync(Place("split.json"), TestContext.Current.CancellationToken), LedgerJson.Sent)!;
    }

    /// <summary>A log of source and parts, as a service would have appended them.</summary>
    private async Task LogAsync(SplitRequest split, string map)
    {
        var source = JsonSerializer.Deserialize<LocalDataset>(await File.ReadAllTextAsync(Place("rows.json"), TestContext.Current.CancellationToken), LedgerJson.Sent)!;
        (string Name, byte[] Bytes)[] entries =
        [
            ("genesis", "genesis"u8.ToArray()), ("source", Entry(source, "notarize", 1, null)),
            ("train", Entry(split.Local!.Train!, "split", 2, map)), ("test", Entry(split.Local.Test!, "split", 3, map)),
        ];
        var tree = MerkleTree.Over([.. entries.Select(entry => entry.Bytes)]);
        var note = SignedNote.Sign(new Checkpoint("o/p", entries.Length, tree.Root).ToText(), Key, Seed);
        foreach (var (index, (name, bytes)) in entries.Index().Skip(1))
        {
            await File.WriteAllBytesAsync(Place(name + ".entry"), bytes, TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(Place(name + ".proof"), new TlogProof(index, tree.Inclusion(index), note).ToString(), TestContext.Current.CancellationToken);
        }
    }

    private static byte[] Entry(LocalDataset sent, string op, int index, string? map)
    {
        Assert.True(LocalNotarizer.Check(new LedgerInfo { Origin = "o/p" }, sent).TryGet(out var accepted, out var error), error?.ToString());
        return (accepted.ToEntry(op, "me").Entry with
        {
            Index = index.ToString(System.Globalization.CultureInfo.InvariantCulture),
            Origin = "o/p",
            Time = "2026-01-01T00:00:00.000Z",
            Version = 1,
            Params = map is null ? null : new JsonObject { ["map"] = map },
        }).ToBytes();
    }

    private Task<(int Code, string Output)> DeriveAsync(params string[] order) => RunAsync(
        Derive.Command(), [Place("rows.csv"), "--request", Place("rows.json"), "--split", Place("split.json"), "-o", Place("bundle.json"),
            "--entry", .. order.Select(name => Place(name + ".entry")), "--tlog-proof", .. order.Select(name => Place(name + ".proof"))]);

    private Task<(int Code, string Output)> RunAsync(Command command, string file, string[] options) =>
        RunAsync(command, [file, "--request", Place("rows.json"), "--origin", "o/p", "-o", Place("split.json"), .. options]);

    private static async Task<(int Code, string Output)> RunAsync(Command command, params string[] arguments)
    {
        var output = new StringWriter();
        var code = await command.Parse(arguments).InvokeAsync(
            new InvocationConfiguration { Output = output, Error = output }, TestContext.Current.CancellationToken);
        return (code, output.ToString());
    }

    private string Place(string name) => Path.Combine(_folder, name);
}
