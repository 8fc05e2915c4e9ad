using System.Security.Cryptography;
using Aspire.Hosting.LocalServers;
using LocalServers.Tests.Running;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LocalServers.Tests.Installing;

public sealed class NpmPackagesTests : IDisposable
{
    private static readonly byte[] Tarball = [1, 2, 3, 4];
    private static readonly string Integrity = "sha512-" + Convert.ToBase64String(SHA512.HashData(Tarball));
    private readonly TestFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Fetch_WithoutNpm_AsksTheConfiguredRegistryWithItsToken()
    {
        await using var registry = await RegistryAsync();
        var npm = Packages(registry);

        var path = await npm.FetchAsync("@scope/name", "1.2.3", Integrity, _folder.Path, Token);

        Assert.Equal(Tarball, await File.ReadAllBytesAsync(path, Token));
    }

    [Fact]
    public async Task Fetch_ContentOtherThanPinned_IsRefused()
    {
        await using var registry = await RegistryAsync();

        var refused = await Assert.ThrowsAsync<LocalServerException>(
            () => Packages(registry).FetchAsync("@scope/name", "1.2.3", "sha512-AAAA", _folder.Path, Token));

        Assert.Contains(Integrity, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fetch_RegistryAnswersWithAnError_NamesTheAddress()
    {
        await using var registry = await RegistryAsync();

        var refused = await Assert.ThrowsAsync<LocalServerException>(
            () => Packages(registry).FetchAsync("@scope/name", "9.9.9", Integrity, _folder.Path, Token));

        Assert.Contains("name-9.9.9.tgz", refused.Message, StringComparison.Ordinal);
        Assert.Contains("404", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Find_NoPostgresNoNpmNoRegistry_SaysInOneMessageWhatToInstall()
    {
        var npm = new NpmPackages(npm: null, new NpmConfiguration([], _ => null));
        var programs = new PostgresPrograms([], new PostgresPackage(npm));

        var refused = await Assert.ThrowsAsync<LocalServerException>(() => programs.FindAsync(
            null, null, _folder.Path, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, Token));

        Assert.StartsWith("No PostgreSQL was found", refused.Message, StringComparison.Ordinal);
        Assert.Contains("npm is not on PATH", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Install PostgreSQL 14 or newer", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    private static async Task<WebApplication> RegistryAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapGet("/npm/@scope/name/-/name-1.2.3.tgz", (HttpRequest request) =>
            request.Headers.Authorization == "Bearer secret" ? Results.Bytes(Tarball) : Results.Unauthorized());
        await app.StartAsync(Token);
        return app;
    }

    private NpmPackages Packages(WebApplication registry)
    {
        var address = registry.Urls.Single();
        var file = Path.Combine(_folder.Path, ".npmrc");
        File.WriteAllText(file, $"registry={address}/npm\n{address["http:".Length..]}/npm/:_authToken=secret\n");
        return new NpmPackages(npm: null, new NpmConfiguration([file], _ => null));
    }
}
