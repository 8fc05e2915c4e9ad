using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Platform.ServiceDefaults.Settings;

namespace Platform.ServiceDefaults.Data;

/// <summary>
/// Migrates while the service starts. A database that is away, starting or refusing is waited for, and the process stays
/// up and says so in its health; a fault that waiting cannot mend stops the start.
/// </summary>
internal sealed partial class MigrationService(
    Migrator migrator,
    MigrationPlan plan,
    MigrationState state,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<MigrationService> log) : BackgroundService
{
    // A database that answers at once is migrated before the first request; a slow one must not hold up /health.
    private static readonly TimeSpan StartWait = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(4);

    private readonly TaskCompletionSource _firstTry = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _starting = true;
    private MigrationException? _fault;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await base.StartAsync(cancellationToken).ConfigureAwait(false);
        await Task.WhenAny(_firstTry.Task, Task.Delay(StartWait, time, cancellationToken)).ConfigureAwait(false);
        _starting = false;
        if (_fault is { } fault)
        {
            throw new StartupException([fault.Message]);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var delay = FirstDelay;
        while (!await TryAsync(stoppingToken).ConfigureAwait(false))
        {
            _firstTry.TrySetResult();
            await Task.Delay(delay, time, stoppingToken).ConfigureAwait(false);
            delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay;
        }

        _firstTry.TrySetResult();
    }

    // True when there is nothing left to try.
    private async Task<bool> TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            await migrator.ApplyAsync(plan.Files, cancellationToken).ConfigureAwait(false);
            state.Done();
            UpToDate(log, plan.Files.Count);
            return true;
        }
        catch (MigrationException fault)
        {
            Stop(fault);
            return true;
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException or IOException)
        {
            var reason = PostgresFailure.Describe(failure, plan.Setting);
            if (state.WaitingFor(reason))
            {
                Waiting(log, reason, failure.Message);
            }

            return false;
        }
    }

    private void Stop(MigrationException fault)
    {
        state.WaitingFor("a migration cannot be applied: see the log");
        Faulty(log, fault.Message, fault.InnerException);
        _fault = fault;
        if (!_starting)
        {
            Environment.ExitCode = StartupException.ExitCode;
            lifetime.StopApplication();
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The database has all {Count} migrations")]
    private static partial void UpToDate(ILogger log, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Waiting: {Reason} ({Detail})")]
    private static partial void Waiting(ILogger log, string reason, string detail);

    [LoggerMessage(Level = LogLevel.Critical, Message = "Stopping: {Fault}")]
    private static partial void Faulty(ILogger log, string fault, Exception? cause);
}

/// <summary>What to apply, in order, and the setting that says where.</summary>
/// <param name="Files">The shared files first, then the service's own.</param>
/// <param name="Setting">Name of the setting that holds the connection string.</param>
internal sealed record MigrationPlan(IReadOnlyList<MigrationFile> Files, string Setting);
