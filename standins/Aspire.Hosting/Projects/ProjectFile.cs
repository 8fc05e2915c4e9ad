namespace Aspire.Hosting.Projects;

/// <summary>A project added by its path instead of by a class that the build wrote.</summary>
internal sealed class ProjectFile(string projectPath) : IProjectMetadata
{
    public string ProjectPath { get; } = projectPath;
}
