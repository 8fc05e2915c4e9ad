using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Local;
using Aspire.Hosting.LocalServers;
using Aspire.Hosting.Processes;

namespace Aspire.Hosting.Running;

/// <summary>Runs a server that the genuine host runs in a container.</summary>
internal sealed class LocalServerLaunch(RunContext run, LocalServerAnnotation annotation) : ILaunch
{
    public bool HasProbe => true;

    public bool RunsForEver => true;

    public async Task<ProcessSpec> PrepareAsync(InstanceStart start, CancellationToken cancellationToken)
    {
        var context = await ContextAsync(start, cancellationToken).ConfigureAwait(false);
        var process = await annotation.Server.PrepareAsync(context, cancellationToken).ConfigureAwait(false);
        var variables = InheritedEnvironment.Read();
        foreach (var (name, value) in process.Environment)
        {
            variables[name] = value;
        }

        var arguments = await ArgumentsAsync(start, cancellationToken).ConfigureAwait(false);
        return new ProcessSpec(process.FileName, [.. process.Arguments, .. arguments], process.WorkingDirectory, variables)
        {
            StopSignal = process.StopSignal,
        };
    }

    public async Task<string?> ProbeAsync(InstanceStart start, CancellationToken cancellationToken)
    {
        try
        {
            var context = await ContextAsync(start, cancellationToken).ConfigureAwait(false);
            return await annotation.Server.ProbeAsync(context, cancellationToken).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // However a probe fails, the server does not serve; only its own verdict is final.
        catch (Exception e) when (e is not (OperationCanceledException or LocalServerException))
#pragma warning restore CA1031
        {
            return $"{e.GetType().Name}: {e.Message}";
        }
    }

    /// <summary>Those that the model gives to the image's own program; another entrypoint's are for a program not run here.</summary>
    private async Task<List<string>> ArgumentsAsync(InstanceStart start, CancellationToken cancellationToken) =>
        start.Resource is ContainerResource { Entrypoint: null } container
            ? await new EnvironmentRenderer(run.Execution, start.PortOf, start.Logger).ArgumentsAsync(container, cancellationToken).ConfigureAwait(false)
            : [];

    private async Task<LocalServerContext> ContextAsync(InstanceStart start, CancellationToken cancellationToken)
    {
        var password = annotation.Password?.Invoke() is { } parameter
            ? await parameter.GetValueAsync(cancellationToken).ConfigureAwait(false)
            : null;
        var port = start.Endpoints.Where(e => e.Key.Name == annotation.EndpointName).Select(e => e.Value).FirstOrDefault();
        return new LocalServerContext(
            start.Resource.Name,
            run.Folder.Directory(start.Resource.Name),
            CacheFolder.Find(run.Folder),
            port,
            password ?? string.Empty,
            start.Logger);
    }
}
