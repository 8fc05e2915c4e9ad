using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Processes;
using Aspire.Hosting.Projects;

namespace Aspire.Hosting.Running;

/// <summary>Runs a .NET project as it was built with the AppHost.</summary>
internal sealed class ProjectLaunch(RunContext run) : ILaunch
{
    public bool HasProbe => false;

    public bool RunsForEver => false;

    public async Task<ProcessSpec> PrepareAsync(InstanceStart start, CancellationToken cancellationToken)
    {
        var project = ((ProjectResource)start.Resource).GetProjectMetadata();
        var renderer = new EnvironmentRenderer(run.Execution, start.PortOf, start.Logger);
        var variables = InheritedEnvironment.Read();
        foreach (var (name, value) in await renderer.VariablesAsync(start.Resource, cancellationToken).ConfigureAwait(false))
        {
            variables[name] = value;
        }

        TelemetryVariables.AddTo(variables, run.Services, start);
        var (program, leading) = Program(project);
        var arguments = await renderer.ArgumentsAsync(start.Resource, cancellationToken).ConfigureAwait(false);
        return new ProcessSpec(program, [.. leading, .. arguments], Path.GetDirectoryName(project.ProjectPath)!, variables);
    }

    public Task<string?> ProbeAsync(InstanceStart start, CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    private static (string Program, IReadOnlyList<string> Leading) Program(IProjectMetadata project)
    {
        if (!File.Exists(project.ProjectPath))
        {
            throw new DistributedApplicationException($"The project file {project.ProjectPath} does not exist.");
        }

        if (project is not IBuiltProject built)
        {
            // Added by its path: not built with the AppHost, so the SDK builds it now.
            return (DotNetInstallation.Program, ["run", "--no-launch-profile", "--project", project.ProjectPath, "--"]);
        }

        if (!File.Exists(built.TargetPath))
        {
            throw new DistributedApplicationException(
                $"{built.TargetPath} does not exist: build the AppHost, which builds the project {project.ProjectPath} with it.");
        }

        var executable = Path.ChangeExtension(built.TargetPath, OperatingSystem.IsWindows() ? ".exe" : null);
        return File.Exists(executable) ? (executable, []) : (DotNetInstallation.Program, ["exec", built.TargetPath]);
    }
}
