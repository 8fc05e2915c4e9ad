using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Running;

/// <summary>Follows one life of an instance: until it serves, until it is healthy, and its health from then on.</summary>
/// <param name="run">What all instances share.</param>
/// <param name="resource">The resource.</param>
/// <param name="id">Id of the instance.</param>
/// <param name="publish">Changes the instance's published state.</param>
internal sealed class LifeWatch(
    RunContext run, IResource resource, string id, Action<Func<CustomResourceSnapshot, CustomResourceSnapshot>> publish)
{
    // Quick until first healthy, and right after it falls ill, for others wait for it; unhurried while all is well.
    private static readonly TimeSpan QuickPoll = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan PortPoll = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan CalmPoll = TimeSpan.FromSeconds(2);

    // What takes longer than this to serve deserves a word to whoever waits.
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(10);

    private readonly HealthProbe _health = new(run, resource);

    /// <summary>True once it was healthy in this life.</summary>
    internal bool WasHealthy { get; private set; }

    /// <summary>Follows the life until it is cancelled. Throws what a probe throws.</summary>
    /// <param name="start">The process; null for a resource without one.</param>
    /// <param name="launch">Probes the process; null for a resource without one.</param>
    /// <param name="life">Cancelled when the process has ended or is to end.</param>
    internal async Task FollowAsync(InstanceStart? start, ILaunch? launch, CancellationToken life)
    {
        if (start is not null && launch is not null)
        {
            await ServesAsync(start, launch, life).ConfigureAwait(false);
        }

        publish(s => s with
        {
            State = new ResourceStateSnapshot(KnownResourceStates.Running, KnownResourceStateStyles.Success),
            StateReason = null,
            HealthReports = _health.Pending,
            Urls = s.Urls.WithActivity(true),
        });
        while (true)
        {
            var reports = await ReportsAsync(start, launch, life).ConfigureAwait(false);
            life.ThrowIfCancellationRequested();
            publish(s => s with { HealthReports = Same(s.HealthReports, reports) ? s.HealthReports : reports });
            var healthy = reports.All(r => r.Status == HealthStatus.Healthy);
            if (healthy && !WasHealthy)
            {
                WasHealthy = await BecomeReadyAsync(life).ConfigureAwait(false);
            }

            await Task.Delay(healthy && WasHealthy ? CalmPoll : QuickPoll, run.Time, life).ConfigureAwait(false);
        }
    }

    private async Task<ImmutableArray<HealthReportSnapshot>> ReportsAsync(InstanceStart? start, ILaunch? launch, CancellationToken life)
    {
        var reports = await _health.RunAsync(start, life).ConfigureAwait(false);
        var name = $"{resource.Name}_check";
        if (start is null || launch is not { HasProbe: true } || reports.Any(r => r.Name == name))
        {
            return reports;
        }

        var reason = await launch.ProbeAsync(start, life).ConfigureAwait(false);
        return reports.Add(new HealthReportSnapshot(
            name, reason is null ? HealthStatus.Healthy : HealthStatus.Unhealthy, reason, null)
        { LastRunAt = run.Time.GetUtcNow().UtcDateTime });
    }

    private async Task ServesAsync(InstanceStart start, ILaunch launch, CancellationToken life)
    {
        if (launch.HasProbe)
        {
            var began = run.Time.GetTimestamp();
            while (await launch.ProbeAsync(start, life).ConfigureAwait(false) is { } reason)
            {
                var style = run.Time.GetElapsedTime(began) < Long ? KnownResourceStateStyles.Info : KnownResourceStateStyles.Warn;
                publish(s => s with { State = new ResourceStateSnapshot(s.State!.Text, style), StateReason = reason });
                await Task.Delay(PortPoll, run.Time, life).ConfigureAwait(false);
            }

            return;
        }

        foreach (var (_, port) in start.Endpoints.Where(e => e.Key.Protocol == ProtocolType.Tcp))
        {
            while (!await IsOpenAsync(port, life).ConfigureAwait(false))
            {
                await Task.Delay(PortPoll, run.Time, life).ConfigureAwait(false);
            }
        }
    }

    private async Task<bool> BecomeReadyAsync(CancellationToken life)
    {
        try
        {
            await run.Eventing.PublishAsync(new ResourceReadyEvent(resource, run.Services), life).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not (OperationCanceledException or LocalServers.LocalServerException))
        {
            RunLog.ReadyHandlerFailed(run.Loggers.GetLogger(id), e);
            publish(s => s with { StateReason = $"a ready handler failed: {e.Message}" });
            return false;
        }

        publish(s => s with { IsReady = true, StateReason = null });
        return true;
    }

    private static async Task<bool> IsOpenAsync(int port, CancellationToken life)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), life).ConfigureAwait(false);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>The same but for the time of the check: then nobody need be told.</summary>
    private static bool Same(ImmutableArray<HealthReportSnapshot> one, ImmutableArray<HealthReportSnapshot> other) =>
        one.Select(r => r with { LastRunAt = null }).SequenceEqual(other.Select(r => r with { LastRunAt = null }));
}
