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
    private readonly HashSet<string> _failed = [];
    private readonly HashSet<string> _explained = [];
    private bool _isComplete;
    private bool _isTabled;

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
            Note(change, console);
            if (_isComplete || !runner.Instances.Where(i => i.IsAwaited).All(i => _ready.Contains(i.Id) || _failed.Contains(i.Id)))
            {
                continue;
            }

            var elapsed = run.Time.GetElapsedTime(began);
            if (_failed.Count == 0)
            {
                _isComplete = true;
                await CompleteAsync(console, elapsed, stoppingToken).ConfigureAwait(false);
            }
            else if (!_isTabled)
            {
                // What does run can be used meanwhile, and the dashboard shows what does not.
                _isTabled = true;
                console?.End(Table(elapsed, await KeyAsync(stoppingToken).ConfigureAwait(false)));
            }
        }
    }

    private void Note(ResourceEvent change, ConsoleReport? console)
    {
        var id = change.ResourceId;
        if (ResourceNotificationService.IsReady(change.Snapshot))
        {
            _ready.Add(id);
            _failed.Remove(id);
            _explained.Remove(id);
        }

        if (!StateLines.IsFailure(change.Snapshot))
        {
            return;
        }

        if (StateLines.IsFinal(change.Snapshot) && !_ready.Contains(id))
        {
            _failed.Add(id);
        }

        // Once until it is well again: a process that dies at each start says the same each time. What lives inside
        // another shares its fate and need not be told of.
        if (change.Resource is not IResourceWithParent && _explained.Add(id))
        {
            console?.ShowFailure(change, run.Loggers.Log(id).Snapshot(), LogPath(id));
        }
    }

    private static bool IsShown(IResource resource) => resource is not (ParameterResource or ConnectionStringResource);

    /// <summary>Columns of the terminal; null where lines cannot be overwritten, for want of a terminal or of room for all.</summary>
    private int? Columns() =>
        Console.IsOutputRedirected || Console.WindowHeight <= runner.Instances.Count ? null : Console.WindowWidth;

    private async Task CompleteAsync(ConsoleReport? console, TimeSpan elapsed, CancellationToken cancellationToken)
    {
        var key = await KeyAsync(cancellationToken).ConfigureAwait(false);
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

    private async Task<string?> KeyAsync(CancellationToken cancellationToken) =>
        run.Model.Resources.TryGetByName(ApiKeyParameter, out var found) && found is ParameterResource parameter
            ? await parameter.GetValueAsync(cancellationToken).ConfigureAwait(false)
            : null;

    private IEnumerable<string> Table(TimeSpan elapsed, string? key)
    {
        var count = runner.Instances.Count(i => i.IsAwaited);
        yield return string.Empty;
        yield return _failed.Count == 0
            ? string.Create(CultureInfo.InvariantCulture, $"All {count} resources are healthy after {elapsed.TotalSeconds:0.0} s.")
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{count - _failed.Count} of {count} resources are up after {elapsed.TotalSeconds:0.0} s; failed: {string.Join(", ", _failed.Order())}.");
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
