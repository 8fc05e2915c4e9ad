using Aspire.Hosting.LocalServers;
using LocalServers.Tests.Running;

namespace LocalServers.Tests.Installing;

public sealed class CachedInstallTests : IDisposable
{
    private readonly TestFolder _cache = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Target => Path.Combine(_cache.Path, "below", "tool-1.0");

    public void Dispose() => _cache.Dispose();

    [Fact]
    public async Task Ensure_EightStartsAtOnce_InstallOneWholeFolder()
    {
        var allBegan = new TaskCompletionSource();
        var begun = 0;
        async Task FillAsync(string part, CancellationToken token)
        {
            await File.WriteAllTextAsync(Path.Combine(part, "first"), "1", token);
            if (Interlocked.Increment(ref begun) == 8)
            {
                allBegan.SetResult();
            }

            await allBegan.Task.WaitAsync(token);
            await File.WriteAllTextAsync(Path.Combine(part, "second"), "2", token);
        }

        var folders = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => CachedInstall.EnsureAsync(Target, FillAsync, Token)));

        Assert.All(folders, folder => Assert.Equal(Target, folder));
        Assert.Equal(["first", "second"], Directory.EnumerateFiles(Target).Select(Path.GetFileName).Order());
        Assert.Equal([Target], Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(Target)!));
    }

    [Fact]
    public async Task Ensure_AlreadyThere_FillsNothing()
    {
        Directory.CreateDirectory(Target);

        await CachedInstall.EnsureAsync(Target, (_, _) => throw new InvalidOperationException("filled again"), Token);
    }

    [Fact]
    public async Task Ensure_FillFails_LeavesNothing()
    {
        await Assert.ThrowsAsync<LocalServerException>(() => CachedInstall.EnsureAsync(
            Target,
            async (part, token) =>
            {
                await File.WriteAllTextAsync(Path.Combine(part, "half"), "1", token);
                throw new LocalServerException("the line broke");
            },
            Token));

        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(Target)!));
    }

    [Fact]
    public async Task Ensure_RemainsOfAKilledInstall_AreRemovedOnceOld()
    {
        var old = Directory.CreateDirectory($"{Target}.0123.part").FullName;
        var young = Directory.CreateDirectory($"{Target}.4567.part").FullName;
        Directory.SetLastWriteTimeUtc(old, TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-2));

        await CachedInstall.EnsureAsync(Target, (_, _) => Task.CompletedTask, Token);

        Assert.False(Directory.Exists(old));
        Assert.True(Directory.Exists(young));
    }

    [Fact]
    public async Task Ensure_FolderCannotBeMade_NamesItAndTheRemedy()
    {
        await File.WriteAllTextAsync(Path.Combine(_cache.Path, "below"), "a file in the way", Token);

        var refused = await Assert.ThrowsAsync<LocalServerException>(
            () => CachedInstall.EnsureAsync(Target, (_, _) => Task.CompletedTask, Token));

        Assert.Contains(Target, refused.Message, StringComparison.Ordinal);
        Assert.Contains("make it writable", refused.Message, StringComparison.Ordinal);
    }
}
