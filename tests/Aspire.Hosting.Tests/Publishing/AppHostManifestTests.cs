using System.Diagnostics;
using System.Text.Json.Nodes;
using Aspire.Hosting.Processes;

namespace Aspire.Hosting.Tests.Publishing;

/// <summary>The platform's own manifest, written by its own program as azd calls it.</summary>
public sealed class AppHostManifestTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Publish_Platform_IsTakenByAzdAndStartsNothing()
    {
        var data = Path.Combine(_folder.Path, "data");
        var path = Path.Combine(_folder.Path, "apphost-manifest.json");

        // Ends only when the output pipes are closed too: a child left behind would hold them, as it would hold azd.
        var (exitCode, output) = await RunAsync(data, AppHostAssembly(), "--publisher", "manifest", "--output-path", path);

        Assert.True(exitCode == 0, output);
        Assert.False(Directory.Exists(data));
        var manifest = JsonNode.Parse(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken))!.AsObject();
        Assert.Empty(AzdRules.Violations(manifest));
        var resources = manifest["resources"]!.AsObject();
        string[] services = ["ercp", "ephemeris", "ledger", "alcs", "synthesizer"];
        foreach (var service in services)
        {
            Assert.Equal("project.v0", (string?)resources[service]!["type"]);
            Assert.True(File.Exists(Path.GetFullPath((string)resources[service]!["path"]!, _folder.Path)));
            Assert.Equal($"{{{service}db.connectionString}}", (string?)resources[service]!["env"]![$"ConnectionStrings__{service}db"]);
            Assert.True((bool?)resources[service]!["bindings"]!["http"]!["external"]);
            Assert.Null(resources[service]!["bindings"]!["http"]!["port"]);
        }

        Assert.Equal("container.v0", (string?)resources["postgres"]!["type"]);
        Assert.Equal("container.v0", (string?)resources["redis"]!["type"]);
    }

    [Fact]
    public async Task Probe_AppHostProject_IsKnownToAzdAsAnAppHost()
    {
        var project = Path.Combine(Root().FullName, "AppHost", "AppHost.csproj");

        // azd's own question; a project capability "Aspire" would do as well.
        var (exitCode, output) = await RunAsync(
            _folder.Path, "msbuild", project, "--ignore:.sln", "--getProperty:IsAspireHost", "--getItem:ProjectCapability");

        Assert.True(exitCode == 0, output);
        Assert.Equal("true", (string?)JsonNode.Parse(output)!["Properties"]!["IsAspireHost"]);
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string data, params string[] arguments)
    {
        var start = new ProcessStartInfo(DotNetInstallation.Program)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["PLATFORM_DATA"] = data },
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        var output = process.StandardOutput.ReadToEndAsync(patience.Token);
        var error = process.StandardError.ReadToEndAsync(patience.Token);
        await process.WaitForExitAsync(patience.Token);
        return (process.ExitCode, await output + await error);
    }

    /// <summary>Beside this test's own output: the same configuration and framework, in the AppHost's folder.</summary>
    private static string AppHostAssembly()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(Root().FullName, "AppHost", "bin", output.Parent!.Name, output.Name, "AppHost.dll");
    }

    private static DirectoryInfo Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder.GetFiles("Platform.sln").Length == 0)
        {
            folder = folder.Parent!;
        }

        return folder;
    }
}
