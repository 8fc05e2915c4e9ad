using System.Text.Json.Nodes;
using Ledger.Api.Backups;
using Ledger.Api.Tests.Fakes;
using ServiceDefaults.Tests.Fakes;

namespace Ledger.Api.Tests.Backups;

/// <summary>A chain of a full backup and two incrementals, damaged one way after another: each is refused by name and restores nothing.</summary>
public sealed class DamageTests(PostgresServer postgres) : IDisposable
{
    private readonly BackupSite _site = new(postgres);

    public void Dispose() => _site.Dispose();

    [Fact]
    public async Task Restore_OfADamagedChain_IsRefusedByNameAndRestoresNothing()
    {
        var (host, database) = await _site.StartAsync();
        await using (host)
        {
            var client = host.As();
            await client.PostJsonAsync("/api/ledgers", new { project = "p" }).OkAsync();
            await client.NotarizeAsync("p", "people", "id\n1\n2\n3\n").OkAsync();
            var full = await client.BackUpAsync("full");
            await client.NoteAsync("p");
            var middle = await client.BackUpAsync("incremental");
            await client.NoteAsync("p");
            var last = await client.BackUpAsync("incremental");
            await client.NoteAsync("p");
            var good = Directory.GetFiles(_site.Folder, "*", SearchOption.AllDirectories).ToDictionary(path => path, File.ReadAllBytes);

            foreach (var (backup, file, wanted, damage) in Damages(full, middle, last))
            {
                damage(_site.PathOf(backup, file));
                var verdict = await client.JobAsync($"/api/admin/backups/{last}/verify", new { });
                Assert.False((bool?)verdict["result"]?["valid"] ?? false, $"{file}: {verdict.ToJsonString()}");
                var said = (string?)verdict["result"]!["checks"]!.AsArray()[^1]!["detail"];
                Assert.StartsWith($"{backup}/{file}: ", said, StringComparison.Ordinal);
                Assert.Contains(wanted, said, StringComparison.Ordinal);

                var job = await client.RestoreAsync(last);
                Assert.Equal("failed", (string?)job["state"]);
                Assert.Equal($"backup_damaged: {said}", (string?)job["error"]);
                await MendAsync(good);
            }

            Assert.Equal("5", (string?)(await client.GetJsonAsync("/api/ledgers/p").OkAsync())["treeSize"]);
            Assert.Equal(0L, await BackupSite.ScalarAsync<long>(database, "select count(*) from pg_namespace where nspname like 'restore%' or nspname like 'replaced%'"));
            Assert.True((bool?)(await client.JobAsync($"/api/admin/backups/{last}/verify", new { }))["result"]!["valid"]);

            // Whole files of one backup in another's place, and a manifest under another's name.
            File.Copy(_site.PathOf(middle, "entries.zbk"), _site.PathOf(last, "entries.zbk"), overwrite: true);
            await RefusedAsync(client, last, $"{last}/entries.zbk: ");
            await MendAsync(good);
            File.Copy(_site.PathOf(full, "manifest.json"), _site.PathOf(middle, "manifest.json"), overwrite: true);
            await RefusedAsync(client, last, $"{middle}/manifest.json: is that of {full}");
            Assert.Contains("damaged", (await client.GetJsonAsync("/api/admin/backups").OkAsync())["items"]!.AsArray().Select(item => (string?)item!["state"]));
        }
    }

    [Fact]
    public async Task Restore_UnderAnotherKey_IsRefusedByName()
    {
        var (host, _) = await _site.StartAsync(null, ("LEDGER_BACKUP_KEY", new string('1', 64)), ("LEDGER_MASTER_KEY", new string('4', 64)));
        string id;
        await using (host)
        {
            await host.As().PostJsonAsync("/api/ledgers", new { project = "p" }).OkAsync();
            id = await host.As().BackUpAsync("full");
        }

        var (other, _) = await _site.StartAsync(null, ("LEDGER_BACKUP_KEY", new string('2', 64)));
        await using (other)
        {
            await RefusedAsync(other.As(), id, $"{id}/manifest.json: was sealed under key ", "LEDGER_BACKUP_KEY is key ");
        }

        var (master, _) = await _site.StartAsync(null, ("LEDGER_BACKUP_KEY", new string('1', 64)), ("LEDGER_MASTER_KEY", new string('3', 64)));
        await using (master)
        {
            await RefusedAsync(master.As(), id, $"{id}/ledgers.zbk: ", "another LEDGER_MASTER_KEY");
        }
    }

    private static IEnumerable<(string Backup, string File, string Wanted, Action<string> Damage)> Damages(string full, string middle, string last)
    {
        foreach (var backup in (string[])[full, last])
        {
            yield return (backup, "entries.zbk", "is wanted", path => Flip(path, SealedFile.HeadBytes + 5));
            yield return (backup, "attachments.zbk", "is wanted", path => Flip(path, -1));
            yield return (backup, "checkpoints.zbk", "are wanted", path => File.WriteAllBytes(path, File.ReadAllBytes(path)[..^1]));
            yield return (backup, "versions.zbk", "are wanted", path => File.WriteAllBytes(path, []));
            yield return (backup, "users.zbk", "is missing", File.Delete);
            yield return (backup, "manifest.json", "MAC does not hold", path => File.WriteAllText(path, File.ReadAllText(path).Replace("\"brotli\"", "\"none\"", StringComparison.Ordinal)));
            yield return (backup, "manifest.json", "is no manifest", path => File.WriteAllBytes(path, File.ReadAllBytes(path)[..100]));
        }

        yield return (middle, "manifest.json", $"is not in the local target, the parent of {last}", path => Directory.Delete(Path.GetDirectoryName(path)!, recursive: true));
    }

    private static void Flip(string path, int at)
    {
        var bytes = File.ReadAllBytes(path);
        bytes[at < 0 ? bytes.Length + at : at] ^= 0x10;
        File.WriteAllBytes(path, bytes);
    }

    private static async Task MendAsync(Dictionary<string, byte[]> good)
    {
        foreach (var (path, bytes) in good)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);
        }
    }

    private static async Task RefusedAsync(HttpClient client, string id, params string[] wanted)
    {
        JsonNode job = await client.RestoreAsync(id);
        Assert.Equal("failed", (string?)job["state"]);
        Assert.All(wanted, text => Assert.Contains(text, (string?)job["error"], StringComparison.Ordinal));
    }
}
