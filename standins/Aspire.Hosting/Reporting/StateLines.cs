using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Reporting;

/// <summary>Words for the state of an instance.</summary>
internal static class StateLines
{
    /// <summary>State, health and reason in a line.</summary>
    internal static string Describe(CustomResourceSnapshot snapshot)
    {
        var state = snapshot.State?.Text ?? "unknown";
        if (state == KnownResourceStates.Running)
        {
            return snapshot.IsReady && snapshot.HealthStatus == HealthStatus.Healthy ? "healthy"
                : snapshot.StateReason is { } reason ? $"running, {reason}"
                : Sick(snapshot) is { } sick ? $"running, {Health(sick)}"
                : "running";
        }

        return snapshot.StateReason is { } why ? $"{Lower(state)}: {why}" : Lower(state);
    }

    /// <summary>
    /// What matters of a state where lines cannot be overwritten: beginning, being ready, falling ill, ending; not each
    /// step on the way.
    /// </summary>
    internal static string Kind(CustomResourceSnapshot snapshot) => snapshot.State?.Text != KnownResourceStates.Running
        ? $"{snapshot.State?.Text}/{snapshot.ExitCode}/{snapshot.State?.Style == KnownResourceStateStyles.Warn}"
        : !snapshot.IsReady ? $"{KnownResourceStates.Starting}//{false}"
        : snapshot.HealthStatus == HealthStatus.Healthy ? "ready" : "ill";

    /// <summary>True when nothing more will happen by itself.</summary>
    internal static bool IsFinal(CustomResourceSnapshot snapshot) =>
        snapshot.State?.Text == KnownResourceStates.FailedToStart || snapshot.State?.Text == KnownResourceStates.ValueMissing;

    /// <summary>True for a state that needs a person's attention.</summary>
    internal static bool IsFailure(CustomResourceSnapshot snapshot) =>
        IsFinal(snapshot) ||
        (snapshot.State?.Text == KnownResourceStates.Exited && snapshot.ExitCode is not (null or 0));

    private static HealthReportSnapshot? Sick(CustomResourceSnapshot snapshot) =>
        snapshot.HealthReports.Where(r => r.Status != HealthStatus.Healthy).Cast<HealthReportSnapshot?>().FirstOrDefault();

    private static string Health(HealthReportSnapshot report) => report.Status is null
        ? "health not known yet"
        : string.Create(CultureInfo.InvariantCulture, $"{Lower(report.Status.Value.ToString())}: {report.Description ?? report.Name}");

    private static string Lower(string text) => text switch
    {
        "FailedToStart" => "failed",
        "NotStarted" => "not started",
        "ValueMissing" => "value missing",
        _ => text.ToLowerInvariant(),
    };
}
