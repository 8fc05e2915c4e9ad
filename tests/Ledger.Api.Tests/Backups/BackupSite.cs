using System.Text.Json.Nodes;
using Ledger.Api.Tests.Fakes;
using Npgsql;
using ServiceDefaults.Tests.Fakes;

namespace Ledger.Api.Tests.Backups;

/// <summary>A folder of backups that outlives the databases and services that write to it.</summary>
internal sealed class BackupSite(PostgresServer postgres) : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("ledger-backup-site-").FullName;

    /// <summary>A new service; on a new, empty database unless one is given.</summary>
    public async Task<(LedgerHost Host, string Database)> StartAsync(string? database = null, params (string, string)[] settings)
    {
        database ??= await postgres.CreateDatabaseAsync();
        (string, string)[] all = [("backup:backup_directory", Folder), ("RATE_LIMIT_REQUESTS_PER_MINUTE", "100000"), ("RATE_LIMIT_BURST_SIZE", "100000"), .. settings];
        var host = new LedgerHost(database, all);
        await Eventually.AnswerAsync(host.As(""), "/ready");
        return (host, database);
    }

    public string PathOf(string backup, string file) => Path.Combine(Folder, "backups", backup, file);

    public void Dispose()
    {
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    public static async Task<T> ScalarAsync<T>(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}

/// <summary>Requests about backups.</summary>
internal static class BackupRequests
{
    /// <summary>Starts a job and gives it once it has ended.</summary>
    public static async Task<JsonNode> JobAsync(this HttpClient client, string path, object body)
    {
        var started = await client.PostJsonAsync(path, body).OkAsync();
        JsonNode job = started;
        await Eventually.UntilAsync(async _ =>
        {
            job = await client.GetJsonAsync($"/api/jobs/{started["id"]}").OkAsync();
            return (string?)job["state"] is not ("queued" or "running");
        });
        return job;
    }

    /// <summary>Takes a backup; gives its id.</summary>
    public static async Task<string> BackUpAsync(this HttpClient client, string kind)
    {
        var job = await client.JobAsync("/api/admin/backups", new { kind });
        Assert.True((string?)job["state"] == "succeeded", job.ToJsonString());
        return (string)job["result"]!["id"]!;
    }

    /// <summary>Restores a backup; gives the job.</summary>
    public static Task<JsonNode> RestoreAsync(this HttpClient client, string id, string? source = null, bool drill = false) =>
        client.JobAsync($"/api/admin/backups/{id}/restore", source is null ? new { confirm = id, drill } : new { confirm = id, source, drill });

    public static Task<JsonNode> NoteAsync(this HttpClient client, string project, string? idempotencyKey = null) =>
        client.PostJsonAsync($"/api/ledgers/{project}/entries?wait=checkpoint", new { operationType = "note" }, idempotencyKey).OkAsync();
}
