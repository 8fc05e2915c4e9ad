using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Health;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Running;

/// <summary>Runs the health checks of one instance.</summary>
internal sealed class HealthProbe(RunContext run, IResource resource)
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(10);

    /// <summary>The checks' names, with no result yet.</summary>
    internal ImmutableArray<HealthReportSnapshot> Pending => [.. Keys.Select(key => new HealthReportSnapshot(key, null, null, null))];

    private IEnumerable<string> Keys => resource.Annotations.OfType<HealthCheckAnnotation>().Select(a => a.Key).Distinct();

    /// <summary>Runs every check once.</summary>
    /// <param name="start">The process asked; null for a resource without one.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    internal async Task<ImmutableArray<HealthReportSnapshot>> RunAsync(InstanceStart? start, CancellationToken cancellationToken) =>
        [.. await Task.WhenAll(Keys.Select(key => RunAsync(key, start, cancellationToken))).ConfigureAwait(false)];

    private async Task<HealthReportSnapshot> RunAsync(string key, InstanceStart? start, CancellationToken cancellationToken)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(TimeLimit);
        var http = resource.Annotations.OfType<HttpHealthCheckAnnotation>().FirstOrDefault(a => a.Key == key);
        var port = http is null ? null : start?.PortOf(http.Endpoint.EndpointAnnotation);
        HealthReportSnapshot report;
        try
        {
            report = port is { } own
                ? await OwnAsync(http!, own, limited.Token).ConfigureAwait(false)
                : await RegisteredAsync(key, limited.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            report = new HealthReportSnapshot(key, HealthStatus.Unhealthy, $"no answer within {TimeLimit.TotalSeconds} s", null);
        }

        return report with { LastRunAt = run.Time.GetUtcNow().UtcDateTime };
    }

    /// <summary>Asks this process itself, not whichever one the proxy would choose.</summary>
    private async Task<HealthReportSnapshot> OwnAsync(HttpHealthCheckAnnotation check, int port, CancellationToken cancellationToken)
    {
        var address = new Uri($"{check.Endpoint.Scheme}://{EndpointAllocation.Address}:{port}");
        var http = new HttpCheck(run.Services, _ => new(address), check.Path, check.StatusCode);
        var registration = new HealthCheckRegistration(check.Key, http, HealthStatus.Unhealthy, null);
        var result = await http.CheckHealthAsync(new HealthCheckContext { Registration = registration }, cancellationToken)
            .ConfigureAwait(false);
        return new HealthReportSnapshot(check.Key, result.Status, result.Description, result.Exception?.Message);
    }

    private async Task<HealthReportSnapshot> RegisteredAsync(string key, CancellationToken cancellationToken)
    {
        var report = await run.HealthChecks.CheckHealthAsync(r => r.Name == key, cancellationToken).ConfigureAwait(false);
        return report.Entries.TryGetValue(key, out var entry)
            ? new HealthReportSnapshot(key, entry.Status, entry.Description, entry.Exception?.Message)
            : new HealthReportSnapshot(key, HealthStatus.Unhealthy, $"no health check is registered as '{key}'", null);
    }
}
