using Aspire.StackExchange.Redis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using StackExchange.Redis;

namespace Microsoft.Extensions.Hosting;

/// <summary>Registers a Redis connection with health check and spans.</summary>
public static class AspireRedisExtensions
{
    private const string Section = "Aspire:StackExchange:Redis";

    /// <summary>Registers <see cref="IConnectionMultiplexer"/> as a singleton that connects when first asked for.</summary>
    /// <param name="builder">The application's builder.</param>
    /// <param name="connectionName">Name under <c>ConnectionStrings</c> and under the section above.</param>
    /// <param name="configureSettings">Has the last word over the settings; runs at once.</param>
    /// <param name="configureOptions">Has the last word over the driver's options; runs when first connecting.</param>
    /// <exception cref="InvalidOperationException">
    /// When the connection is first asked for and no connection string was given. A Redis that is away is no error:
    /// the connection is handed out disconnected and connects by itself later.
    /// </exception>
    public static void AddRedisClient(
        this IHostApplicationBuilder builder,
        string connectionName,
        Action<StackExchangeRedisSettings>? configureSettings = null,
        Action<ConfigurationOptions>? configureOptions = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(connectionName);
        var settings = Read(builder.Configuration, connectionName);
        configureSettings?.Invoke(settings);

        builder.Services.TryAddSingleton<IConnectionMultiplexer>(_ => Connect(connectionName, settings, configureOptions));
        if (!settings.DisableHealthChecks)
        {
            builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
                "StackExchange.Redis",
                services => new RedisHealthCheck(services.GetRequiredService<IConnectionMultiplexer>()),
                failureStatus: null,
                tags: null));
        }

        if (!settings.DisableTracing)
        {
            builder.Services.AddOpenTelemetry().WithTracing(tracing => tracing.AddSource(CommandSpans.SourceName));
        }
    }

    /// <summary>The driver's options for a connection string; Redis away does not abort unless the string says so.</summary>
    internal static ConfigurationOptions Options(string connectionString)
    {
        // Unknown keys are skipped: strings written for a newer driver must not stop this one.
        var options = ConfigurationOptions.Parse(connectionString, ignoreUnknown: true);
        if (!connectionString.Contains("abortConnect", StringComparison.OrdinalIgnoreCase))
        {
            options.AbortOnConnectFail = false;
        }

        return options;
    }

    private static StackExchangeRedisSettings Read(IConfiguration configuration, string connectionName)
    {
        var settings = new StackExchangeRedisSettings();
        configuration.GetSection(Section).Bind(settings);
        configuration.GetSection($"{Section}:{connectionName}").Bind(settings);
        if (configuration.GetConnectionString(connectionName) is { Length: > 0 } connectionString)
        {
            settings.ConnectionString = connectionString;
        }

        return settings;
    }

    private static ConnectionMultiplexer Connect(
        string connectionName, StackExchangeRedisSettings settings, Action<ConfigurationOptions>? configure)
    {
        if (string.IsNullOrEmpty(settings.ConnectionString))
        {
            throw new InvalidOperationException(
                $"No endpoints specified. Ensure a valid connection string was provided in 'ConnectionStrings:{connectionName}' "
                + $"or for the '{Section}:ConfigurationOptions' configuration section.");
        }

        var options = Options(settings.ConnectionString);
        configure?.Invoke(options);
        var connection = ConnectionMultiplexer.Connect(options);
        if (!settings.DisableTracing)
        {
            connection.RegisterProfiler(new CommandSpans(connection));
        }

        return connection;
    }
}
