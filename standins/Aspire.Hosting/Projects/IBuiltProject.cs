namespace Aspire.Hosting.Projects;

/// <summary>A project that was built with the AppHost; the classes that the local host's targets write implement it.</summary>
public interface IBuiltProject : IProjectMetadata
{
    /// <summary>Absolute path of the built assembly; its executable stands beside it.</summary>
    string TargetPath { get; }
}
