using Ledger.Api.Checkpoints;
using Ledger.Api.Tests.Fakes;
using Ledger.Api.Tree;
using ServiceDefaults.Tests.Fakes;

namespace Ledger.Api.Tests.Log;

public sealed class LedgersTests(PostgresServer postgres)
{
    [Fact]
    public async Task Create_DescriptionWithNul_IsRefusedAndCreatesNothing()
    {
        await using var host = new LedgerHost(await postgres.CreateDatabaseAsync());
        var admin = host.As("Admin");
        Assert.Equal((400, "bad_request"), await admin.PostJsonAsync("/api/ledgers", new { project = "p", description = "a\0b" }).CodeAsync());
        Assert.Equal((404, "ledger_not_found"), await admin.GetJsonAsync("/api/ledgers/p").CodeAsync());
    }

    [Fact]
    public async Task Create_NewProject_SignsItsGenesis()
    {
        await using var host = new LedgerHost(await postgres.CreateDatabaseAsync(), ("Ledger:Host", "ledger.example"));
        var admin = host.As("Admin");
        var created = await admin.PostJsonAsync("/api/ledgers", new { project = "vectors" }).OkAsync();
        Assert.Equal("ledger.example/vectors", (string?)created["origin"]);
        Assert.Equal("1", (string?)created["treeSize"]);
        Assert.True(NoteKey.TryParse((string?)created["verifierKey"], out var key));
        Assert.Equal((409, "project_exists"), await admin.PostJsonAsync("/api/ledgers", new { project = "vectors" }).CodeAsync());

        var anyone = host.As("");
        var entry = await anyone.GetByteArrayAsync("/api/ledgers/vectors/log/entries/0", TestContext.Current.CancellationToken);
        var note = await Eventually.AnswerAsync(anyone, "/api/ledgers/vectors/log/checkpoint");
        Assert.True(Checkpoint.TryOpen(note, key, out var checkpoint));
        Assert.Equal((1L, MerkleHash.Leaf(entry)), (checkpoint.Size, checkpoint.Root));
        var proof = TlogProof.Parse(await anyone.GetStringAsync("/api/ledgers/vectors/log/entries/0/tlog-proof", TestContext.Current.CancellationToken));
        Assert.True(proof!.Verify(entry, key));
        var stats = await host.As("Viewer").GetJsonAsync("/api/ledgers/vectors/stats").OkAsync();
        Assert.Equal(("1", "ok"), ((string?)stats["totalEntries"], (string?)stats["integrityStatus"]));
        Assert.True((bool?)(await host.As("Auditor").PostJsonAsync("/api/ledgers/vectors/check", new { }).OkAsync())["ok"]);
    }

    [Fact]
    public async Task Stats_OfALedgerThatBecameReadOnly_SayItAtOnce()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var host = new LedgerHost(database);
        await host.As().PostJsonAsync("/api/ledgers", new { project = "p" }).OkAsync();
        for (var round = 0; round < 3; round++)
        {
            await Database.ExecuteAsync(database, "update ledgers set read_only = 'by a test'");
            Assert.Equal("read_only", (string?)(await host.As().GetJsonAsync("/api/ledgers/p/stats").OkAsync())["integrityStatus"]);
            await Database.ExecuteAsync(database, "update ledgers set read_only = null");
            Assert.Equal("ok", (string?)(await host.As().GetJsonAsync("/api/ledgers/p/stats").OkAsync())["integrityStatus"]);
        }
    }

    [Theory]
    [InlineData("bad name", 400, "bad_name")]
    [InlineData("", 400, "bad_name")]
    [InlineData("ä", 400, "bad_name")]
    public async Task Create_WithBadName_IsRefused(string project, int status, string code)
    {
        await using var host = new LedgerHost(await postgres.CreateDatabaseAsync());
        Assert.Equal((status, code), await host.As().PostJsonAsync("/api/ledgers", new { project }).CodeAsync());
        Assert.Equal((404, "ledger_not_found"), await host.As().GetJsonAsync("/api/ledgers/none").CodeAsync());
    }
}
