using System.Diagnostics;
using System.Net;
using StackExchange.Redis;

namespace Aspire.StackExchange.Redis;

/// <summary>
/// One client span per Redis command, made from the driver's own profile when the surrounding span ends. Keys and
/// arguments are left out: they may hold what a caller would not want in a trace.
/// </summary>
internal sealed class CommandSpans : IProfiler
{
    /// <summary>Name of the activity source, the one of the instrumentation package.</summary>
    internal const string SourceName = "OpenTelemetry.Instrumentation.StackExchangeRedis";

    private const string ProfileProperty = "platform.redis.profile";
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(50);
    private static readonly ActivitySource Source = new(SourceName);
    private readonly ConnectionMultiplexer _connection;

    internal CommandSpans(ConnectionMultiplexer connection)
    {
        _connection = connection;
        // Listens to ends only: with no Sample callback it never causes a span to be created.
        ActivitySource.AddActivityListener(new ActivityListener
        {
            ShouldListenTo = _ => true,
            ActivityStopped = Write,
        });
    }

    /// <summary>The profile of the current span; null, and so no cost, where no recorded span is current.</summary>
    public object? GetContext()
    {
        if (Activity.Current is not { Recorded: true } span || !Source.HasListeners())
        {
            return null;
        }

        lock (span)
        {
            if (span.GetCustomProperty(ProfileProperty) is { } profile)
            {
                return profile;
            }

            profile = new object();
            _connection.BeginProfiling(profile);
            span.SetCustomProperty(ProfileProperty, profile);
            return profile;
        }
    }

    private void Write(Activity parent)
    {
        object? profile;
        lock (parent)
        {
            profile = parent.GetCustomProperty(ProfileProperty);
            if (profile is null)
            {
                return;
            }

            parent.SetCustomProperty(ProfileProperty, null);
        }

        _ = FinishAsync(parent.Context, profile);
    }

    // The driver marks a command as complete only after its caller has gone on: a profile finished at once would miss
    // the last command.
    private async Task FinishAsync(ActivityContext parent, object profile)
    {
        await Task.Delay(Settle).ConfigureAwait(false);
        foreach (var command in _connection.FinishProfiling(profile))
        {
            Write(parent, command);
        }
    }

    private static void Write(ActivityContext parent, IProfiledCommand command)
    {
        var start = new DateTimeOffset(DateTime.SpecifyKind(command.CommandCreated, DateTimeKind.Utc));
        using var span = Source.CreateActivity(command.Command, ActivityKind.Client, parent);
        if (span is null)
        {
            return;
        }

        span.SetStartTime(start.UtcDateTime);
        span.SetTag("db.system.name", "redis");
        span.SetTag("db.operation.name", command.Command);
        span.SetTag("db.namespace", command.Db);
        switch (command.EndPoint)
        {
            case DnsEndPoint dns:
                span.SetTag("server.address", dns.Host);
                span.SetTag("server.port", dns.Port);
                break;
            case IPEndPoint ip:
                span.SetTag("server.address", ip.Address.ToString());
                span.SetTag("server.port", ip.Port);
                break;
        }

        span.Start();
        span.SetEndTime((start + command.ElapsedTime).UtcDateTime);
    }
}
