using Aspire.Hosting.LocalServers;
using LocalServers.Tests.Running;

namespace LocalServers.Tests.Postgres;

/// <summary>What only root can try: another account for the server, closed folders, full and read-only disks.</summary>
public sealed class PostgresAsRootTests : IDisposable
{
    private readonly PostgresFixture _postgres = new();
    private string? _mounted;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        if (_mounted is not null)
        {
            using var unmount = System.Diagnostics.Process.Start("umount", [_mounted]);
            unmount.WaitForExit();
        }

        _postgres.Dispose();
    }

    [Fact]
    public async Task Start_AsRoot_RunsUnderAnotherAccountWithoutRootsGroups()
    {
        Prerequisite.Root(true);

        await using var running = await _postgres.StartAsync();

        var status = await File.ReadAllLinesAsync($"/proc/{running.ProcessId}/status", Token);
        Assert.DoesNotContain(status, line => line.StartsWith("Uid:\t0", StringComparison.Ordinal));
        Assert.DoesNotContain(status, line => line.StartsWith("Gid:\t0", StringComparison.Ordinal));
        Assert.Equal("Groups:", status.Single(line => line.StartsWith("Groups:", StringComparison.Ordinal)).Trim());
    }

    [Fact]
    public async Task Start_FolderClosedToTheServersAccount_PlacesTheDataElsewhereAndFindsThemAgain()
    {
        Prerequisite.Root(true);
        File.SetUnixFileMode(_postgres.Folder.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var note = Path.Combine(_postgres.DataDirectory, "pgdata-is-in");
        try
        {
            await using (var first = await _postgres.StartAsync())
            {
                await PostgresFixture.AskAsync(first.Context, "CREATE TABLE kept AS SELECT 7 AS value");
                await first.StopAsync();
            }

            await using var second = await _postgres.StartAsync();

            Assert.Equal("7", await PostgresFixture.AskAsync(second.Context, "SELECT value FROM kept"));
            Assert.StartsWith("/var/lib/platform/", await File.ReadAllTextAsync(note, Token), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName((await File.ReadAllTextAsync(note, CancellationToken.None)).Trim())!, recursive: true);
        }
    }

    [Theory]
    [InlineData("size=8m", "No space left")]
    [InlineData("ro", "ead-only file system")]
    public async Task Prepare_DiskFullOrReadOnly_NamesTheFolderAndTheRemedy(string options, string reason)
    {
        await MountAsync(options);

        var refused = await Assert.ThrowsAsync<LocalServerException>(() => _postgres.Server.PrepareAsync(_postgres.NewContext(), Token));

        Assert.Contains(_postgres.DataDirectory, refused.Message, StringComparison.Ordinal);
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.Contains("PLATFORM_DATA", refused.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_postgres.DataDirectory));
    }

    private async Task MountAsync(string options)
    {
        Prerequisite.Root(true);
        var mount = await ProgramRun.TryAsync(
            "mount", ["-t", "tmpfs", "-o", $"mode=755,{options}", "tmpfs", _postgres.DataDirectory], "/", null, Token);
        Assert.SkipUnless(mount is { ExitCode: 0 }, $"No mount here: {mount?.LastLine}");
        _mounted = _postgres.DataDirectory;
    }
}
