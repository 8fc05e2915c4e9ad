using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Platform.ServiceDefaults.Audit;
using Platform.ServiceDefaults.Auth;
using Platform.ServiceDefaults.Data;
using Platform.Tests.Shared;
using ServiceDefaults.Tests.Fakes;

namespace ServiceDefaults.Tests.Audit;

public sealed class AuditLogTests(PostgresServer postgres)
{
    [Fact]
    public async Task Requests_OfMarkedRoutesAndRefusals_AreKept()
    {
        await using var service = await StartAsync(await postgres.CreateDatabaseAsync());
        await SendAsync(service, "POST", "/things", "k-alpha", HttpStatusCode.OK);
        await SendAsync(service, "GET", "/things", "k-alpha", HttpStatusCode.OK);
        await SendAsync(service, "GET", "/other", "k-alpha", HttpStatusCode.OK);
        await SendAsync(service, "POST", "/things?token=planted-secret", "k-ro", HttpStatusCode.Forbidden);
        await SendAsync(service, "GET", "/other", "wrong-planted-secret", HttpStatusCode.Unauthorized);

        var rows = await RowsAsync(service, 4);
        Assert.Equal(
            ["create alpha POST /things 200", "query alpha GET /things 200", "create ro POST /things 403", "auth anonymous GET /other 401"],
            rows.Select(row => $"{row.Entry.Type} {row.Entry.Actor} {row.Entry.Method} {row.Entry.Path} {row.Entry.Status}"));
        Assert.Equal("{\"thing\":\"egg\"}", rows[0].Entry.Detail);
        Assert.Equal("tests/1.0", rows[0].Entry.Client);
        Assert.Equal(4, rows.Select(row => row.Entry.CorrelationId).Distinct().Count());
        Assert.DoesNotContain("planted", JsonSerializer.Serialize(rows), StringComparison.Ordinal);
        Assert.Null(await service.Services.GetRequiredService<IAuditLog>().FirstBadAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Writes_OfTwoReplicasAtOnce_AreAllThereInOneChain()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var first = await StartAsync(database);
        await using var second = await StartAsync(database);
        await Task.WhenAll(Enumerable.Range(0, 60).Select(i =>
            SendAsync(i % 2 == 0 ? first : second, "POST", "/things", "k-alpha", HttpStatusCode.OK)));

        // Every answer was sent after its entry was durable: they can be read at once, from either replica.
        var log = second.Services.GetRequiredService<IAuditLog>();
        var rows = await log.ReadAsync(0, 1000, null, TestContext.Current.CancellationToken);
        Assert.Equal(Enumerable.Range(1, 60).Select(seq => (long)seq), rows.Select(row => row.Seq));
        Assert.Null(AuditChain.FirstBad(rows));
        var head = await log.HeadAsync(TestContext.Current.CancellationToken);
        Assert.Equal(rows[^1].Hash, head!.Value.Hash);
    }

    [Theory]
    [InlineData("UPDATE audit_log SET actor = 'nobody'")]
    [InlineData("DELETE FROM audit_log")]
    [InlineData("TRUNCATE audit_log")]
    public async Task Table_ChangedByTheService_Refuses(string sql)
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var service = await StartAsync(database);
        await SendAsync(service, "POST", "/things", "k-alpha", HttpStatusCode.OK);
        await using var command = service.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(sql);
        var failure = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
        Assert.Equal("audit_log is append-only", failure.MessageText);
    }

    [Fact]
    public async Task Row_EditedBehindTheTable_IsNamed()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var service = await StartAsync(database);
        for (var i = 0; i < 3; i++)
        {
            await SendAsync(service, "POST", "/things", "k-alpha", HttpStatusCode.OK);
        }

        await using var command = service.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand("""
            SET session_replication_role = replica;
            UPDATE audit_log SET actor = 'nobody' WHERE seq = 2;
            SET session_replication_role = origin
            """);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, await service.Services.GetRequiredService<IAuditLog>().FirstBadAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Rows_OlderThanTheirYear_MayGo()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var service = await StartAsync(database);
        var table = new AuditTable(service.Services.GetRequiredService<NpgsqlDataSource>(), isChained: true);
        var now = TimeProvider.System.GetUtcNow();
        await table.AppendAsync([new(now.AddDays(-400), "old", "ada"), new(now.AddDays(-10), "new", "ada")], TestContext.Current.CancellationToken);
        await table.PruneAsync(1, TestContext.Current.CancellationToken);
        var row = Assert.Single(await table.ReadAsync(0, 10, null, TestContext.Current.CancellationToken));
        Assert.Equal("new", row.Entry.Type);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Database_Stopped_WriteIsNotAcknowledgedWhereRequired(bool required)
    {
        await using var server = await PostgresServer.NewAsync();
        await server.StartAsync();
        using var logs = new LogCollector();
        await using var service = await StartAsync(server.ConnectionString("postgres"), required, logs);
        await SendAsync(service, "POST", "/things", "k-alpha", HttpStatusCode.OK);
        await server.StopAsync();

        if (!required)
        {
            await SendAsync(service, "POST", "/things", "k-alpha", HttpStatusCode.OK);
            Assert.Contains(logs.Lines, line => line.Message.StartsWith("audit create by alpha", StringComparison.Ordinal));
            return;
        }

        // The first finds out, the next know beforehand.
        await Assert.ThrowsAnyAsync<Exception>(() => SendAsync(service, "POST", "/things", "k-alpha", HttpStatusCode.OK));
        using var refused = await RequestAsync(service, "POST", "/things", "k-alpha");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        var problem = await refused.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.Equal("audit_unavailable", problem.GetProperty("code").GetString());
    }

    [Fact]
    public async Task NoDatabase_Requests_StandInTheLog()
    {
        using var logs = new LogCollector();
        await using var service = await StartAsync(null, logs: logs);
        await SendAsync(service, "POST", "/things", "k-alpha", HttpStatusCode.OK);
        Assert.Contains(logs.Lines, line => line.Message.StartsWith("audit create by alpha from", StringComparison.Ordinal)
            && line.Message.Contains("POST /things 200", StringComparison.Ordinal));
    }

    private static async Task<SampleService> StartAsync(string? database, bool required = false, LogCollector? logs = null)
    {
        var service = await SampleService.StartAsync(
            (options, settings) =>
            {
                options.Auth.Roles["readonly"] = ["read"];
                options.Auth.ReadKeys(settings, "SAMPLE_API_KEYS");
                options.Audit.IsChained = true;
                options.Audit.IsRequired = required;
            },
            app =>
            {
                app.MapPost("/things", (HttpContext context) =>
                {
                    context.AuditDetail("thing", "egg");
                    return "made";
                }).RequirePermission("write").Audit("create");
                app.MapGet("/things", () => "seen").Audit("query");
                app.MapGet("/other", () => "seen");
            },
            new()
            {
                ["SAMPLE_API_KEYS"] = "alpha=k-alpha,ro=k-ro:readonly",
                ["ConnectionStrings:sampledb"] = database,
            },
            services: services =>
            {
                if (logs is not null)
                {
                    services.AddSingleton<ILoggerProvider>(logs);
                }
            });
        if (database is not null)
        {
            await service.Services.GetRequiredService<MigrationState>()
                .WhenDoneAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60));
        }

        return service;
    }

    private static async Task<IReadOnlyList<AuditRow>> RowsAsync(SampleService service, int count)
    {
        var log = service.Services.GetRequiredService<IAuditLog>();
        var since = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var rows = await log.ReadAsync(0, 100, null, TestContext.Current.CancellationToken);
            if (rows.Count >= count)
            {
                return rows;
            }

            Assert.True(TimeProvider.System.GetElapsedTime(since) < TimeSpan.FromSeconds(30), $"only {rows.Count} rows came");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    private static async Task<HttpResponseMessage> RequestAsync(SampleService service, string method, string path, string key)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Add("X-API-Key", key);
        request.Headers.UserAgent.ParseAdd("tests/1.0");
        return await service.Client().SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static async Task SendAsync(SampleService service, string method, string path, string key, HttpStatusCode expected)
    {
        using var response = await RequestAsync(service, method, path, key);
        Assert.Equal(expected, response.StatusCode);
    }
}
