using LocalServers.Tests.Running;

[assembly: AssemblyFixture(typeof(TestCache))]

namespace LocalServers.Tests.Running;

/// <summary>A cache for programs installed on demand, empty at the start of the run and removed at its end.</summary>
public sealed class TestCache : IDisposable
{
    private static readonly TestFolder Folder = new();

    internal static string Path => Folder.Path;

    public void Dispose() => Folder.Dispose();
}
