using Ledger.Api.Jobs;
using Ledger.Api.Tests.Fakes;
using Microsoft.Extensions.DependencyInjection;
using ServiceDefaults.Tests.Fakes;

namespace Ledger.Api.Tests.Jobs;

/// <summary>Jobs whose node was killed: what can be taken up again is, the rest is failed by name; none stays open.</summary>
public sealed class InterruptedJobTests(PostgresServer postgres)
{
    [Fact]
    public async Task Job_WhoseNodeIsGone_FailsByName()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var host = new LedgerHost(database);
        var client = host.As();
        await client.PostJsonAsync("/api/ledgers", new { project = "p" }).OkAsync();
        var started = await client.PostJsonAsync("/api/ledgers/p/verify-all", new { }).OkAsync();
        var owner = (string)(await Database.ScalarAsync(database, "select owner from jobs limit 1"))!;
        Assert.NotEmpty((string)started["id"]!);
        await Database.ExecuteAsync(database, $"""
            insert into jobs (id, owner, kind, state, request, lease_until, cancel) values
                ('gone', '{owner}', 'notarize', 'running', '', now() - interval '1 second', false),
                ('cancelled', '{owner}', 'notarize', 'running', '', now() - interval '1 second', true),
                ('held', '{owner}', 'notarize', 'running', '', now() + interval '1 hour', false)
            """);
        await Eventually.UntilAsync(async _ => (string?)(await client.GetJsonAsync("/api/jobs/gone").OkAsync())["state"] == "failed");
        Assert.StartsWith("interrupted: ", (string?)(await client.GetJsonAsync("/api/jobs/gone").OkAsync())["error"], StringComparison.Ordinal);
        Assert.Equal("cancelled", (string?)(await client.GetJsonAsync("/api/jobs/cancelled").OkAsync())["state"]);
        Assert.Equal("running", (string?)(await client.GetJsonAsync("/api/jobs/held").OkAsync())["state"]);
    }

    [Fact]
    public async Task Derivation_WhoseNodeDiedBeforeItsProof_IsProvenByAnother()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var host = new LedgerHost(database);
        var client = host.As();
        await client.PostJsonAsync("/api/ledgers", new { project = "p" }).OkAsync();
        await client.NotarizeAsync("p", "d", "a\n" + string.Concat(Enumerable.Range(0, 20).Select(i => $"{i}\n"))).OkAsync();
        var split = await client.PostJsonAsync("/api/ledgers/p/splits?wait=checkpoint", new { input = "d", trainRatio = 0.8 }).OkAsync();

        // As if the node had died when the outputs were durable: the job of their transaction is there, its bundle is not.
        await Database.ExecuteAsync(database, """
            delete from bundles;
            update jobs set state = 'running', result = null, progress = 0, lease_until = now() - interval '1 second' where kind = 'derive'
            """);
        await Eventually.UntilAsync(async _ => (long)(await Database.ScalarAsync(database, "select count(*) from bundles"))! == 1);
        await Eventually.UntilAsync(async _ => (string)(await Database.ScalarAsync(database, "select state from jobs where kind = 'derive'"))! == "succeeded");
        var id = (string)(await Database.ScalarAsync(database, "select id from bundles"))!;
        Assert.NotEqual((string?)split["proof"], id);
        var verdict = await host.As("").PostJsonAsync("/api/verify", await client.GetJsonAsync($"/api/ledgers/p/proofs/{id}").OkAsync()).OkAsync();
        Assert.True((bool?)verdict["valid"], verdict.ToJsonString());
    }

    [Fact]
    public async Task Derivation_WhoseNodeDiedBeforeItsProofEntry_GetsOneEntryForTheBundleStored()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var host = new LedgerHost(database);
        var client = host.As();
        await client.PostJsonAsync("/api/ledgers", new { project = "p" }).OkAsync();
        await client.NotarizeAsync("p", "d", "a\n" + string.Concat(Enumerable.Range(0, 20).Select(i => $"{i}\n"))).OkAsync();

        // The bundle is stored, its entry is refused: what a node that dies between the two leaves behind.
        await Database.ExecuteAsync(database, "alter table entries add constraint no_proof check (op <> 'proof') not valid");
        Assert.Equal(500, (await client.PostJsonAsync("/api/ledgers/p/splits", new { input = "d", trainRatio = 0.8 })).Status);
        var stored = (string)(await Database.ScalarAsync(database, "select id from bundles"))!;
        await Database.ExecuteAsync(database, "alter table entries drop constraint no_proof");
        for (var resumed = 0; resumed < 2; resumed++)
        {
            await Database.ExecuteAsync(database, "update jobs set state = 'running', result = null, lease_until = now() - interval '1 second' where kind = 'derive'");
            await Eventually.UntilAsync(async _ => (string)(await Database.ScalarAsync(database, "select state from jobs where kind = 'derive'"))! == "succeeded");
            Assert.Equal(stored, await Database.ScalarAsync(database, "select string_agg(id, ',') from bundles"));
            Assert.Equal(1L, await Database.ScalarAsync(database, "select count(*) from entries where op = 'proof'"));
        }
    }

    [Fact]
    public async Task Derivation_ThatEndsEachOfItsWorkers_IsGivenUp()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var host = new LedgerHost(database);
        _ = host.As();
        var jobs = host.Services.GetRequiredService<JobStore>();
        await Eventually.UntilAsync(async _ => await Database.ScalarAsync(database, "select to_regclass('jobs') is not null") is true);
        await Eventually.UntilAsync(async _ => await Database.ScalarAsync(database, "select count(*) from schema_migrations where name like '%crash%'") is 1L);
        await Database.ExecuteAsync(database, """
            insert into jobs (id, owner, kind, state, request, lease_until, attempts) values ('deadly', 'x', 'derive', 'running', '{}', now() - interval '1 second', 5)
            """);
        await jobs.AbandonAsync("derive", TestContext.Current.CancellationToken);
        var job = (await jobs.FindAsync("deadly", TestContext.Current.CancellationToken))!;
        Assert.Equal("failed", job.State);
        Assert.StartsWith("interrupted: ", job.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_OfALargeLog_IsAJob()
    {
        await using var host = new LedgerHost(await postgres.CreateDatabaseAsync(), ("Log:CheckAtOnce", "2"));
        var client = host.As();
        await client.PostJsonAsync("/api/ledgers", new { project = "p" }).OkAsync();
        await client.PostJsonAsync("/api/ledgers/p/entries", new { operationType = "note" }).OkAsync();
        Assert.Equal(200, (await client.PostJsonAsync("/api/ledgers/p/check", new { })).Status);
        await client.PostJsonAsync("/api/ledgers/p/entries", new { operationType = "note" }).OkAsync();
        var (status, job) = await client.PostJsonAsync("/api/ledgers/p/check", new { });
        Assert.Equal(202, status);
        await Eventually.UntilAsync(async _ => (string?)(job = await client.GetJsonAsync($"/api/jobs/{(string?)job!["id"]}").OkAsync())["state"] == "succeeded");
        Assert.Equal((true, "3", "3"), ((bool)job!["result"]!["ok"]!, (string?)job["result"]!["treeSize"], (string?)job["result"]!["checked"]));
    }
}
