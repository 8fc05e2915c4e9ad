using Ledger.Api.Checkpoints;
using Ledger.Api.Entries;
using Ledger.Api.Ledgers;
using Ledger.Api.Tests.Fakes;
using Ledger.Api.Tree;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using ServiceDefaults.Tests.Fakes;

namespace Ledger.Api.Tests.Log;

/// <summary>Cases 28, 32 and 33 of the contract: what the log keeps, and what it notices.</summary>
public sealed class TamperTests(PostgresServer postgres)
{
    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Append_FromManyWritersOnTwoReplicas_IsDenseAndEachCheckpointConsistent()
    {
        var database = await postgres.CreateDatabaseAsync();
        (string, string)[] settings = [("RATE_LIMIT_REQUESTS_PER_MINUTE", "100000"), ("RATE_LIMIT_BURST_SIZE", "100000")];
        await using var left = new LedgerHost(database, settings);
        await using var right = new LedgerHost(database, settings);
        var created = await left.As().PostJsonAsync("/api/ledgers", new { project = "p" }).OkAsync();
        Assert.True(NoteKey.TryParse((string?)created["verifierKey"], out var key));
        var notes = new List<string> { await Eventually.AnswerAsync(left.As(""), "/api/ledgers/p/log/checkpoint") };
        const int Writers = 12, Each = 10;
        var receipts = await Task.WhenAll(Enumerable.Range(0, Writers).Select(async writer =>
        {
            var client = (writer % 2 == 0 ? left : right).As();
            var indexes = new List<long>();
            for (var i = 0; i < Each; i++)
            {
                var receipt = await client.PostJsonAsync("/api/ledgers/p/entries", new { operationType = $"w{writer}", parameters = new { i } }).OkAsync();
                indexes.Add(long.Parse((string)receipt["index"]!, System.Globalization.CultureInfo.InvariantCulture));
            }

            return indexes;
        }));
        Assert.Equal(Enumerable.Range(1, Writers * Each).Select(i => (long)i), receipts.SelectMany(indexes => indexes).Order());

        var anyone = right.As("");
        await Eventually.UntilAsync(async _ =>
        {
            notes.Add(await Eventually.AnswerAsync(anyone, "/api/ledgers/p/log/checkpoint"));
            return Checkpoint.TryOpen(notes[^1], key, out var last) && last.Size == 1 + (Writers * Each);
        });
        var checkpoints = notes.Select(note => Checkpoint.TryOpen(note, key, out var checkpoint) ? checkpoint : throw new InvalidOperationException(note)).Distinct().ToArray();
        foreach (var (older, newer) in checkpoints.Zip(checkpoints.Skip(1)))
        {
            var proof = await anyone.GetJsonAsync($"/api/ledgers/p/log/proofs/consistency?first={older.Size}&second={newer.Size}").OkAsync();
            Digest[] hashes = [.. proof["hashes"]!.AsArray().Select(hash => Digest.TryParse((string?)hash, out var digest) ? digest : default)];
            Assert.True(ConsistencyProof.Verify(older.Size, older.Root, newer.Size, newer.Root, hashes));
        }

        Assert.True((bool?)(await right.As().PostJsonAsync("/api/ledgers/p/check", new { }).OkAsync())["ok"]);
    }

    [Fact]
    public async Task Entries_ChangedInTheDatabase_AreRefusedOrFound()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var host = new LedgerHost(database);
        var client = host.As();
        await client.PostJsonAsync("/api/ledgers", new { project = "p" }).OkAsync();
        for (var i = 0; i < 3; i++)
        {
            await client.PostJsonAsync("/api/ledgers/p/entries?wait=checkpoint", new { operationType = "note" }).OkAsync();
        }

        foreach (var change in new[] { "update entries set op = 'x'", "delete from entries", "update checkpoints set note = ''", "delete from nodes", "truncate entries cascade" })
        {
            var refused = await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(database, change));
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        }

        await ExecuteAsync(database, "alter table entries disable trigger all; update entries set bytes = bytes || 'x' where index = 2; alter table entries enable trigger all");
        var check = await client.PostJsonAsync("/api/ledgers/p/check", new { }).OkAsync();
        Assert.False((bool?)check["ok"]);
        Assert.Equal("2", (string?)check["firstBadIndex"]);
        Assert.Equal((503, "read_only"), await client.PostJsonAsync("/api/ledgers/p/entries", new { operationType = "note" }).CodeAsync());
        await Eventually.UntilAsync(async cancellation =>
        {
            using var health = await host.As("").GetAsync("/health", cancellation);
            return (int)health.StatusCode == 503;
        });
    }

    [Theory]
    [InlineData("update entries set bytes = bytes || 'x', leaf_hash = sha256('\\x00'::bytea || bytes || 'x') where index = 5", 4)]
    [InlineData("update entries set bytes = bytes || 'x', leaf_hash = sha256('\\x00'::bytea || bytes || 'x') where index = 6", 6)]
    [InlineData("delete from entries where index = 3", 3)]
    [InlineData("delete from nodes where level = 2 and index = 0", 0)]
    [InlineData("update heads set root = sha256('x')", 6)]
    [InlineData("update checkpoints set note = replace(note, 'p\n7\n', 'p\n8\n') where size = 7", 1)]
    public async Task Check_OfWhatASuperuserChanged_NamesTheFirstThatMayBeBad(string change, long index)
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var host = new LedgerHost(database);
        var client = host.As();
        await client.PostJsonAsync("/api/ledgers", new { project = "p" }).OkAsync();
        await Eventually.AnswerAsync(client, "/api/ledgers/p/log/checkpoint");
        await Task.WhenAll(Enumerable.Range(1, 6).Select(_ => client.PostJsonAsync("/api/ledgers/p/entries", new { operationType = "note" }).OkAsync()));
        await Eventually.UntilAsync(async _ => (await Eventually.AnswerAsync(client, "/api/ledgers/p/log/checkpoint")).Contains("\n7\n", StringComparison.Ordinal));
        // Without the checkpoints between, whichever the writes' timing made.
        await ExecuteAsync(database, $"set session_replication_role = replica; delete from checkpoints where size not in (1, 7); {change}");

        var check = await client.PostJsonAsync("/api/ledgers/p/check", new { }).OkAsync();
        Assert.Equal((false, $"{index}"), ((bool)check["ok"]!, (string?)check["firstBadIndex"]));
        Assert.Equal("read_only", (string?)(await client.GetJsonAsync("/api/ledgers/p/stats").OkAsync())["integrityStatus"]);
    }

    [Fact]
    public async Task Check_AgainstACheckpointKept_ReportsARolledBackAndARewrittenLog()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var host = new LedgerHost(database);
        var client = host.As();
        var created = await client.PostJsonAsync("/api/ledgers", new { project = "p" }).OkAsync();
        Assert.True(NoteKey.TryParse((string?)created["verifierKey"], out var key));
        var info = (await host.Services.GetRequiredService<LogStore>().FindAsync("p", TestContext.Current.CancellationToken))!;
        var seed = host.Services.GetRequiredService<MasterKey>().Open(CheckpointStore.SeedPurpose + info.Origin, info.SealedSeed);
        string Note(long size, Digest root) => SignedNote.Sign(new Checkpoint(info.Origin, size, root).ToText(), key, seed);
        var published = await Eventually.AnswerAsync(client, "/api/ledgers/p/log/checkpoint");

        Assert.True((bool)(await client.PostJsonAsync("/api/ledgers/p/check", new { checkpoint = published }).OkAsync())["ok"]!);
        var rolledBack = await client.PostJsonAsync("/api/ledgers/p/check", new { checkpoint = Note(50, default) }).OkAsync();
        Assert.Equal((false, "1"), ((bool)rolledBack["ok"]!, (string?)rolledBack["firstBadIndex"]));
        Assert.Contains("rolled back", (string?)rolledBack["detail"], StringComparison.Ordinal);
        var rewritten = await client.PostJsonAsync("/api/ledgers/p/check", new { checkpoint = Note(1, default) }).OkAsync();
        Assert.Contains("rewritten", (string?)rewritten["detail"], StringComparison.Ordinal);
        Assert.Equal((400, "bad_request"), await client.PostJsonAsync("/api/ledgers/p/check", new { checkpoint = published.Replace("\n1\n", "\n2\n", StringComparison.Ordinal) }).CodeAsync());

        // A caller's checkpoint stops nothing.
        await client.PostJsonAsync("/api/ledgers/p/entries", new { operationType = "note" }).OkAsync();
    }

    [Fact]
    public async Task Log_RolledBackBehindACheckpoint_SignsNothing()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using (var host = new LedgerHost(database))
        {
            var client = host.As();
            await client.PostJsonAsync("/api/ledgers", new { project = "p" }).OkAsync();
            await client.PostJsonAsync("/api/ledgers/p/entries?wait=checkpoint", new { operationType = "note" }).OkAsync();
        }

        await ExecuteAsync(database, """
            alter table entries disable trigger all; alter table nodes disable trigger all;
            delete from entries where index = 1; delete from nodes;
            update heads set size = 1, root = (select leaf_hash from entries), peaks = (select leaf_hash from entries);
            alter table entries enable trigger all; alter table nodes enable trigger all
            """);
        await using var restored = new LedgerHost(database);
        await Eventually.UntilAsync(async _ => (string?)(await restored.As().GetJsonAsync("/api/ledgers/p").OkAsync())["readOnly"] is { } why
            && why.Contains("rolled back", StringComparison.Ordinal));
        Assert.Equal((503, "read_only"), await restored.As().PostJsonAsync("/api/ledgers/p/entries", new { operationType = "note" }).CodeAsync());
    }
}
