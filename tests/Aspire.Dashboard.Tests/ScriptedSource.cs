using System.Runtime.CompilerServices;
using Aspire.Dashboard.Resources;

namespace Aspire.Dashboard.Tests;

/// <summary>An application of two resources whose state the test decides.</summary>
internal sealed class ScriptedSource : IDashboardSource
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private List<DashboardResource> _resources =
    [
        new("postgres", "PostgreSQL", "Running")
        {
            Health = "Healthy",
            ProcessIds = [Environment.ProcessId],
            StartedAt = new DateTimeOffset(2026, 11, 21, 9, 30, 0, TimeSpan.Zero),
            Commands = [new("restart", "Restart")],
        },
        new("ephemeris", "Project", "Waiting")
        {
            Reason = "waiting for postgres: not ready, 3 s",
            Urls = [new("http://localhost:8000")],
            Environment =
            [
                new("ASPNETCORE_ENVIRONMENT", "Development"),
                new("ConnectionStrings__ephemerisdb", "Host=localhost;Password=planted-secret"),
                new("EPHEMERISDB_URI", "postgresql://postgres:planted-secret@localhost:5432/ephemerisdb"),
                new("PROXY", "http://user:planted-secret@localhost:3128/"),
                new("JWT_SECRET", "planted-secret"),
            ],
            Relations = [new("waits for", "postgres")],
            HealthChecks = [new("ephemeris_http_/health_200_check", null, null)],
            Commands = [new("start", "Start"), new("stop", "Stop", Enabled: false), new("fail", "Fail")],
        },
    ];

    public List<string> Executed { get; } = [];

    public IReadOnlyList<DashboardResource> Resources => _resources;

    public void Change(string name, Func<DashboardResource, DashboardResource> change)
    {
        lock (_lock)
        {
            _resources = _resources.Select(resource => resource.Name == name ? change(resource) : resource).ToList();
            _changed.SetResult();
            _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public Task WaitForChangeAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return _changed.Task.WaitAsync(cancellationToken);
        }
    }

    public IReadOnlyList<ConsoleLine> RecentLines(string resource) =>
    [
        new(resource, DateTimeOffset.UnixEpoch, $"{resource} starts", IsError: false),
        new(resource, DateTimeOffset.UnixEpoch.AddSeconds(1), $"{resource} complains", IsError: true),
    ];

    public async IAsyncEnumerable<ConsoleLine> WatchConsoleAsync(
        string resource, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var line in RecentLines(resource))
        {
            yield return line;
        }

        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
    }

    public Task<CommandOutcome> ExecuteAsync(string resource, string command, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            Executed.Add($"{resource} {command}");
        }

        return Task.FromResult(command == "fail" ? new CommandOutcome(false, "it broke") : new CommandOutcome(true));
    }
}
