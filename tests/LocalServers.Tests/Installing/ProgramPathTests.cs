using Aspire.Hosting.LocalServers;
using LocalServers.Tests.Running;

namespace LocalServers.Tests.Installing;

public sealed class ProgramPathTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // As Debian installs Redis: one program, whose name says whether it serves or checks a file.
    [Fact]
    public void Find_LinkToAProgramOfSeveralNames_KeepsTheName()
    {
        var folder = _folder.Sub("bin");
        File.WriteAllText(Path.Combine(folder, "redis-check-rdb"), "");
        File.CreateSymbolicLink(Path.Combine(folder, "redis-server"), "redis-check-rdb");

        Assert.Equal([Path.Combine(folder, "redis-server")], ProgramPath.Find("redis-server", folder));
    }

    [Fact]
    public void Find_TwoLinksToOneFile_GivesTheFirst()
    {
        var file = Path.Combine(_folder.Sub("lib"), "server");
        File.WriteAllText(file, "");
        var (first, second) = (_folder.Sub("first"), _folder.Sub("second"));
        File.CreateSymbolicLink(Path.Combine(first, "server"), file);
        File.CreateSymbolicLink(Path.Combine(second, "server"), file);

        Assert.Equal([Path.Combine(first, "server")], ProgramPath.Find("server", $"relative:{first}:{second}"));
        Assert.Equal(file, ProgramPath.Resolved(Path.Combine(second, "server")));
    }
}
