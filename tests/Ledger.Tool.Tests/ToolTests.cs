using System.CommandLine;
using System.Text.Json;
using Ledger.Api.Canonical;
using Ledger.Api.Checkpoints;
using Ledger.Api.Datasets;
using Ledger.Api.Ledgers;
using Ledger.Api.Proofs.Group;
using Ledger.Api.Tree;

namespace Ledger.Tool.Tests;

public sealed class ToolTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ledger-tool-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task<(int Code, string Output)> RunAsync(Command command, params string[] arguments)
    {
        var output = new StringWriter();
        var code = await command.Parse(arguments).InvokeAsync(
            new InvocationConfiguration { Output = output, Error = output }, TestContext.Current.CancellationToken);
        return (code, output.ToString());
    }

    private string Place(string name) => Path.Combine(_folder, name);

    [Fact]
    public async Task Commit_OfAFile_MakesWhatTheServiceAccepts()
    {
        await File.WriteAllTextAsync(Place("rows.csv"), "n,secret\n1,planted-value\n2,y\n", TestContext.Current.CancellationToken);
        var (code, output) = await RunAsync(Commit.Command(), Place("rows.csv"), "--name", "rows", "--origin", "o/p", "-o", Place("out.json"));
        Assert.True(code == 0, output);
        var text = await File.ReadAllTextAsync(Place("out.json"), TestContext.Current.CancellationToken);
        Assert.DoesNotContain("planted-value", text, StringComparison.Ordinal);
        Assert.Equal(32, new FileInfo(Place("out.json.key")).Length);
        var request = JsonSerializer.Deserialize<LocalDataset>(text, LedgerJson.Options)!;
        Assert.True(LocalNotarizer.Check(new LedgerInfo { Origin = "o/p" }, request).TryGet(out var accepted, out var error), error?.ToString());
        Assert.Equal(2, accepted.Version.Rows);
        Assert.False(LocalNotarizer.Check(new LedgerInfo { Origin = "o/other" }, request).TryGet(out _, out error));
        Assert.Equal("statement", error!.Code);
    }

    [Fact]
    public async Task Commit_OfAMalformedFile_NamesTheFault()
    {
        await File.WriteAllTextAsync(Place("rows.csv"), "a,b\n1\n", TestContext.Current.CancellationToken);
        var (code, output) = await RunAsync(Commit.Command(), Place("rows.csv"), "--name", "rows", "--origin", "o/p", "-o", Place("out.json"));
        Assert.Equal(2, code);
        Assert.Contains("row_width", output, StringComparison.Ordinal);
        Assert.False(File.Exists(Place("out.json")));
    }

    [Theory]
    [InlineData("""{"type":"sum","v":1,"claims":[["n","6"]]}""", 0)]
    [InlineData("""{"type":"sum","v":1,"claims":[["n","7"]]}""", 2)]
    [InlineData("""{"type":"row","v":1,"row":"2","values":[["n","3"]]}""", 0)]
    [InlineData("""{"type":"bound","v":1,"bits":4,"lo":"0","hi":"10","terms":[["n",1]]}""", 0)]
    [InlineData("""{"type":"moment","v":1,"terms":[["n",1]],"value":"14"}""", 0)]
    [InlineData("""{"type":"member","v":1,"column":"n#null","values":["0","1"]}""", 0)]
    [InlineData("""{"type":"magnitude","v":1,"column":"n","width":8}""", 0)]
    [InlineData("""{"type":"rangeAll","v":1,"column":"n","lo":"0","hi":"9"}""", 0)]
    [InlineData("""{"type":"guess","v":1}""", 2)]
    public async Task Prove_OfACommittedFile_VerifiesOffline(string statement, int expected)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await File.WriteAllTextAsync(Place("rows.csv"), "n,secret\n1,planted-value\n2,y\n3,z\n,w\n", cancellation);
        await RunAsync(Commit.Command(), Place("rows.csv"), "--name", "rows", "--origin", "o/p", "-o", Place("out.json"));
        var sent = JsonSerializer.Deserialize<LocalDataset>(await File.ReadAllTextAsync(Place("out.json"), cancellation), LedgerJson.Options)!;
        Assert.True(LocalNotarizer.Check(new LedgerInfo { Origin = "o/p" }, sent).TryGet(out var accepted, out var error), error?.ToString());
        var entry = (accepted.ToEntry("notarize", "me").Entry with { Index = "1", Origin = "o/p", Time = "2026-01-01T00:00:00.000Z", Version = 1 }).ToBytes();
        var seed = new byte[32];
        var key = new NoteKey("o/p", Ed25519.PublicKey(seed));
        var tree = MerkleTree.Over(["genesis"u8.ToArray(), entry]);
        var note = SignedNote.Sign(new Checkpoint("o/p", 2, tree.Root).ToText(), key, seed);
        await File.WriteAllBytesAsync(Place("entry"), entry, cancellation);
        await File.WriteAllTextAsync(Place("proof"), new TlogProof(1, tree.Inclusion(1), note).ToString(), cancellation);
        var (code, output) = await RunAsync(
            Prove.Command(), Place("rows.csv"), "--request", Place("out.json"), "--entry", Place("entry"), "--tlog-proof", Place("proof"),
            "--statement", statement, "--nonce", "0a", "-o", Place("bundle.json"));
        Assert.True(code == expected, output);
        if (code == 0)
        {
            (code, output) = await RunAsync(Verify.Command(), Place("bundle.json"), "--key", key.ToString());
            Assert.True(code == 0, output);
            Assert.DoesNotContain("planted-value", await File.ReadAllTextAsync(Place("bundle.json"), cancellation), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Verify_OfATlogProof_HoldsForItsEntryOnly()
    {
        var seed = new byte[32];
        var key = new NoteKey("o/p", Ed25519.PublicKey(seed));
        var tree = MerkleTree.Over(["a"u8.ToArray(), "b"u8.ToArray(), "c"u8.ToArray()]);
        var note = SignedNote.Sign(new Checkpoint("o/p", 3, tree.Root).ToText(), key, seed);
        await File.WriteAllTextAsync(Place("proof"), new TlogProof(1, tree.Inclusion(1), note).ToString(), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Place("b"), "b", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Place("c"), "c", TestContext.Current.CancellationToken);
        Assert.Equal(0, (await RunAsync(Verify.Command(), Place("proof"), "--key", key.ToString(), "--entry", Place("b"))).Code);
        Assert.Equal(1, (await RunAsync(Verify.Command(), Place("proof"), "--key", key.ToString(), "--entry", Place("c"))).Code);
        var other = new NoteKey("o/p", Ed25519.PublicKey([1, .. seed[1..]]));
        Assert.Equal(1, (await RunAsync(Verify.Command(), Place("proof"), "--key", other.ToString(), "--entry", Place("b"))).Code);
        Assert.Equal(2, (await RunAsync(Verify.Command(), Place("none"), "--key", key.ToString())).Code);
    }
}
