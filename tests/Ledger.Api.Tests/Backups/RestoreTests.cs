using System.Text.Json.Nodes;
using Ledger.Api.Checkpoints;
using Ledger.Api.Tests.Fakes;
using Ledger.Api.Tree;
using ServiceDefaults.Tests.Fakes;

namespace Ledger.Api.Tests.Backups;

/// <summary>Cases 33, 36 and 39 of the contract, and what a restore must not do.</summary>
public sealed class RestoreTests(PostgresServer postgres) : IDisposable
{
    private const string Rows = "id,value\n1,10\n2,20\n3,30\n4,40\n5,50\n6,60\n7,70\n8,80\n9,90\n10,100\n11,110\n12,120\n";
    private readonly BackupSite _site = new(postgres);

    public void Dispose() => _site.Dispose();

    [Fact]
    public async Task Restore_OfAFullAndThreeIncrementals_IntoAnEmptyDatabaseLosesNothing()
    {
        var (host, _) = await _site.StartAsync();
        JsonNode bundle, stats, splitBundle;
        string note, id, splitPath;
        NoteKey? key;
        await using (host)
        {
            var client = host.As();
            var created = await client.PostJsonAsync("/api/ledgers", new { project = "p" }).OkAsync();
            Assert.True(NoteKey.TryParse((string?)created["verifierKey"], out key));
            await client.NotarizeAsync("p", "people", Rows).OkAsync();
            await client.BackUpAsync("full");
            bundle = await ProveAsync(client, "people");
            await client.PostJsonAsync("/api/admin/users", new { name = "ann", password = "correct horse battery", roles = new[] { "Viewer" } }).OkAsync();
            await client.BackUpAsync("incremental");
            await client.PostJsonAsync("/api/ledgers", new { project = "q" }).OkAsync();
            await client.NotarizeAsync("q", "others", Rows.Replace("120", "121", StringComparison.Ordinal)).OkAsync();
            var split = await client.PostJsonAsync("/api/ledgers/p/splits", new { input = "people", trainRatio = 0.5, seed = 42 }).OkAsync();
            splitPath = $"/api/ledgers/p/proofs/{split["proof"]}";
            splitBundle = await client.GetJsonAsync(splitPath).OkAsync();
            await client.BackUpAsync("incremental");
            await client.NoteAsync("p", "once");
            await client.NoteAsync("q");
            id = await client.BackUpAsync("incremental");
            stats = await client.GetJsonAsync("/api/ledgers/p/stats").OkAsync();
            note = await host.As("").GetStringAsync("/api/ledgers/p/log/checkpoint", TestContext.Current.CancellationToken);
        }

        var (fresh, database) = await _site.StartAsync();
        await using (fresh)
        {
            var client = fresh.As();
            var listed = (await client.GetJsonAsync("/api/admin/backups").OkAsync())["items"]!.AsArray();
            Assert.Equal(["incremental", "incremental", "incremental", "full"], listed.Select(item => (string?)item!["kind"]));
            var job = await client.RestoreAsync(id);
            Assert.True((string?)job["state"] == "succeeded", job.ToJsonString());
            Assert.Equal(4, job["result"]!["chain"]!.AsArray().Count);
            Assert.Equal(stats.ToJsonString(), (await client.GetJsonAsync("/api/ledgers/p/stats").OkAsync()).ToJsonString());
            Assert.True((bool?)(await client.PostJsonAsync("/api/ledgers/p/check", new { }).OkAsync())["ok"]);
            Assert.True((bool?)(await client.PostJsonAsync("/api/ledgers/q/datasets/others/verify", new { }).OkAsync())["valid"]);
            // Equal requests get the bundle that was made before.
            Assert.Equal(bundle.ToJsonString(), (await ProveAsync(client, "people")).ToJsonString());
            Assert.Equal(splitBundle.ToJsonString(), (await client.GetJsonAsync(splitPath).OkAsync()).ToJsonString());
            Assert.Equal("ann", (string?)(await client.GetJsonAsync("/api/admin/users").OkAsync())["items"]![0]!["name"]);

            // The same request under the same key is the same entry; new ones go on where the log stood.
            var size = long.Parse((string)stats["totalEntries"]!, System.Globalization.CultureInfo.InvariantCulture);
            Assert.True((long)Index(await client.NoteAsync("p", "once")) < size);
            Assert.Equal(size, Index(await client.NoteAsync("p")));
            Assert.NotNull((string?)(await ProveAsync(client, "people", "00"))["proof"]);
            var newer = await Eventually.AnswerAsync(fresh.As(""), "/api/ledgers/p/log/checkpoint");
            Assert.True(Checkpoint.TryOpen(note, key!, out var before));
            Assert.True(Checkpoint.TryOpen(newer, key!, out var after));
            var proof = await client.GetJsonAsync($"/api/ledgers/p/log/proofs/consistency?first={before.Size}&second={after.Size}").OkAsync();
            Assert.True(ConsistencyProof.Verify(before.Size, before.Root, after.Size, after.Root, Hashes(proof)));
            Assert.Equal("full", (string?)(await client.JobAsync("/api/admin/backups", new { kind = "incremental" }))["result"]!["kind"]);
            Assert.Equal(0L, await BackupSite.ScalarAsync<long>(database, "select count(*) from pg_namespace where nspname like 'restore%'"));
        }
    }

    [Fact]
    public async Task Restore_InPlaceBehindAPublishedCheckpoint_SignsNothingUntilConfirmed()
    {
        var (host, _) = await _site.StartAsync();
        await using (host)
        {
            var client = host.As();
            var created = await client.PostJsonAsync("/api/ledgers", new { project = "p" }).OkAsync();
            Assert.True(NoteKey.TryParse((string?)created["verifierKey"], out var key));
            await client.NoteAsync("p");
            var id = await client.BackUpAsync("full");
            await client.NoteAsync("p");
            await client.NoteAsync("p");
            var published = await host.As("").GetStringAsync("/api/ledgers/p/log/checkpoint", TestContext.Current.CancellationToken);
            Assert.True(Checkpoint.TryOpen(published, key, out var seen) && seen.Size == 4);

            var job = await client.RestoreAsync(id);
            Assert.Equal("p", (string?)job["result"]!["stopped"]![0]);
            Assert.Equal((503, "read_only"), await client.PostJsonAsync("/api/ledgers/p/entries", new { operationType = "note" }).CodeAsync());
            Assert.Contains("checkpoint of 4", (string?)(await client.GetJsonAsync("/api/ledgers/p").OkAsync())["readOnly"], StringComparison.Ordinal);

            // Case 33: who holds the checkpoint finds that the log does not lead to it.
            Assert.Equal((400, "bad_request"), await client.GetJsonAsync("/api/ledgers/p/log/proofs/consistency?first=2&second=4").CodeAsync());
            Assert.Equal((400, "bad_request"), await client.PostJsonAsync("/api/admin/ledgers/p/confirm-rollback", new { confirm = "q" }).CodeAsync());
            await client.PostJsonAsync("/api/admin/ledgers/p/confirm-rollback", new { confirm = "p" }).OkAsync();
            Assert.Equal((400, "bad_request"), await client.PostJsonAsync("/api/admin/ledgers/p/confirm-rollback", new { confirm = "p" }).CodeAsync());
            var reason = await host.As("").GetStringAsync("/api/ledgers/p/log/entries/2", TestContext.Current.CancellationToken);
            Assert.Contains("rollback-confirmed", reason, StringComparison.Ordinal);
            Assert.Equal(published, (string?)JsonNode.Parse(reason)!["params"]!["parameters"]!["checkpoints"]![0]);
            await client.NoteAsync("p");
            Assert.True(Checkpoint.TryOpen(await Eventually.AnswerAsync(host.As(""), "/api/ledgers/p/log/checkpoint"), key, out var now) && now.Size >= 3);
        }
    }

    [Fact]
    public async Task Restore_FromBeforeALostIncremental_KnowsItsCheckpoint()
    {
        var (host, _) = await _site.StartAsync();
        string full, lost;
        await using (host)
        {
            var client = host.As();
            await client.PostJsonAsync("/api/ledgers", new { project = "p" }).OkAsync();
            await client.NoteAsync("p");
            full = await client.BackUpAsync("full");
            await client.NoteAsync("p");
            lost = await client.BackUpAsync("incremental");
        }

        File.Delete(_site.PathOf(lost, "entries.zbk"));
        var (fresh, _) = await _site.StartAsync();
        await using (fresh)
        {
            var job = await fresh.As().RestoreAsync(full);
            Assert.Equal("p", (string?)job["result"]!["stopped"]![0]);
            Assert.Contains("backup " + lost, (string?)(await fresh.As().GetJsonAsync("/api/ledgers/p").OkAsync())["readOnly"], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Restore_OfARunningLogToItsLastState_GoesOnWithoutAWord()
    {
        var (host, database) = await _site.StartAsync();
        await using (host)
        {
            var client = host.As();
            await client.PostJsonAsync("/api/ledgers", new { project = "p" }).OkAsync();
            await client.NoteAsync("p");
            var id = await client.BackUpAsync("full");
            var before = await BackupSite.ScalarAsync<long>(database, "select max(seq) from audit_log");
            var job = await client.RestoreAsync(id);
            Assert.Empty(job["result"]!["stopped"]!.AsArray());
            Assert.Equal(2L, Index(await client.NoteAsync("p")));

            // The audit log's rows since the backup are there, the restore among them, and the chain holds.
            Assert.True(await BackupSite.ScalarAsync<long>(database, "select count(*) from audit_log where detail::text like '%restored%'") == 1);
            Assert.True(await BackupSite.ScalarAsync<long>(database, "select count(*) from audit_log") > before);
            Assert.Equal(await BackupSite.ScalarAsync<long>(database, "select max(seq) from audit_log"), await BackupSite.ScalarAsync<long>(database, "select count(*) from audit_log"));
            Assert.Equal(0L, await BackupSite.ScalarAsync<long>(database, "select count(*) from audit_log a join audit_log b on b.seq = a.seq + 1 where a.hash <> b.prev_hash"));
            Assert.Equal(1L, await BackupSite.ScalarAsync<long>(database, "select count(*) from pg_namespace where nspname = '" + (string?)job["result"]!["replaced"] + "'"));
        }
    }

    [Fact]
    public async Task Restore_AsADrill_ChangesNothing()
    {
        var (host, database) = await _site.StartAsync();
        await using (host)
        {
            var client = host.As();
            await client.PostJsonAsync("/api/ledgers", new { project = "p" }).OkAsync();
            var id = await client.BackUpAsync("full");
            await client.NoteAsync("p");
            var job = await client.RestoreAsync(id, drill: true);
            Assert.True((bool?)job["result"]!["isDrill"], job.ToJsonString());
            Assert.Equal("1", (string?)job["result"]!["treeSizes"]!["p"]);
            Assert.Equal("2", (string?)(await client.GetJsonAsync("/api/ledgers/p").OkAsync())["treeSize"]);
            Assert.Equal(0L, await BackupSite.ScalarAsync<long>(database, "select count(*) from pg_namespace where nspname like 'restore%' or nspname like 'replaced%'"));
        }
    }

    [Fact]
    public async Task Restore_OfADatasetErasedSince_LeavesItErased()
    {
        var (host, _) = await _site.StartAsync();
        string id;
        JsonNode bundle;
        await using (host)
        {
            var client = host.As();
            await client.PostJsonAsync("/api/ledgers", new { project = "p" }).OkAsync();
            await client.NotarizeAsync("p", "people", Rows).OkAsync();
            await client.NotarizeAsync("p", "kept", Rows).OkAsync();
            bundle = await ProveAsync(client, "people");
            id = await client.BackUpAsync("full");
            Assert.Equal(204, (await client.SendAsync(HttpMethod.Delete, "/api/ledgers/p/datasets/people/versions/1/witness")).Status);
        }

        var (fresh, database) = await _site.StartAsync();
        await using (fresh)
        {
            var client = fresh.As();
            Assert.Equal("succeeded", (string?)(await client.RestoreAsync(id))["state"]);
            Assert.Equal((409, "witness_destroyed"), await Statement(client, "people", "11").CodeAsync());
            Assert.Equal(201, (await Statement(client, "kept", "11")).Status);
            Assert.True((bool?)(await fresh.As("").PostJsonAsync("/api/verify", bundle).OkAsync())["valid"]);
            Assert.Equal(0L, await BackupSite.ScalarAsync<long>(
                database, "select count(*) from attachments a join versions v on a.hash = v.dataset_root where v.name = 'people' and a.kind like 'witness/%'"));
        }

        // An erasure that was tampered with says no more what it erased.
        var erasure = Directory.GetFiles(Path.Combine(_site.Folder, "erasures")).Single();
        await File.WriteAllTextAsync(erasure, (await File.ReadAllTextAsync(erasure, TestContext.Current.CancellationToken)).Replace("people", "peoplf", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        var (third, _) = await _site.StartAsync();
        await using (third)
        {
            Assert.Contains("erasures/", (string?)(await third.As().RestoreAsync(id))["error"], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Restore_OfATableThatNobodyNamed_BringsItToo()
    {
        var (host, database) = await _site.StartAsync();
        await using (host)
        {
            var client = host.As();
            await client.PostJsonAsync("/api/ledgers", new { project = "p" }).OkAsync();
            await BackupSite.ScalarAsync<object>(database, "create table zz_new (id integer primary key, words text[]); insert into zz_new values (1, '{a,b}') returning id");
            var listed = Directory.GetFiles(Path.GetDirectoryName(_site.PathOf(await client.BackUpAsync("full"), "x"))!).Select(Path.GetFileName);
            Assert.Contains("zz_new.zbk", listed);
        }
    }

    private static long Index(JsonNode receipt) => long.Parse((string)receipt["index"]!, System.Globalization.CultureInfo.InvariantCulture);

    private static Digest[] Hashes(JsonNode proof) => [.. proof["hashes"]!.AsArray().Select(hash => Digest.TryParse((string?)hash, out var digest) ? digest : default)];

    private static Task<(int Status, JsonNode? Body)> Statement(HttpClient client, string dataset, string nonce) => client.PostJsonAsync(
        "/api/ledgers/p/proofs", new { dataset, nonce, statement = new { type = "sum", v = 1, claims = new[] { new[] { "value", "780" } } } });

    private static Task<JsonNode> ProveAsync(HttpClient client, string dataset, string nonce = "") => Statement(client, dataset, nonce).OkAsync();
}
