using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Platform.ServiceDefaults.Health;
using Platform.ServiceDefaults.Settings;
using Platform.ServiceDefaults.Telemetry;

namespace Platform.ServiceDefaults.Data;

/// <summary>The service's database, migrated at start, and Redis.</summary>
internal static class DataModule
{
    private const string Redis = "redis";
    private const string PoolSize = "DB_POOL_SIZE";
    private const string Nowhere = "Host=127.0.0.1;Port=1;Database=not-configured;Username=nobody;Timeout=1";
    private const int DefaultPoolSize = 20;

    internal static void AddData(this WebApplicationBuilder builder, string service)
    {
        var database = service + "db";
        builder.AddPostgres(service, database);
        builder.AddRedis(service);
    }

    private static void AddPostgres(this WebApplicationBuilder builder, string service, string database)
    {
        var setting = builder.Resolve(database, "DATABASE_URL", ConnectionUrl.Postgres);
        builder.Services.AddSingleton<MigrationState>();
        builder.Services.AddSettings<DataOptions>((options, settings) =>
        {
            options.PoolSize = settings.Number(PoolSize, DefaultPoolSize, 1, 100);
            if (settings.IsProduction && settings.Text($"ConnectionStrings:{database}") is null)
            {
                settings.Fault(
                    $"ConnectionStrings__{database} (or DATABASE_URL) is not set: the service keeps its data in PostgreSQL.");
            }
        });
        if (builder.Complete(database, setting, service) is not { } connectionString)
        {
            // What is written against the data source must still be constructed: it meets a server that never answers.
            builder.AddNpgsqlDataSource(database, settings =>
            {
                settings.ConnectionString = Nowhere;
                settings.DisableHealthChecks = settings.DisableTracing = true;
            });
            builder.Services.AddHealthChecks().AddCheck("PostgreSql", NotConfigured, [HealthOptions.ReadyTag]);
            return;
        }

        builder.AddNpgsqlDataSource(database, settings =>
        {
            settings.ConnectionString = connectionString;
            settings.DisableTracing = !builder.ExportsTelemetry();
        });
        builder.Services.AddSingleton(new MigrationPlan(Files(service, builder.Environment.ApplicationName), setting));
        builder.Services.AddSingleton<Migrator>();
        builder.Services.AddHostedService<MigrationService>();
        builder.Services.AddHealthChecks().AddCheck<MigrationState>("Migrations", tags: [HealthOptions.ReadyTag]);
    }

    private static void AddRedis(this WebApplicationBuilder builder, string service)
    {
        builder.Resolve(Redis, RedisSetting(builder.Configuration), ConnectionUrl.Redis);
        builder.Services.AddSingleton<RedisLink>();
        builder.Services.AddHostedService(services => services.GetRequiredService<RedisLink>());
        if (builder.Configuration.GetConnectionString(Redis) is not { Length: > 0 })
        {
            builder.Services.AddHealthChecks().AddCheck("StackExchange.Redis", NotConfigured, [HealthOptions.ReadyTag]);
            return;
        }

        builder.AddRedisClient(
            Redis,
            settings => settings.DisableTracing = !builder.ExportsTelemetry(),
            options =>
            {
                options.AbortOnConnectFail = false;
                options.ClientName = service;
            });
    }

    // One Redis serves all: where only the limiter's own setting names it, that is it. memory:// asks for none.
    private static string RedisSetting(ConfigurationManager configuration)
    {
        const string Limits = "RATE_LIMIT_STORAGE_URI";
        var isRedis = configuration[Limits] is { Length: > 0 } uri && !uri.StartsWith("memory:", StringComparison.OrdinalIgnoreCase);
        return isRedis && configuration["REDIS_URL"] is not { Length: > 0 } ? Limits : "REDIS_URL";
    }

    // A documented setting wins over what a host generated; a value that cannot be read is reported with the others.
    private static string Resolve(
        this WebApplicationBuilder builder, string name, string documented, Func<string, string> parse)
    {
        if (builder.Configuration[documented] is not { Length: > 0 } value)
        {
            return $"ConnectionStrings__{name}";
        }

        try
        {
            builder.Settle($"ConnectionStrings:{name}", parse(value.Trim()));
        }
        catch (FormatException failure)
        {
            builder.Services.AddSettings<DataOptions>((_, settings) => settings.Fault($"{documented}: {failure.Message}."));
        }

        return documented;
    }

    // The given string with what it leaves open: who is connecting, and a pool that lets five services with replicas
    // share one server's 100 connections. Null when there is none that can be used.
    private static string? Complete(this WebApplicationBuilder builder, string database, string setting, string service)
    {
        if (builder.Configuration.GetConnectionString(database) is not { Length: > 0 } given)
        {
            return null;
        }

        try
        {
            var connection = new NpgsqlConnectionStringBuilder(given);
            connection.ApplicationName ??= service;
            if (!connection.ShouldSerialize("GSS Encryption Mode"))
            {
                // The driver would load Kerberos to see whether it has a ticket; who has one says so.
                connection.GssEncryptionMode = GssEncryptionMode.Disable;
            }

            if (int.TryParse(builder.Configuration[PoolSize], CultureInfo.InvariantCulture, out var size) && size > 0)
            {
                connection.MaxPoolSize = size;
            }
            else if (!connection.ShouldSerialize("Maximum Pool Size"))
            {
                connection.MaxPoolSize = DefaultPoolSize;
            }

            return connection.ConnectionString;
        }
        catch (ArgumentException failure)
        {
            // The driver's message names the keyword, not the value.
            builder.Services.AddSettings<DataOptions>((_, settings) => settings.Fault($"{setting}: {failure.Message}"));
            return null;
        }
    }

    private static HealthCheckResult NotConfigured() => HealthCheckResult.Degraded(HealthBody.NotConfigured);

    private static MigrationFile[] Files(string service, string application) =>
    [
        .. MigrationFile.In(typeof(DataModule).Assembly, "platform"),
        .. ServiceIdentity.Assembly(application) is { } assembly && assembly != typeof(DataModule).Assembly
            ? MigrationFile.In(assembly, service)
            : [],
    ];

    private sealed class DataOptions
    {
        public int PoolSize { get; set; }
    }
}
