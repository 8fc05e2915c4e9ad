using Aspire.Hosting.Local;

namespace Aspire.Hosting.Tests.Local;

public sealed class HostLockTests
{
    [Fact]
    public void Take_Held_NamesTheHolderAndTheRemedy()
    {
        using var folder = new TestFolder();
        using var held = HostLock.Take(folder.Data);
        new Lease(folder.Data).Begin();
        var error = Assert.Throws<DistributedApplicationException>(() => HostLock.Take(folder.Data));
        Assert.Contains($"process {Environment.ProcessId}", error.Message, StringComparison.Ordinal);
        Assert.Contains("PLATFORM_DATA", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Take_Released_Succeeds()
    {
        using var folder = new TestFolder();
        HostLock.Take(folder.Data).Dispose();
        HostLock.Take(folder.Data).Dispose();
    }

    [Fact]
    public void Take_FolderIsAFile_NamesItAndTheRemedy()
    {
        using var folder = new TestFolder();
        var path = Path.Combine(folder.Path, "file");
        File.WriteAllText(path, string.Empty);
        var error = Assert.Throws<DistributedApplicationException>(() => HostLock.Take(new DataFolder(path)));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains("PLATFORM_DATA", error.Message, StringComparison.Ordinal);
    }
}
