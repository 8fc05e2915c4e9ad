using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Reporting;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Tests.Reporting;

public sealed class ConsoleReportTests
{
    private static readonly ParameterResource Resource = new("service", _ => string.Empty);

    [Fact]
    public void Show_NotATerminal_WritesALineForEachTurnOnly()
    {
        using var output = new StringWriter();
        var report = new ConsoleReport(output, null, TimeProvider.System);
        report.Show(State("NotStarted"));
        report.Show(State("Waiting", "postgres (Starting)"));
        report.Show(State("Waiting", "postgres (Running)"));
        report.Show(State("Starting"));
        report.Show(State("Running"));
        report.Show(State("Running", isReady: true));
        report.Show(State("Running", isReady: true, health: HealthStatus.Unhealthy));
        var lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l[8..].Trim().Split("  ")[^1]);
        Assert.Equal(["waiting: postgres (Starting)", "starting", "healthy", "running, unhealthy: refused"], lines.Select(l => l.Trim()));
    }

    [Fact]
    public void Show_NotATerminal_TellsWhenAnUnchangedReasonBecomesAWarning()
    {
        using var output = new StringWriter();
        var report = new ConsoleReport(output, null, TimeProvider.System);
        report.Show(State("Starting"));
        report.Show(State("Starting", "no answer"));
        report.Show(State("Starting", "no answer", style: KnownResourceStateStyles.Warn));
        report.Show(State("Starting", "no answer"));
        Assert.EndsWith("starting: no answer\n", output.ToString(), StringComparison.Ordinal);
        Assert.Equal(2, output.ToString().Count(c => c == '\n'));
    }

    [Fact]
    public void Show_TerminalThatTellsNoSize_WritesLines()
    {
        using var output = new StringWriter();
        new ConsoleReport(output, 0, TimeProvider.System).Show(State("Starting"));
        Assert.EndsWith("service  starting\n", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Begin_Names_GiveOneWidthToAllLines()
    {
        using var output = new StringWriter();
        var report = new ConsoleReport(output, null, TimeProvider.System);
        report.Begin([], ["service", "a-longer-name"]);
        report.Show(State("Starting"));
        Assert.EndsWith("service        starting\n", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Show_Terminal_RewritesTheLine()
    {
        using var output = new StringWriter();
        var report = new ConsoleReport(output, 40, TimeProvider.System);
        report.Show(State("Starting"));
        report.Show(State("Starting", "a reason that is much longer than the terminal is wide"));
        Assert.Contains("\e[1A", output.ToString(), StringComparison.Ordinal);
        Assert.All(output.ToString().Split('\n'), line => Assert.InRange(line.Replace("\r\e[K", string.Empty, StringComparison.Ordinal).Length, 0, 43));
    }

    [Fact]
    public void ShowFailure_BelowTheTable_LeavesChangesLinesOfTheirOwn()
    {
        using var output = new StringWriter();
        var report = new ConsoleReport(output, 40, TimeProvider.System);
        report.End(["the table"]);
        report.ShowFailure(State("Exited", "code 1"), [], "/logs/service.log");
        report.Show(State("Starting"));
        Assert.DoesNotContain("\e[", output.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("service  starting\n", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void ShowFailure_Log_EndsWithItsLastLines()
    {
        using var output = new StringWriter();
        var log = Enumerable.Range(1, 30).Select(i => new LogLine(i, $"line {i}", false)).ToArray();
        new ConsoleReport(output, null, TimeProvider.System).ShowFailure(State("FailedToStart", "no such file"), log, "/logs/service.log");
        Assert.Contains("service failed: no such file", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("line 30", output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("line 18\n", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("/logs/service.log", output.ToString(), StringComparison.Ordinal);
    }

    private static ResourceEvent State(
        string state, string? reason = null, bool isReady = false, HealthStatus health = HealthStatus.Healthy, string? style = null) =>
        new(Resource, "service", new CustomResourceSnapshot
        {
            ResourceType = "Project",
            Properties = [],
            State = new ResourceStateSnapshot(state, style),
            StateReason = reason,
            IsReady = isReady,
            HealthReports = ImmutableArray.Create(new HealthReportSnapshot("check", health, "refused", null)),
        });
}
