using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Platform.ServiceDefaults.Data;

/// <summary>
/// The way to Redis that never blocks: connecting happens beside the start, and while Redis is away
/// <see cref="Database"/> is null, so that a caller falls back at once instead of waiting for time-outs.
/// </summary>
public sealed partial class RedisLink(IServiceProvider services, ILogger<RedisLink> log) : IHostedService
{
    // Asks for a server that can take a command, which a connection that is only half made is not.
    private const string AnyKey = "any";

    private volatile IConnectionMultiplexer? _connection;

    /// <summary>The database, while connected; null while Redis is away, still connecting or not configured.</summary>
    public IDatabase? Database =>
        _connection?.GetDatabase() is { } database && database.IsConnected(AnyKey) ? database : null;

    /// <summary>The connection once the first attempt has ended, connected or not; for subscriptions.</summary>
    public IConnectionMultiplexer? Connection => _connection;

    /// <summary>True when a connection string was given.</summary>
    public bool IsConfigured { get; } = services.GetService<IServiceProviderIsService>()
        ?.IsService(typeof(IConnectionMultiplexer)) ?? false;

    Task IHostedService.StartAsync(CancellationToken cancellationToken)
    {
        if (IsConfigured)
        {
            _ = Task.Run(Connect, CancellationToken.None);
        }

        return Task.CompletedTask;
    }

    Task IHostedService.StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Connect()
    {
        try
        {
            var connection = services.GetRequiredService<IConnectionMultiplexer>();
            connection.ConnectionFailed += (_, failure) => Lost(log, failure.FailureType.ToString());
            connection.ConnectionRestored += (_, _) => Restored(log);
            _connection = connection;
            if (!connection.IsConnected)
            {
                Away(log);
            }
        }
#pragma warning disable CA1031 // Whatever the driver throws (bad options, abortConnect): Redis is away, the service works.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Unusable(log, failure);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Redis is away; carrying on without it, connecting when it returns")]
    private static partial void Away(ILogger log);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Redis connection lost: {Kind}")]
    private static partial void Lost(ILogger log, string kind);

    [LoggerMessage(Level = LogLevel.Information, Message = "Redis connection restored")]
    private static partial void Restored(ILogger log);

    [LoggerMessage(Level = LogLevel.Error, Message = "Redis cannot be used as configured")]
    private static partial void Unusable(ILogger log, Exception failure);
}
