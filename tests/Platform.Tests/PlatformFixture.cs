using System.Net.Http.Json;
using System.Text.Json;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

[assembly: AssemblyFixture(typeof(Platform.Tests.PlatformFixture))]

// One platform, whose processes the tests kill: they take turns.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Platform.Tests;

/// <summary>The whole platform, started once through the AppHost's own entry point.</summary>
public sealed class PlatformFixture : IAsyncLifetime
{
    internal static readonly string[] Services = ["ercp", "ephemeris", "ledger", "alcs", "synthesizer"];
    internal static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(3);

    private const string ProcessIdProperty = "executable.pid";

    private IDistributedApplicationTestingBuilder? _builder;
    private DistributedApplication? _app;

    internal DistributedApplication App => _app ?? throw new InvalidOperationException("The platform is not started.");

    /// <summary>Data folder of this platform.</summary>
    internal string DataFolder => _builder!.Configuration["PLATFORM_DATA"]!;

    public async ValueTask InitializeAsync()
    {
        using var limit = Limit();
        _builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(limit.Token);
        _app = await _builder.BuildAsync(limit.Token);
        await _app.StartAsync(limit.Token);
        await AllHealthyAsync(limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        if (_builder is not null)
        {
            await _builder.DisposeAsync();
        }
    }

    /// <summary>
    /// Waits until every service says of itself that it is healthy: the host takes an answer of 200, which a service gives
    /// also while it has yet to find Redis.
    /// </summary>
    internal async Task AllHealthyAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(Services.Select(s => App.ResourceNotifications.WaitForResourceHealthyAsync(s, cancellationToken)));
        await Task.WhenAll(Services.Select(s => SaysAsync(s, status => status == "healthy", cancellationToken)));
    }

    /// <summary>Asks a service until what it says of itself holds.</summary>
    internal async Task SaysAsync(string service, Func<string?, bool> holds, CancellationToken cancellationToken)
    {
        using var client = App.CreateHttpClient(service);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        do
        {
            await timer.WaitForNextTickAsync(cancellationToken);
        }
        while (!holds(await StatusAsync(client, cancellationToken)));
    }

    private static async Task<string?> StatusAsync(HttpClient client, CancellationToken cancellationToken)
    {
        using var response = await client.GetAsync("/health", cancellationToken);
        return (await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetProperty("status").GetString();
    }

    /// <summary>Process id of a resource, once it runs.</summary>
    internal async Task<int> ProcessIdAsync(string resource, CancellationToken cancellationToken)
    {
        var running = await App.ResourceNotifications.WaitForResourceAsync(resource, e => Id(e) is not null, cancellationToken);
        return Id(running)!.Value;
    }

    /// <summary>Waits until a resource is ready again in a process other than the given one.</summary>
    internal Task ReplacedAsync(string resource, int processId, CancellationToken cancellationToken) =>
        App.ResourceNotifications.WaitForResourceAsync(
            resource, e => Id(e) is { } id && id != processId && e.Snapshot.HealthStatus == Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy,
            cancellationToken);

    internal static CancellationTokenSource Limit()
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeLimit);
        return limit;
    }

    private static int? Id(ResourceEvent change) =>
        change.Snapshot.Properties.FirstOrDefault(p => p.Name == ProcessIdProperty)?.Value as int?;
}
