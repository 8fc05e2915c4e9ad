using Ledger.Api.Tests.Fakes;
using Microsoft.Extensions.DependencyInjection;
using Platform.ServiceDefaults.Audit;
using ServiceDefaults.Tests.Fakes;

namespace Ledger.Api.Tests.Log;

/// <summary>An entry and the audit log's line about it are durable together (contract §11).</summary>
public sealed class AuditedAppendTests(PostgresServer postgres)
{
    private const string Entries = "/api/ledgers/p/entries";

    [Fact]
    public async Task Append_ByManyAtOnce_LeavesOneLineEachInOneUnbrokenChain()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var left = new LedgerHost(database);
        await using var right = new LedgerHost(database);
        await left.As().PostJsonAsync("/api/ledgers", new { project = "p" }).OkAsync();
        await left.As().PostJsonAsync("/api/ledgers", new { project = "q" }).OkAsync();
        await Task.WhenAll(Enumerable.Range(0, 24).Select(i => (i % 2 == 0 ? left : right).As()
            .PostJsonAsync(i % 3 == 0 ? "/api/ledgers/q/entries" : Entries, new { operationType = "note" }, $"key-{i}").OkAsync()));

        // Read at once: each answer came after its line was durable.
        var audit = left.Services.GetRequiredService<IAuditLog>();
        var lines = await audit.ReadAsync(0, 1000, null, TestContext.Current.CancellationToken);
        Assert.Equal(16, lines.Count(line => line.Entry is { Path: Entries, Status: 201, Type: "create", Method: "POST" }));
        Assert.Equal(8, lines.Count(line => line.Entry is { Path: "/api/ledgers/q/entries", Status: 201 }));
        Assert.Equal(lines.Count, lines.Select(line => line.Entry.CorrelationId).Distinct().Count());
        Assert.Null(await audit.FirstBadAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Append_AskedAgainWithItsKey_LeavesALineForEachRequest()
    {
        await using var host = new LedgerHost(await postgres.CreateDatabaseAsync());
        var client = host.As();
        await client.PostJsonAsync("/api/ledgers", new { project = "p" }).OkAsync();
        await client.PostJsonAsync(Entries, new { operationType = "note" }, "key").OkAsync();
        await client.PostJsonAsync(Entries, new { operationType = "note" }, "key").OkAsync();
        var lines = await host.Services.GetRequiredService<IAuditLog>().ReadAsync(0, 1000, null, TestContext.Current.CancellationToken);
        Assert.Equal(2, lines.Count(line => line.Entry is { Path: Entries, Status: 201 }));
    }

    [Fact]
    public async Task Append_WhoseLineCannotBeWritten_IsNotDone()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var host = new LedgerHost(database);
        var client = host.As();
        await client.PostJsonAsync("/api/ledgers", new { project = "p" }).OkAsync();
        await Database.ExecuteAsync(database, "alter table audit_log add constraint no_more check (path <> '/api/ledgers/p/entries') not valid");
        Assert.Equal(500, (await client.PostJsonAsync(Entries, new { operationType = "note" })).Status);
        Assert.Equal("1", (string?)(await client.GetJsonAsync("/api/ledgers/p").OkAsync())["treeSize"]);

        await Database.ExecuteAsync(database, "alter table audit_log drop constraint no_more");
        await Eventually.UntilAsync(async _ => (await client.PostJsonAsync(Entries, new { operationType = "note" })).Status == 201);
        Assert.Equal("2", (string?)(await client.GetJsonAsync("/api/ledgers/p").OkAsync())["treeSize"]);
    }
}
