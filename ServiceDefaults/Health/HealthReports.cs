using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Platform.ServiceDefaults.Health;

/// <summary>
/// Runs the registered checks: each at most once at a time and once per cache period, whatever number of callers ask,
/// and each within its time limit even if it ignores cancellation. A change of state is logged once, not per poll.
/// </summary>
public sealed partial class HealthReports(
    IServiceScopeFactory scopes,
    IOptions<HealthCheckServiceOptions> checks,
    IOptions<HealthOptions> options,
    TimeProvider time,
    ILogger<HealthReports> log)
{
    private readonly ConcurrentDictionary<string, Lookup> _lookups = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    /// <summary>The report over some of the checks, at most one cache period old.</summary>
    /// <param name="selects">Which checks take part.</param>
    /// <param name="cancellationToken">Ends the wait; the checks themselves go on for other callers.</param>
    public async Task<HealthReport> GetAsync(
        Func<HealthCheckRegistration, bool> selects, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var selected = checks.Value.Registrations.Where(selects).ToArray();
        var results = await Task.WhenAll(selected.Select(Current)).WaitAsync(cancellationToken).ConfigureAwait(false);
        var entries = new Dictionary<string, HealthReportEntry>(StringComparer.Ordinal);
        for (var i = 0; i < selected.Length; i++)
        {
            entries[selected[i].Name] = results[i];
        }

        return new HealthReport(entries, time.GetElapsedTime(start));
    }

    private Task<HealthReportEntry> Current(HealthCheckRegistration registration)
    {
        lock (_gate)
        {
            if (_lookups.TryGetValue(registration.Name, out var last) && !Stale(last))
            {
                return last.Result;
            }

            var previous = last is { Result.IsCompletedSuccessfully: true } ? Status(last.Result) : (HealthStatus?)null;
            var next = new Lookup(RunAsync(registration, previous));
            _lookups[registration.Name] = next;
            return next.Result;
        }
    }

    private bool Stale(Lookup lookup)
    {
        if (!lookup.Result.IsCompleted)
        {
            return false;
        }

        lookup.CompletedAt ??= time.GetTimestamp();
        var keep = Status(lookup.Result) == HealthStatus.Healthy ? options.Value.CacheFor : options.Value.CacheFor / 4;
        return time.GetElapsedTime(lookup.CompletedAt.Value) >= keep;
    }

    private async Task<HealthReportEntry> RunAsync(HealthCheckRegistration registration, HealthStatus? previous)
    {
        var limit = registration.Timeout > TimeSpan.Zero ? registration.Timeout : options.Value.CheckTimeout;
        var start = time.GetTimestamp();
        HealthCheckResult result;
        try
        {
            using var timeout = new CancellationTokenSource(limit, time);
            // Off this thread: a check that blocks must hold up neither its callers nor the other checks.
            var check = Task.Run(() => CheckAsync(registration, timeout.Token), CancellationToken.None);
            result = await check.WaitAsync(timeout.Token).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever a check throws is its result: health must answer.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            result = new HealthCheckResult(registration.FailureStatus, failure.Message, failure);
        }

        LogChange(registration.Name, previous, result);
        return new HealthReportEntry(
            result.Status, result.Description, time.GetElapsedTime(start), result.Exception, result.Data, registration.Tags);
    }

    private async Task<HealthCheckResult> CheckAsync(HealthCheckRegistration registration, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var check = registration.Factory(scope.ServiceProvider);
        var context = new HealthCheckContext { Registration = registration };
        return await check.CheckHealthAsync(context, cancellationToken).ConfigureAwait(false);
    }

    private void LogChange(string check, HealthStatus? previous, HealthCheckResult result)
    {
        if (result.Status == (previous ?? HealthStatus.Healthy))
        {
            return;
        }

        if (result.Status == HealthStatus.Healthy)
        {
            Recovered(log, check);
        }
        else
        {
            Failed(log, check, HealthBody.Name(result.Status), result.Description);
            // An outage is no bug: its stack is for whoever looks closer.
            FailedHow(log, check, result.Exception);
        }
    }

    // Completed tasks only.
#pragma warning disable RS0030 // Result of a task that has completed does not block.
    private static HealthStatus Status(Task<HealthReportEntry> completed) => completed.Result.Status;
#pragma warning restore RS0030

    [LoggerMessage(Level = LogLevel.Information, Message = "Health check {Check} is healthy again")]
    private static partial void Recovered(ILogger log, string check);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Health check {Check} is {Status}: {Detail}")]
    private static partial void Failed(ILogger log, string check, string status, string? detail);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Health check {Check} failed")]
    private static partial void FailedHow(ILogger log, string check, Exception? failure);

    private sealed class Lookup(Task<HealthReportEntry> result)
    {
        public Task<HealthReportEntry> Result { get; } = result;

        public long? CompletedAt { get; set; }
    }
}
