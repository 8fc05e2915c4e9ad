using System.Text.Json.Nodes;
using Ledger.Api.Checkpoints;
using Ledger.Api.Cluster;
using Ledger.Api.Entries;
using Ledger.Api.Tests.Fakes;
using Microsoft.Extensions.DependencyInjection;
using ServiceDefaults.Tests.Fakes;

namespace Ledger.Api.Tests.Cluster;

/// <summary>Whatever only the primary may write is conditional on its term: a node with an old one changes nothing.</summary>
public sealed class FenceTests(PostgresServer postgres)
{
    [Fact]
    public async Task Write_UnderATermThatIsOver_ChangesNothing()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var host = new LedgerHost(database, ("ZKP_LEDGER_NODE_ID", "here"));
        var client = host.As();
        await client.PostJsonAsync("/api/ledgers", new { project = "p" }).OkAsync();
        await client.PostJsonAsync("/api/ledgers/p/entries?wait=checkpoint", new { operationType = "note" }).OkAsync();
        var term = host.Services.GetRequiredService<PrimaryService>().Term!;
        await Fakes.Database.ExecuteAsync(database, "insert into idempotency values ('\\x01', '\\x02', 201, '{}', now() - interval '25 hours')");

        // Another node took over: the row is all that counts, whatever this one still believes.
        await Fakes.Database.ExecuteAsync(database, "update lease set term = term + 1, node_id = 'other', expires_at = now() + interval '1 hour'");
        await client.PostJsonAsync("/api/ledgers/p/entries", new { operationType = "note" }).OkAsync();
        var ledger = (await host.Services.GetRequiredService<LogStore>().FindAsync("p", TestContext.Current.CancellationToken))!;
        Assert.Null(await host.Services.GetRequiredService<CheckpointStore>().PublishAsync(ledger, term, TimeProvider.System, TestContext.Current.CancellationToken));
        Assert.Equal(2L, await Fakes.Database.ScalarAsync(database, "select max(size) from checkpoints"));
        Assert.False(await host.Services.GetRequiredService<Sweeper>().SweepAsync(term, TestContext.Current.CancellationToken));
        Assert.Equal(1L, await Fakes.Database.ScalarAsync(database, "select count(*) from idempotency"));
        var anchored = await host.Services.GetRequiredService<Sequencer>().AppendAsync(
            ledger, new Draft(new EntryDraft(new Entry { Op = "audit-anchor" })) { Fence = term }, TestContext.Current.CancellationToken);
        Assert.False(anchored.TryGet(out _, out var refused));
        Assert.Equal((503, "not_ready"), (refused.Status, refused.Code));
        Assert.Equal(3L, await Fakes.Database.ScalarAsync(database, "select size from heads"));

        var status = await host.As("").GetJsonAsync("/api/cluster/status").OkAsync();
        Assert.Equal(("secondary", "other", "here"), ((string?)status["role"], (string?)status["leaderId"], (string?)status["nodeId"]));
        Assert.Equal("3", (string?)status["treeSizes"]!["p"]);
        Assert.Equal(["here"], status["nodes"]!.AsArray().Select(node => (string?)node!["nodeId"]));
    }

    [Fact]
    public async Task Lease_OfAPrimaryThatStops_IsTakenAtOnce()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var stays = new LedgerHost(database, ("ZKP_LEDGER_NODE_ID", "stays"));
        await using (var goes = new LedgerHost(database, ("ZKP_LEDGER_NODE_ID", "goes")))
        {
            await UntilPrimaryAsync(goes, "goes");
            _ = stays.As();
        }

        await UntilPrimaryAsync(stays, "stays");
        Assert.Equal(2L, await Fakes.Database.ScalarAsync(database, "select term from lease"));
    }

    private static Task UntilPrimaryAsync(LedgerHost host, string name) => Eventually.UntilAsync(async _ =>
        await host.As("").GetJsonAsync("/api/cluster/status").OkAsync() is JsonObject status && (string?)status["leaderId"] == name);
}
