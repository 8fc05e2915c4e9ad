using Ledger.Api.Cluster;
using Ledger.Api.Tests.Fakes;
using Microsoft.Extensions.DependencyInjection;
using ServiceDefaults.Tests.Fakes;

namespace Ledger.Api.Tests.Cluster;

public sealed class SweepTests(PostgresServer postgres)
{
    [Fact]
    public async Task Sweep_OfYesterday_TakesOnlyWhatNoEntryNames()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var host = new LedgerHost(database);
        var client = host.As();
        await client.PostJsonAsync("/api/ledgers", new { project = "p" }).OkAsync();
        await client.NotarizeAsync("p", "d", Rows()).OkAsync();
        await client.PostJsonAsync("/api/ledgers/p/splits", new { input = "d", trainRatio = 0.8 }).OkAsync();
        var named = await Database.ScalarAsync(database, "select count(*) from attachments");
        Assert.Equal(0L, await Database.ScalarAsync(database, "select count(*) from attachments where unclaimed"));

        // A second notarization is refused after its attachments were stored: they are orphans.
        Assert.Equal((409, "dataset_exists"), await client.NotarizeAsync("p", "d", Rows() + "21,1\n").CodeAsync());
        await Database.ExecuteAsync(database, """
            insert into attachments (ledger_id, kind, hash, part, bytes, unclaimed) select id, 'map', '\x01', 0, '', true from ledgers;
            insert into attachments (ledger_id, kind, hash, part, bytes, unclaimed) select id, 'map', '\x02', 0, '', true from ledgers;
            update attachments set created_at = now() - interval '25 hours' where hash <> '\x02';
            """);
        Assert.True(await SweepAsync(host));
        Assert.Equal(named, await Database.ScalarAsync(database, "select count(*) from attachments where not unclaimed"));
        Assert.Equal("\\x02", Convert.ToString(await Database.ScalarAsync(
            database, "select string_agg(hash::text, ',') from attachments where unclaimed"), System.Globalization.CultureInfo.InvariantCulture));
        var verified = await client.PostJsonAsync("/api/ledgers/p/datasets/d/verify", new { }).OkAsync();
        Assert.True((bool?)verified["valid"], verified.ToJsonString());
    }

    [Fact]
    public async Task IdempotencyKey_AfterADay_IsANewOne()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var host = new LedgerHost(database);
        var client = host.As();
        await client.PostJsonAsync("/api/ledgers", new { project = "p" }).OkAsync();
        var first = await AppendAsync("a");
        Assert.Equal(first, await AppendAsync("a"));
        Assert.Equal((409, "idempotency_mismatch"), await client.PostJsonAsync("/api/ledgers/p/entries", new { operationType = "b" }, "key").CodeAsync());

        // Unswept but expired, then swept: new either way, and the new answer stands for the next day.
        await Database.ExecuteAsync(database, "update idempotency set created_at = now() - interval '24 hours 1 second'");
        var second = await AppendAsync("b");
        Assert.NotEqual(first, second);
        Assert.Equal(second, await AppendAsync("b"));
        await Database.ExecuteAsync(database, "update idempotency set created_at = now() - interval '25 hours'");
        Assert.True(await SweepAsync(host));
        Assert.Equal(0L, await Database.ScalarAsync(database, "select count(*) from idempotency"));

        async Task<string> AppendAsync(string type) =>
            (string)(await client.PostJsonAsync("/api/ledgers/p/entries", new { operationType = type }, "key").OkAsync())["index"]!;
    }

    private static async Task<bool> SweepAsync(LedgerHost host)
    {
        var primary = host.Services.GetRequiredService<PrimaryService>();
        await Eventually.UntilAsync(_ => Task.FromResult(primary.Term is not null));
        return await host.Services.GetRequiredService<Sweeper>().SweepAsync(primary.Term!, TestContext.Current.CancellationToken);
    }

    private static string Rows() => "a,b\n" + string.Concat(Enumerable.Range(0, 20).Select(i => $"{i},{i * i}\n"));
}
