using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Platform.ServiceDefaults.Data;

/// <summary>How far the schema is; also the health check <c>Migrations</c>, on which readiness depends.</summary>
public sealed class MigrationState : IHealthCheck
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string _waitingFor = "not begun";

    /// <summary>True once the database has every migration that this process knows.</summary>
    public bool IsDone => _done.Task.IsCompletedSuccessfully;

    /// <summary>Completes when the schema is up to date: background work that needs tables awaits it.</summary>
    public Task WhenDoneAsync(CancellationToken cancellationToken) => _done.Task.WaitAsync(cancellationToken);

    internal void Done() => _done.TrySetResult();

    // True when it is news: the log says it once, health says it as long as it lasts.
    internal bool WaitingFor(string what) => Interlocked.Exchange(ref _waitingFor, what) != what;

    Task<HealthCheckResult> IHealthCheck.CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) =>
        Task.FromResult(IsDone ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(Volatile.Read(ref _waitingFor)));
}
