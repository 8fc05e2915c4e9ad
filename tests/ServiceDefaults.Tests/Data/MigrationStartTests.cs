using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Platform.ServiceDefaults.Data;
using Platform.ServiceDefaults.Health;
using Platform.ServiceDefaults.Settings;
using Platform.Tests.Shared;
using ServiceDefaults.Tests.Fakes;

namespace ServiceDefaults.Tests.Data;

public sealed class MigrationStartTests(PostgresServer postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_DatabaseThere_IsMigratedBeforeTheFirstRequest()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var service = await StartAsync(database);
        using var response = await service.Client().GetAsync("/health/ready", Cancellation);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await using var source = NpgsqlDataSource.Create(database);
        await using var count = source.CreateCommand("SELECT count(*) FROM schema_migrations");
        Assert.Equal((long)MigrationFile.In(typeof(MigrationFile).Assembly, "platform").Count, await count.ExecuteScalarAsync(Cancellation));
    }

    [Fact]
    public async Task Start_AppliedFileChanged_StopsNamingIt()
    {
        var database = await postgres.CreateDatabaseAsync();
        var plan = new MigrationFile("sample", 1, "things", "CREATE TABLE things (id int)");
        await using (await StartAsync(database, plan))
        {
        }

        var failure = await Assert.ThrowsAsync<StartupException>(
            () => StartAsync(database, plan with { Sql = "CREATE TABLE things (id bigint)" }));
        Assert.Contains("sample/Migrations/0001_things.sql was changed", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_DatabaseAway_StaysUpNotReadyAndRecovers()
    {
        await using var server = await PostgresServer.NewAsync();
        await using var service = await StartAsync(server.ConnectionString("postgres"));
        using var client = service.Client();
        using var early = await client.GetAsync("/health/ready", Cancellation);
        var body = await early.Content.ReadAsStringAsync(Cancellation);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, early.StatusCode);
        Assert.Contains("PostgreSQL is not reachable at the address given in ConnectionStrings__sampledb", body, StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.1", body, StringComparison.Ordinal);
        using var live = await client.GetAsync("/alive", Cancellation);
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);

        await server.StartAsync();
        await service.Services.GetRequiredService<MigrationState>().WhenDoneAsync(Cancellation).WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        using var late = await client.GetAsync("/health/ready", Cancellation);
        Assert.Equal(HttpStatusCode.OK, late.StatusCode);
    }

    [Fact]
    public async Task Start_WrongPassword_SaysWhichSettingToMendWithoutThePassword()
    {
        var database = await postgres.CreateDatabaseAsync();
        using var log = new LogCollector();
        await using var service = await StartAsync(database.Replace("postgres-test-password", "wr0ng-secret", StringComparison.Ordinal), log: log);
        var body = await service.Client().GetBodyAsync("/health/ready", HttpStatusCode.ServiceUnavailable, Cancellation);
        Assert.Contains("refuses the user or password given in ConnectionStrings__sampledb", body, StringComparison.Ordinal);
        Assert.Contains(log.Lines, line => line.Message.Contains("refuses the user or password", StringComparison.Ordinal));
        Assert.DoesNotContain(log.Lines, line => line.Message.Contains("wr0ng-secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Start_NoConnectionStringInProduction_StopsNamingTheSetting()
    {
        var failure = await Assert.ThrowsAsync<StartupException>(
            () => SampleService.StartAsync(environment: "Production", settings: new() { ["JWT_SECRET"] = new string('s', 64) }));
        Assert.Contains("ConnectionStrings__sampledb", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_NoConnectionStringInDevelopment_RunsDegraded()
    {
        await using var service = await SampleService.StartAsync();
        using var response = await service.Client().GetAsync("/health", Cancellation);
        var body = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("\"status\":\"degraded\"", body, StringComparison.Ordinal);
        Assert.Contains("not configured", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Running_DatabaseStoppedAndStarted_TurnsUnhealthyAndBack()
    {
        await using var server = await PostgresServer.NewAsync();
        await server.StartAsync();
        await using var service = await StartAsync(server.ConnectionString("postgres"));
        using var client = service.Client();
        await client.GetBodyAsync("/health/ready", HttpStatusCode.OK, Cancellation);
        await server.StopAsync();
        await client.GetBodyAsync("/health/ready", HttpStatusCode.ServiceUnavailable, Cancellation);
        await server.StartAsync();
        await client.GetBodyAsync("/health/ready", HttpStatusCode.OK, Cancellation);
    }

    private static Task<SampleService> StartAsync(string database, MigrationFile? file = null, LogCollector? log = null) =>
        SampleService.StartAsync(
            settings: new() { ["ConnectionStrings:sampledb"] = database },
            services: services =>
            {
                services.Configure<HealthOptions>(health => health.CacheFor = TimeSpan.Zero);
                services.AddSingleton(new MigrationPlan(
                    [.. MigrationFile.In(typeof(MigrationFile).Assembly, "platform"), .. file is null ? Array.Empty<MigrationFile>() : [file]],
                    "ConnectionStrings__sampledb"));
                if (log is not null)
                {
                    services.AddSingleton<ILoggerProvider>(log);
                }
            });
}
