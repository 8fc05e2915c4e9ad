using Ledger.Api.Backups;
using Ledger.Api.Tests.Fakes;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using ServiceDefaults.Tests.Fakes;

namespace Ledger.Api.Tests.Backups;

public sealed class ManageBackupsTests(PostgresServer postgres) : IDisposable
{
    private const string Unknown = "20260101T000000000Z-full-00000000";
    private readonly BackupSite _site = new(postgres);

    public void Dispose() => _site.Dispose();

    [Fact]
    public async Task Routes_ByRoleAndInput_AnswerWhatTheContractSays()
    {
        var (host, _) = await _site.StartAsync();
        await using (host)
        {
            foreach (var (role, code) in new[] { ("Viewer", 403), ("DataScientist", 403), ("Auditor", 403), ("", 401) })
            {
                var client = host.As(role);
                Assert.Equal(code, (await client.GetJsonAsync("/api/admin/backups")).Status);
                Assert.Equal(code, (await client.PostJsonAsync("/api/admin/backups", new { kind = "full" })).Status);
                Assert.Equal(code, (await client.PostJsonAsync($"/api/admin/backups/{Unknown}/verify", new { })).Status);
                Assert.Equal(code, (await client.PostJsonAsync($"/api/admin/backups/{Unknown}/restore", new { confirm = Unknown })).Status);
                Assert.Equal(code, (await client.PostJsonAsync("/api/admin/ledgers/p/confirm-rollback", new { confirm = "p" })).Status);
            }

            var admin = host.As("Admin");
            Assert.Equal((400, "bad_request"), await admin.PostJsonAsync("/api/admin/backups", new { kind = "half" }).CodeAsync());
            Assert.Equal((400, "bad_request"), await admin.PostJsonAsync("/api/admin/backups", new { }).CodeAsync());
            foreach (var id in (string[])[Unknown, "..%2F..%2Fetc", "x"])
            {
                Assert.Equal((404, "backup_not_found"), await admin.PostJsonAsync($"/api/admin/backups/{id}/verify", new { }).CodeAsync());
                Assert.Equal((404, "backup_not_found"), await admin.PostJsonAsync($"/api/admin/backups/{id}/restore", new { confirm = id }).CodeAsync());
            }

            var made = await admin.BackUpAsync("incremental");
            Assert.Contains("-full-", made, StringComparison.Ordinal);
            Assert.Equal((400, "bad_request"), await admin.PostJsonAsync($"/api/admin/backups/{made}/restore", new { }).CodeAsync());
            Assert.Equal((400, "bad_request"), await admin.PostJsonAsync($"/api/admin/backups/{made}/restore", new { confirm = Unknown }).CodeAsync());
            Assert.Equal((400, "bad_request"), await admin.PostJsonAsync($"/api/admin/backups/{made}/verify", new { source = "remote" }).CodeAsync());
            Assert.Equal((400, "bad_cursor"), await admin.GetJsonAsync("/api/admin/backups?cursor=%21").CodeAsync());

            var first = await admin.PostJsonAsync("/api/admin/backups", new { kind = "full" }, "once").OkAsync();
            Assert.Equal((string?)first["id"], (string?)(await admin.PostJsonAsync("/api/admin/backups", new { kind = "full" }, "once").OkAsync())["id"]);
            Assert.Equal((409, "idempotency_mismatch"), await admin.PostJsonAsync("/api/admin/backups", new { kind = "incremental" }, "once").CodeAsync());
            await Eventually.UntilAsync(async _ => (await admin.GetJsonAsync("/api/admin/backups").OkAsync())["items"]!.AsArray().Count == 2);
            var page = await admin.GetJsonAsync("/api/admin/backups?limit=1").OkAsync();
            var next = await admin.GetJsonAsync($"/api/admin/backups?limit=1&cursor={page["next"]}").OkAsync();
            Assert.Equal(made, (string?)next["items"]![0]!["id"]);
            var lines = (await host.As().GetJsonAsync("/api/admin/audit-log?type=create").OkAsync())["items"]!.AsArray();
            Assert.Contains(lines, line => (string?)line!["detail"]!["backup"] == made && (string?)line["actor"] == "Admin");
        }
    }

    [Fact]
    public async Task Health_OverTime_TellsTheAgeOfTheLastBackup()
    {
        var (host, database) = await _site.StartAsync(null, ("backup:enabled", "true"), ("ZKP_LEDGER_BACKUP_SCHEDULE", "0 0 1 1 *"), ("backup:incremental", "false"));
        await using (host)
        {
            var state = host.Services.GetRequiredService<BackupState>();
            var desk = host.Services.GetRequiredService<BackupDesk>();
            await ExecuteAsync(database, "update schema_migrations set applied_at = now() - interval '27 hours'");
            await desk.RefreshAsync(TestContext.Current.CancellationToken);
            var check = await state.CheckHealthAsync(null!, TestContext.Current.CancellationToken);
            Assert.Equal(("Degraded", "no full backup yet, 26 h is the limit"), (check.Status.ToString(), check.Description));
            await host.As().BackUpAsync("full");
            check = await state.CheckHealthAsync(null!, TestContext.Current.CancellationToken);
            Assert.Equal(("Healthy", "the last full backup is 0.0 h old"), (check.Status.ToString(), check.Description));
            using var health = await host.As("").GetAsync("/health", TestContext.Current.CancellationToken);
            Assert.Contains("last backup", await health.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Schedule_OnTwoReplicas_RunsASlotOnce()
    {
        (string, string)[] settings = [("ZKP_LEDGER_BACKUP_SCHEDULE", "* * * * *")];
        var (left, database) = await _site.StartAsync(null, settings);
        var (right, _) = await _site.StartAsync(database, settings);
        await using (left)
        await using (right)
        {
            await ExecuteAsync(database, "update schema_migrations set applied_at = now() - interval '1 day'");
            var schedules = new[] { left, right }.Select(host => host.Services.GetRequiredService<BackupSchedule>()).ToArray();
            foreach (var host in (LedgerHost[])[left, right])
            {
                await host.Services.GetRequiredService<BackupDesk>().RefreshAsync(TestContext.Current.CancellationToken);
            }

            var started = await Task.WhenAll(schedules.Concat(schedules).Select(schedule => schedule.RunDueAsync(TestContext.Current.CancellationToken)));
            Assert.Single(started, kind => kind == "full");
            Assert.Equal(3, started.Count(kind => kind is null));
            await Eventually.UntilAsync(async _ => (await left.As().GetJsonAsync("/api/admin/backups").OkAsync())["items"]!.AsArray().Count == 1);
            Assert.Equal(1L, await BackupSite.ScalarAsync<long>(database, "select count(*) from jobs where kind = 'backup' and owner = 'schedule'"));
        }
    }

    [Fact]
    public async Task Schedule_OfDrills_RestoresTheNewestBackupAndRemovesItAgain()
    {
        var (host, database) = await _site.StartAsync(null, ("ZKP_LEDGER_BACKUP_SCHEDULE", "0 0 1 1 *"), ("backup:incremental", "false"), ("backup:drill_schedule", "* * * * *"));
        await using (host)
        {
            await host.As().BackUpAsync("full");
            await ExecuteAsync(database, "update schema_migrations set applied_at = now() - interval '1 hour'");
            await host.Services.GetRequiredService<BackupDesk>().RefreshAsync(TestContext.Current.CancellationToken);
            Assert.Equal("drill", await host.Services.GetRequiredService<BackupSchedule>().RunDueAsync(TestContext.Current.CancellationToken));
            await Eventually.UntilAsync(async _ => await BackupSite.ScalarAsync<long>(
                database, "select count(*) from jobs where kind = 'restore' and owner = 'schedule' and state = 'succeeded' and result like '%\"isDrill\":true%'") == 1);
            Assert.Equal(0L, await BackupSite.ScalarAsync<long>(database, "select count(*) from pg_namespace where nspname like 're%'"));
        }
    }

    [Fact]
    public async Task Backup_BrokenOff_IsNoBackupAndItsJobFails()
    {
        var (host, database) = await _site.StartAsync();
        await using (host)
        {
            // What a killed process leaves: files without a manifest, and a running job whose lease nobody renews.
            var path = _site.PathOf(Unknown, "entries.zbk");
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, "half", TestContext.Current.CancellationToken);
            await ExecuteAsync(database, "create schema restore_half; create table restore_half.entries (id integer)");
            await ExecuteAsync(database, "insert into jobs (id, owner, kind, state, request, lease_until) values ('dead', 'Admin', 'backup', 'running', '{}', now() - interval '1 second')");
            var admin = host.As("Admin");
            Assert.Empty((await admin.GetJsonAsync("/api/admin/backups").OkAsync())["items"]!.AsArray());
            Assert.Equal((404, "backup_not_found"), await admin.PostJsonAsync($"/api/admin/backups/{Unknown}/verify", new { }).CodeAsync());
            await Eventually.UntilAsync(async _ => (string?)(await admin.GetJsonAsync("/api/jobs/dead").OkAsync())["state"] == "failed");
            await admin.BackUpAsync("full");
            Assert.False(Directory.Exists(Path.GetDirectoryName(path)), "what was broken off long ago is swept");
            Assert.Equal(0L, await BackupSite.ScalarAsync<long>(database, "select count(*) from pg_namespace where nspname like 'restore%'"));
        }
    }

    [Fact]
    public async Task Remote_Copy_RestoresWithoutTheFolder()
    {
        await using var server = await S3Server.StartAsync();
        (string, string)[] settings =
        [
            ("S3_ENDPOINT", server.Address), ("S3_BUCKET", S3Server.Bucket), ("S3_ACCESS_KEY", S3Server.AccessKey), ("S3_SECRET_KEY", S3Server.SecretKey),
        ];
        server.Begin("ledger/backups/killed-half-way", TimeProvider.System.GetUtcNow().AddHours(-25));
        var (host, _) = await _site.StartAsync(null, settings);
        string id;
        await using (host)
        {
            await host.As().PostJsonAsync("/api/ledgers", new { project = "p" }).OkAsync();
            await host.As().BackUpAsync("full");
            Assert.Equal(0, server.OpenUploads);
            await host.As().NoteAsync("p");
            id = await host.As().BackUpAsync("incremental");
            var listed = (await host.As().GetJsonAsync("/api/admin/backups").OkAsync())["items"]!.AsArray();
            Assert.All(listed, item => Assert.Equal(["local", "remote"], item!["places"]!.AsArray().Select(place => (string?)place)));
        }

        Directory.Delete(Path.Combine(_site.Folder, "backups"), recursive: true);
        var (fresh, _) = await _site.StartAsync(null, settings);
        await using (fresh)
        {
            Assert.True((bool?)(await fresh.As().JobAsync($"/api/admin/backups/{id}/verify", new { }))["result"]!["valid"]);
            var job = await fresh.As().RestoreAsync(id, "remote");
            Assert.True((string?)job["state"] == "succeeded", job.ToJsonString());
            Assert.Equal("2", (string?)(await fresh.As().GetJsonAsync("/api/ledgers/p").OkAsync())["treeSize"]);
            Assert.Empty(Directory.GetDirectories(_site.Folder, "fetched*"));
            Assert.All(server.Objects.Keys, key => Assert.StartsWith("ledger/", key, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("ZKP_LEDGER_BACKUP_SCHEDULE", "every day")]
    [InlineData("LEDGER_BACKUP_KEY", "short")]
    [InlineData("backup:encryption", "false")]
    [InlineData("backup:retention_days", "0")]
    public async Task Start_WithAWrongSetting_NamesIt(string setting, string value)
    {
        await using var host = new LedgerHost("", (setting, value));
        Assert.Contains(setting, Assert.ThrowsAny<Exception>(() => host.As()).ToString(), StringComparison.Ordinal);
    }

    private static async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
