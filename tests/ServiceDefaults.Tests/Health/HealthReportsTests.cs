using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Platform.ServiceDefaults.Health;
using ServiceDefaults.Tests.Fakes;

namespace ServiceDefaults.Tests.Health;

public sealed class HealthReportsTests : IAsyncDisposable
{
    private readonly ManualTime _time = new(DateTimeOffset.UnixEpoch);
    private readonly ServiceProvider _services = new ServiceCollection().BuildServiceProvider();
    private int _runs;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Get_HundredCallersAtOnce_RunTheCheckOnce()
    {
        var gate = new TaskCompletionSource();
        var reports = Reports(async _ =>
        {
            await gate.Task;
            return HealthCheckResult.Healthy();
        });
        var callers = Enumerable.Range(0, 100).Select(_ => reports.GetAsync(_ => true, Cancellation)).ToArray();
        gate.SetResult();
        Assert.All(await Task.WhenAll(callers), report => Assert.Equal(HealthStatus.Healthy, report.Status));
        Assert.Equal(1, _runs);
    }

    [Fact]
    public async Task Get_HealthyResult_IsReusedForTheCachePeriod()
    {
        var reports = Reports(_ => Task.FromResult(HealthCheckResult.Healthy()));
        await GetAsync(reports);
        _time.Advance(TimeSpan.FromSeconds(0.9));
        await GetAsync(reports);
        Assert.Equal(1, _runs);
        _time.Advance(TimeSpan.FromSeconds(1.1));
        await GetAsync(reports);
        Assert.Equal(2, _runs);
    }

    [Fact]
    public async Task Get_BadResult_IsReusedForAQuarterOfIt()
    {
        var reports = Reports(_ => Task.FromResult(HealthCheckResult.Unhealthy("down")));
        await GetAsync(reports);
        await GetAsync(reports);
        Assert.Equal(1, _runs);
        _time.Advance(TimeSpan.FromSeconds(0.3));
        await GetAsync(reports);
        Assert.Equal(2, _runs);
    }

    [Fact]
    public async Task Get_CheckIgnoresCancellation_EndsAtItsTimeLimit()
    {
        var began = new TaskCompletionSource();
        var reports = Reports(async _ =>
        {
            began.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, CancellationToken.None);
            return HealthCheckResult.Healthy();
        });
        var asked = GetAsync(reports);
        await began.Task;
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(HealthStatus.Unhealthy, (await asked).Status);
    }

    [Fact]
    public async Task Get_CheckThrows_IsItsFailureStatus()
    {
        var report = await GetAsync(Reports(_ => throw new InvalidOperationException("broken"), HealthStatus.Degraded));
        Assert.Equal(HealthStatus.Degraded, report.Entries["check"].Status);
        Assert.Null(HealthEntry.From("check", report.Entries["check"]).Detail?.IndexOf("broken", StringComparison.Ordinal) is >= 0 ? "leaks" : null);
    }

    private static Task<HealthReport> GetAsync(HealthReports reports) => reports.GetAsync(_ => true, Cancellation);

    private HealthReports Reports(Func<CancellationToken, Task<HealthCheckResult>> check, HealthStatus failure = HealthStatus.Unhealthy)
    {
        var registrations = new HealthCheckServiceOptions();
        registrations.Registrations.Add(new HealthCheckRegistration("check", new Check(token =>
        {
            Interlocked.Increment(ref _runs);
            return check(token);
        }), failure, []));
        return new HealthReports(
            _services.GetRequiredService<IServiceScopeFactory>(), Options.Create(registrations), Options.Create(new HealthOptions()), _time, NullLogger<HealthReports>.Instance);
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private sealed class Check(Func<CancellationToken, Task<HealthCheckResult>> run) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => run(cancellationToken);
    }
}
