using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Processes;

namespace Aspire.Hosting.Running;

/// <summary>Runs a program as it is.</summary>
internal sealed class ExecutableLaunch(RunContext run) : ILaunch
{
    public bool HasProbe => false;

    public bool RunsForEver => false;

    public async Task<ProcessSpec> PrepareAsync(InstanceStart start, CancellationToken cancellationToken)
    {
        var resource = (ExecutableResource)start.Resource;
        var renderer = new EnvironmentRenderer(run.Execution, start.PortOf, start.Logger);
        var variables = InheritedEnvironment.Read();
        foreach (var (name, value) in await renderer.VariablesAsync(resource, cancellationToken).ConfigureAwait(false))
        {
            variables[name] = value;
        }

        var program = Path.IsPathRooted(resource.Command) ? resource.Command
            : File.Exists(Path.Combine(resource.WorkingDirectory, resource.Command))
                ? Path.Combine(resource.WorkingDirectory, resource.Command)
                : ShellPath.Find(resource.Command) ?? throw new DistributedApplicationException(
                    $"Program '{resource.Command}' of resource '{resource.Name}' was not found on PATH. Install it or give its path.");
        var arguments = await renderer.ArgumentsAsync(resource, cancellationToken).ConfigureAwait(false);
        return new ProcessSpec(program, arguments, resource.WorkingDirectory, variables);
    }

    public Task<string?> ProbeAsync(InstanceStart start, CancellationToken cancellationToken) => Task.FromResult<string?>(null);
}
