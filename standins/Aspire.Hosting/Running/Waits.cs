using System.Collections.Concurrent;
using System.Globalization;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Running;

/// <summary>Waiting for other resources, with words for what is still missing.</summary>
internal static class Waits
{
    /// <summary>
    /// Returns when every wait of a resource is over. Throws <see cref="DistributedApplicationException"/> when one can no
    /// longer be, and its behaviour is to stop then.
    /// </summary>
    /// <param name="notifications">States.</param>
    /// <param name="resource">Who waits.</param>
    /// <param name="time">Clock.</param>
    /// <param name="say">Called with what is waited for and since when, whenever that changes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal static async Task WaitAsync(
        ResourceNotificationService notifications,
        IResource resource,
        TimeProvider time,
        Action<string> say,
        CancellationToken cancellationToken)
    {
        var waits = resource.Annotations.OfType<WaitAnnotation>().ToArray();
        if (waits.Length == 0)
        {
            return;
        }

        var began = time.GetLocalNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        var missing = new ConcurrentDictionary<WaitAnnotation, string>();
        await Task.WhenAll(waits.Select(wait => WaitForAsync(notifications, resource, wait, open =>
        {
            if (open is null)
            {
                missing.TryRemove(wait, out _);
            }
            else
            {
                missing[wait] = open;
            }

            if (!missing.IsEmpty)
            {
                say($"{string.Join(", ", missing.OrderBy(m => m.Key.Resource.Name).Select(m => m.Value))}, since {began}");
            }
        }, cancellationToken))).ConfigureAwait(false);
    }

    private static async Task WaitForAsync(
        ResourceNotificationService notifications, IResource resource, WaitAnnotation wait, Action<string?> open, CancellationToken token)
    {
        var states = new Dictionary<string, CustomResourceSnapshot>();
        foreach (var id in notifications.InstancesOf(wait.Resource))
        {
            states[id] = notifications.TryGetCurrentState(id, out var state) ? state.Snapshot : throw new InvalidOperationException(id);
        }

        await foreach (var change in notifications.WatchAsync(token).ConfigureAwait(false))
        {
            if (change.Resource != wait.Resource)
            {
                continue;
            }

            states[change.ResourceId] = change.Snapshot;
            if (states.Values.All(s => IsOver(wait, s)))
            {
                open(null);
                return;
            }

            if (states.Values.FirstOrDefault(s => CannotBe(wait, s)) is { } failed &&
                (wait.WaitBehavior ?? notifications.DefaultWaitBehavior) == WaitBehavior.StopOnResourceUnavailable)
            {
                throw new DistributedApplicationException(
                    $"'{resource.Name}' cannot start: '{wait.Resource.Name}', which it waits for, is {Describe(failed)}.");
            }

            open($"{wait.Resource.Name} ({Describe(states.Values.First(s => !IsOver(wait, s)))})");
        }
    }

    private static bool IsOver(WaitAnnotation wait, CustomResourceSnapshot state) => wait.WaitType switch
    {
        WaitType.WaitUntilHealthy => ResourceNotificationService.IsReady(state),
        WaitType.WaitUntilStarted => state.State?.Text == KnownResourceStates.Running,
        _ => IsTerminal(state) && state.ExitCode == wait.ExitCode,
    };

    private static bool CannotBe(WaitAnnotation wait, CustomResourceSnapshot state) =>
        IsTerminal(state) && !IsOver(wait, state);

    private static bool IsTerminal(CustomResourceSnapshot state) =>
        state.State is { } text && KnownResourceStates.TerminalStates.Contains(text.Text);

    private static string Describe(CustomResourceSnapshot state)
    {
        var text = state.State?.Text ?? "not yet begun";
        if (text != KnownResourceStates.Running)
        {
            return IsTerminal(state) && state.ExitCode is { } code
                ? string.Create(CultureInfo.InvariantCulture, $"{text} with code {code}")
                : text;
        }

        var sick = state.HealthReports.FirstOrDefault(r => r.Status is not Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy);
        return sick is null ? "Running, getting ready" : $"Running, {sick.Name}: {sick.Description ?? "not checked yet"}";
    }
}
