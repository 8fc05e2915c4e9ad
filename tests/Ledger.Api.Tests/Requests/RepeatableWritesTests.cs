using Ledger.Api.Tests.Fakes;
using Npgsql;
using ServiceDefaults.Tests.Fakes;

namespace Ledger.Api.Tests.Requests;

/// <summary>Writes that are not entries, asked again with their key.</summary>
public sealed class RepeatableWritesTests(PostgresServer postgres)
{
    private static readonly object Wanted = new { name = "ci", roles = new[] { "Viewer" } };

    [Fact]
    public async Task Write_WhoseConnectionWasLostWhileItWorked_IsDoneOnce()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var host = new LedgerHost(database);
        var client = host.As();
        await client.PostJsonAsync("/api/ledgers", new { project = "p" }).OkAsync();

        // The handler waits for its table; meanwhile the connection that keeps its turn is ended.
        await using var holder = new NpgsqlConnection(database);
        await holder.OpenAsync(TestContext.Current.CancellationToken);
        await using var hold = await holder.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var command = new NpgsqlCommand("lock table api_keys in exclusive mode", holder))
        {
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var first = client.PostJsonAsync("/api/admin/api-keys", Wanted, "key-1");
        await Eventually.UntilAsync(async _ => (long)(await Database.ScalarAsync(
            database, "select count(*) from pg_locks where not granted and relation = 'api_keys'::regclass"))! > 0);
        await Database.ExecuteAsync(database, """
            select pg_terminate_backend(pid) from pg_stat_activity
            where datname = current_database() and state = 'idle in transaction' and query like '%from idempotency%'
            """);
        await hold.RollbackAsync(TestContext.Current.CancellationToken);

        var made = await first.OkAsync();
        var again = await client.PostJsonAsync("/api/admin/api-keys", Wanted, "key-1").OkAsync();
        Assert.Equal((string?)made["id"], (string?)again["id"]);
        Assert.Null(again["key"]);
        Assert.Equal(1L, await Database.ScalarAsync(database, "select count(*) from api_keys"));
    }

    [Fact]
    public async Task Write_WithAKeyThatOutlivedItsDay_IsDoneAnew()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var host = new LedgerHost(database);
        var client = host.As();
        await client.PostJsonAsync("/api/admin/api-keys", Wanted, "key-1").OkAsync();
        await client.PostJsonAsync("/api/admin/api-keys", Wanted, "key-1").OkAsync();
        Assert.Equal(1L, await Database.ScalarAsync(database, "select count(*) from api_keys"));

        await Database.ExecuteAsync(database, "update idempotency set created_at = now() - interval '25 hours'");
        var other = new { name = "other", roles = new[] { "Viewer" } };
        await client.PostJsonAsync("/api/admin/api-keys", other, "key-1").OkAsync();
        Assert.Equal("other", (string?)(await client.PostJsonAsync("/api/admin/api-keys", other, "key-1").OkAsync())["name"]);
        Assert.Equal(2L, await Database.ScalarAsync(database, "select count(*) from api_keys"));
    }
}
