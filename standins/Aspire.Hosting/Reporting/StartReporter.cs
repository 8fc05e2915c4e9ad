using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard;
using Aspire.Hosting.Running;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Reporting;

/// <summary>Tells the person at the console and the scripts: what happens, and, when all is healthy, where everything is.</summary>
internal sealed class StartReporter(
    RunContext run, ApplicationRunner runner, IConfiguration configuration, LocalDashboard dashboard) : BackgroundService
{
    private const string ApiKeyParameter = "api-key";

    private readonly HashSet<string> _ready = [];
    private bool _isComplete;

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        if (_isComplete)
        {
            // Only what this run wrote: one that was refused the folder must not take the other's file away.
            EndpointsFile.Remove(run.Folder);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var began = run.Time.GetTimestamp();
        var console = configuration.GetValue("Platform:Console", true)
            ? new ConsoleReport(Console.Out, Columns(), run.Time)
            : null;
        console?.Begin(run.Endpoints.Notes, runner.Instances.Where(i => IsShown(i.Resource)).Select(i => i.Id));
        await foreach (var change in run.Notifications.WatchAsync(stoppingToken).ConfigureAwait(false))
        {
            if (!IsShown(change.Resource))
            {
                continue;
            }

            console?.Show(change);
            if (StateLines.IsFailure(change.Snapshot) && change.Resource is not IResourceWithParent)
            {
                // What lives inside it shares its fate and need not be told of.
                console?.ShowFailure(change, run.Loggers.Log(change.ResourceId).Snapshot(), LogPath(change.ResourceId));
            }

            if (ResourceNotificationService.IsReady(change.Snapshot))
            {
                _ready.Add(change.ResourceId);
            }

            if (!_isComplete && runner.Instances.Where(i => i.IsAwaited).All(i => _ready.Contains(i.Id)))
            {
                _isComplete = true;
                await CompleteAsync(console, run.Time.GetElapsedTime(began), stoppingToken).ConfigureAwait(false);
            }
        }
    }

    private static bool IsShown(IResource resource) => resource is not (ParameterResource or ConnectionStringResource);

    /// <summary>Columns of the terminal; null where lines cannot be overwritten, for want of a terminal or of room for all.</summary>
    private int? Columns() =>
        Console.IsOutputRedirected || Console.WindowHeight <= runner.Instances.Count ? null : Console.WindowWidth;

    private async Task CompleteAsync(ConsoleReport? console, TimeSpan elapsed, CancellationToken cancellationToken)
    {
        var key = run.Model.Resources.TryGetByName(ApiKeyParameter, out var found) && found is ParameterResource parameter
            ? await parameter.GetValueAsync(cancellationToken).ConfigureAwait(false)
            : null;
        try
        {
            EndpointsFile.Write(run.Folder, run.Model, dashboard.Url?.GetLeftPart(UriPartial.Authority), key);
        }
        catch (DistributedApplicationException e)
        {
            // Everything is up, but the scripts that wait for the file would wait for ever.
            run.Outcome.Fail(e.Message);
        }

        console?.End(Table(elapsed, key));
    }

    private IEnumerable<string> Table(TimeSpan elapsed, string? key)
    {
        var count = runner.Instances.Count(i => i.IsAwaited);
        yield return string.Empty;
        yield return string.Create(CultureInfo.InvariantCulture, $"All {count} resources are healthy after {elapsed.TotalSeconds:0.0} s.");
        yield return string.Empty;
        foreach (var resource in run.Model.Resources.OfType<IResourceWithEndpoints>())
        {
            if (EndpointsFile.MainUrl(resource) is { } url)
            {
                yield return $"  {resource.Name,-14}{url}";
            }
        }

        if (key is not null)
        {
            yield return $"  {"API key",-14}{key}";
        }

        yield return $"  {"data",-14}{run.Folder.Path}";
        yield return string.Empty;
        foreach (var project in run.Model.GetProjectResources())
        {
            if (EndpointsFile.MainUrl(project) is { } url)
            {
                yield return RequestSample.Curl(Path.GetDirectoryName(project.GetProjectMetadata().ProjectPath)!, url, key);
            }
        }

        yield return string.Empty;
        yield return "Ctrl+C stops everything.";
        if (dashboard.LoginUrl is { } login)
        {
            // Last, and in these words, which dotnet watch looks for.
            yield return $"Login to the dashboard at {login}";
        }
    }

    private string LogPath(string id) => Path.Combine(run.Folder.Directory("logs"), $"{id}.log");
}
