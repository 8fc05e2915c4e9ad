using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using Aspire.Hosting.Testing;
using Npgsql;

namespace Platform.Tests;

/// <summary>The AppHost as a process: how it ends, is killed, and refuses.</summary>
[Trait("Host", "local")]
public sealed class HostTests(PlatformFixture platform) : IDisposable
{
    private readonly string _folder = Path.Combine(
        Path.GetTempPath(), $"platform-host-test-{RandomNumberGenerator.GetHexString(12, lowercase: true)}");

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [Fact]
    public async Task Kill_AppHost_NextStartCleansUpAndKeepsTheData()
    {
        using var limit = PlatformFixture.Limit();
        IReadOnlyList<int> orphans;
        string? key;
        await using (var first = AppHostProcess.Start(_folder))
        {
            await first.HealthyAsync(limit.Token);
            orphans = AppHostProcess.RecordedChildren(_folder);
            key = Key();
            Assert.Equal(PlatformFixture.Services.Length + 2, orphans.Count);
            first.Kill();
            await first.ExitAsync(limit.Token);
        }

        await using var second = AppHostProcess.Start(_folder);
        await second.HealthyAsync(limit.Token);
        Assert.DoesNotContain(orphans, AppHostProcess.IsAlive);
        Assert.Equal(key, Key());
        var children = AppHostProcess.RecordedChildren(_folder);
        await second.TerminateAsync(limit.Token);
        Assert.Equal(0, await second.ExitAsync(limit.Token));
        Assert.DoesNotContain(children, AppHostProcess.IsAlive);
        Assert.False(File.Exists(Path.Combine(_folder, "endpoints.json")));
        Assert.False(File.Exists(Path.Combine(_folder, "lease.json")));
    }

    [Theory]
    [InlineData("HUP")]
    [InlineData("INT")]
    public async Task Signal_WhileAllIsStarting_StopsInOrderAndLeavesNothing(string signal)
    {
        using var limit = PlatformFixture.Limit();
        await using var host = AppHostProcess.Start(_folder);
        await host.SaysAsync("postgres       healthy", limit.Token);
        var children = AppHostProcess.RecordedChildren(_folder);
        await host.SignalAsync(signal, limit.Token);
        Assert.Equal(0, await host.ExitAsync(limit.Token));
        Assert.NotEmpty(children);
        Assert.DoesNotContain(children, AppHostProcess.IsAlive);
        Assert.False(File.Exists(Path.Combine(_folder, "lease.json")));
    }

    [Fact]
    public async Task Start_FolderInUse_IsRefusedNamingTheOther()
    {
        using var limit = PlatformFixture.Limit();
        await using var second = AppHostProcess.Start(platform.DataFolder);
        Assert.Equal(1, await second.ExitAsync(limit.Token));
        Assert.Contains($"in use by another AppHost (process {Environment.ProcessId})", second.Output, StringComparison.Ordinal);
        Assert.Contains("PLATFORM_DATA", second.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_FolderNotWritable_IsRefusedWithTheRemedy()
    {
        using var limit = PlatformFixture.Limit();
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs Unix modes");
        Directory.CreateDirectory(_folder);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_folder, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        }

        // Root may write anywhere; then somebody else must try.
        string[]? nobody = Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : null;
        await using var host = AppHostProcess.Start(_folder, wrapper: nobody);
        Assert.Equal(1, await host.ExitAsync(limit.Token));
        Assert.Contains($"The data folder {_folder} cannot be written", host.Output, StringComparison.Ordinal);
        Assert.Contains("PLATFORM_DATA", host.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WrongPasswordGiven_NamesTheSetting()
    {
        using var limit = PlatformFixture.Limit();
        var given = new NpgsqlConnectionStringBuilder((await platform.App.GetConnectionStringAsync("postgres", limit.Token))!)
        {
            Password = "not-the-password",
        };
        await using var host = AppHostProcess.Start(
            _folder, new Dictionary<string, string> { ["ConnectionStrings__postgres"] = given.ConnectionString });
        Assert.Equal(1, await host.ExitAsync(limit.Token));
        Assert.Contains("ConnectionStrings:postgres", host.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("not-the-password", host.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ConnectionStrings__postgres", "Hst=1;Password=not-the-password")]
    [InlineData("ConnectionStrings__redis", "127.0.0.1,passwrd=not-the-password")]
    public async Task Start_ConnectionStringIsNone_SaysSoInASentence(string variable, string text)
    {
        using var limit = PlatformFixture.Limit();
        await using var host = AppHostProcess.Start(_folder, new Dictionary<string, string> { [variable] = text });
        Assert.Equal(1, await host.ExitAsync(limit.Token));
        Assert.Contains(variable.Replace("__", ":", StringComparison.Ordinal), host.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", host.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("not-the-password", host.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_OneServiceCannotStart_TellsItOnceAndShowsTheRest()
    {
        using var limit = PlatformFixture.Limit();
        await using var host = AppHostProcess.Start(
            _folder, new Dictionary<string, string> { ["ERCP_API_KEYS"] = "somebody=not-a-key-at-all:no-such-role" });
        await host.SaysAsync("11 of 12 resources are up", limit.Token);
        await host.SaysAsync("Login to the dashboard at", limit.Token);
        Assert.Single(Regex.Matches(host.Output, "^ercp failed:", RegexOptions.Multiline));
        Assert.Contains("failed: ercp.", host.Output, StringComparison.Ordinal);
        Assert.Contains("ERCP_API_KEYS: the role of key 'somebody'", host.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("not-a-key-at-all", host.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_folder, "endpoints.json")));
    }

    [Fact]
    public async Task Start_ServicesOwnKeysGiven_AreTheOnesThatOpenIt()
    {
        using var limit = PlatformFixture.Limit();
        Directory.CreateDirectory(_folder);
        var file = Path.Combine(_folder, "alcs-keys");
        await File.WriteAllTextAsync(file, "kept-in-a-file-0123456789", limit.Token);
        await using var host = AppHostProcess.Start(_folder, new Dictionary<string, string>
        {
            ["ERCP_API_KEYS"] = "given-in-a-variable-0123456789",
            ["API_KEYS_FILE"] = file,
        });
        await host.HealthyAsync(limit.Token);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync("ercp", "given-in-a-variable-0123456789", limit.Token));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync("alcs", "kept-in-a-file-0123456789", limit.Token));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync("ercp", Key()!, limit.Token));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync("alcs", Key()!, limit.Token));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync("synthesizer", Key()!, limit.Token));
    }

    [Fact]
    public async Task Start_ProductionWithoutSecrets_NamesThem()
    {
        using var limit = PlatformFixture.Limit();
        await using var host = AppHostProcess.Start(
            _folder, new Dictionary<string, string> { ["DOTNET_ENVIRONMENT"] = "Production" });
        Assert.Equal(1, await host.ExitAsync(limit.Token));
        Assert.Contains("Parameters__api_key", host.Output, StringComparison.Ordinal);
        Assert.Contains("Parameters__jwt_secret", host.Output, StringComparison.Ordinal);
    }

    private async Task<HttpStatusCode> StatusAsync(string service, string key, CancellationToken cancellationToken)
    {
        using var file = Endpoints();
        var url = file.RootElement.GetProperty("resources").GetProperty(service).GetProperty("url").GetString();
        using var client = new HttpClient(new SocketsHttpHandler());
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{url}/no-such-path");
        request.Headers.Add("X-API-Key", key);
        using var response = await client.SendAsync(request, cancellationToken);
        return response.StatusCode;
    }

    private string? Key()
    {
        using var file = Endpoints();
        return file.RootElement.GetProperty("apiKey").GetString();
    }

    private JsonDocument Endpoints() => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(_folder, "endpoints.json")));
}
