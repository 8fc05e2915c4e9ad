using Aspire.Hosting.Local;
using Aspire.Hosting.Testing;

namespace Aspire.Hosting.Tests.Local;

public sealed class TestFoldersTests
{
    [Fact]
    public async Task Sweep_FolderOfAKilledRun_IsRemoved()
    {
        using var place = new TestFolder();
        var left = Make(place, "platform-test-left");
        HostLock.Take(left).Dispose();
        new Lease(left).Begin();
        Directory.CreateDirectory(Path.Combine(place.Path, "platform-test-half.abandoned", "postgres"));

        await TestFolders.SweepAsync(place.Path, TestContext.Current.CancellationToken);

        Assert.Empty(Directory.EnumerateFileSystemEntries(place.Path));
    }

    [Fact]
    public async Task Sweep_FolderInUseOrAnothers_Stays()
    {
        using var place = new TestFolder();
        var used = Make(place, "platform-test-used");
        using var held = HostLock.Take(used);
        new Lease(used).Begin();
        var begun = Make(place, "platform-test-begun");
        var other = Make(place, "other");
        HostLock.Take(other).Dispose();
        new Lease(other).Begin();

        await TestFolders.SweepAsync(place.Path, TestContext.Current.CancellationToken);

        Assert.All([used, begun, other], folder => Assert.True(Directory.Exists(folder.Path), folder.Path));
    }

    private static DataFolder Make(TestFolder place, string name) =>
        new(Directory.CreateDirectory(Path.Combine(place.Path, name)).FullName);
}
