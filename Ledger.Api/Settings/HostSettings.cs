using Ledger.Api.Settings;
using Npgsql;
using Platform.ServiceDefaults.Data;

namespace Ledger.Api;

/// <summary>What of the documented settings the host itself must know before anything is registered.</summary>
internal static class HostSettings
{
    // Above this the driver warns that finding a prepared statement costs more than it saves.
    private const int MostPrepared = 256;

    private const string Database = "ConnectionStrings:ledgerdb";

    /// <summary>Reads stored settings, and gives settings of this service the names under which the host reads them.</summary>
    public static void AddLedgerSettings(this WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        var values = new SettingValues(configuration);
        Rename(builder, "ZKP_LEDGER_DB_URL", "DATABASE_URL");
        Rename(builder, "ZKP_LEDGER_REDIS_URL", "REDIS_URL");
        if (ConnectionString(configuration) is { } given)
        {
            var stored = StoredSettings.ReadAtStart(given);
            if (stored.Count > 0)
            {
                // First of the sources: whatever the environment says comes after and wins.
                configuration.Sources.Insert(0, new Microsoft.Extensions.Configuration.Memory.MemoryConfigurationSource { InitialData = stored });
            }

            Settle(builder, Database, Pooled(given, values));
            Settle(builder, "DATABASE_URL", "");
        }

        if (values.Given("monitoring", "log_level") is { } level)
        {
            Settle(builder, "LOG_LEVEL", level);
        }

        if (values.Read(SettingCatalog.Find("monitoring", "metrics")) is ({ } metrics, "monitoring:metrics"))
        {
            Settle(builder, "ENABLE_METRICS", metrics);
        }

        if (!builder.Environment.IsDevelopment() || values.Given("monitoring", "trace_sample_rate") is not null)
        {
            Settle(builder, "OTEL_TRACES_SAMPLER", configuration["OTEL_TRACES_SAMPLER"] ?? "parentbased_traceidratio");
            Settle(builder, "OTEL_TRACES_SAMPLER_ARG", configuration["OTEL_TRACES_SAMPLER_ARG"] ?? values.Text("monitoring", "trace_sample_rate"));
        }

        Listen(builder, values);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxConcurrentConnections = values.Whole("server", "max_connections");
            kestrel.Limits.RequestHeadersTimeout = values.Seconds("server", "read_timeout");
            kestrel.Limits.KeepAliveTimeout = values.Seconds("server", "idle_timeout");
            kestrel.Limits.MinResponseDataRate = new(bytesPerSecond: 240, gracePeriod: values.Seconds("server", "write_timeout"));
        });
        builder.Services.AddSingleton(values);
    }

    /// <summary>The port that only answers /metrics; null when there is none of its own.</summary>
    public static int? MetricsPort(SettingValues values) =>
        values.Given("monitoring", "prometheus_port") is null ? null : values.Whole("monitoring", "prometheus_port");

    /// <summary>Answers nothing but /metrics on the port that is for it.</summary>
    public static void KeepMetricsPort(this WebApplication app)
    {
        if (MetricsPort(app.Services.GetRequiredService<SettingValues>()) is { } port)
        {
            app.Use((http, next) =>
            {
                if (http.Connection.LocalPort != port || http.Request.Path == "/metrics")
                {
                    return next(http);
                }

                http.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
            });
        }
    }

    private static void Listen(WebApplicationBuilder builder, SettingValues values)
    {
        var urls = values.Given("server", "bind_address") is { } address ? $"http://{address}" : builder.Configuration["urls"];
        if (MetricsPort(values) is { } port)
        {
            urls = $"{urls ?? "http://localhost:8090"};http://*:{port}";
        }

        if (urls is not null)
        {
            builder.WebHost.UseUrls(urls.Split(';'));
        }
    }

    private static string? ConnectionString(ConfigurationManager configuration)
    {
        try
        {
            var text = configuration["DATABASE_URL"] is { Length: > 0 } url ? ConnectionUrl.Postgres(url.Trim()) : configuration[Database];
            return string.IsNullOrWhiteSpace(text) ? null : new NpgsqlConnectionStringBuilder(text) switch
            {
                { Password: null or "" } open when configuration["DB_PASSWORD"] is { Length: > 0 } password =>
                    new NpgsqlConnectionStringBuilder(open.ConnectionString) { Password = password }.ConnectionString,
                var complete => complete.ConnectionString,
            };
        }
        catch (Exception failure) when (failure is FormatException or ArgumentException)
        {
            // Reported by name where the host reads the same setting.
            return null;
        }
    }

    private static string Pooled(string given, SettingValues values)
    {
        var connection = new NpgsqlConnectionStringBuilder(given);
        void Set(string keyword, string section, string key)
        {
            if (!connection.ShouldSerialize(keyword))
            {
                connection[keyword] = values.Whole(section, key);
            }
        }

        Set("Maximum Pool Size", "database", "max_connections");
        if (!connection.ShouldSerialize("Minimum Pool Size"))
        {
            connection.MinPoolSize = Math.Min(connection.MaxPoolSize, values.Whole("database", "min_connections"));
        }

        Set("Timeout", "database", "connection_timeout");
        if (!connection.ShouldSerialize("Max Auto Prepare"))
        {
            connection.MaxAutoPrepare = Math.Min(MostPrepared, values.Whole("database", "statement_cache"));
        }

        return connection.ConnectionString;
    }

    private static void Rename(WebApplicationBuilder builder, string documented, string shared)
    {
        if (builder.Configuration[documented] is { Length: > 0 } value)
        {
            Settle(builder, shared, value);
        }
    }

    private static void Settle(WebApplicationBuilder builder, string key, string value) =>
        builder.Configuration.AddInMemoryCollection([new(key, value)]);
}
