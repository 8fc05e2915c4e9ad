using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using static Aspire.Hosting.Tests.Running.LifecycleTests;

namespace Aspire.Hosting.Tests.Running;

/// <summary>Starts that end before anything runs.</summary>
public sealed class RefusalTests
{
    [Fact]
    public async Task Run_StoppedWhileStarting_EndsInOrder()
    {
        using var limit = Limit();
        await using var builder = DistributedApplicationTestingBuilder.Create();
        builder.AddShell("service", "exec sleep 600").OnInitializeResource((_, e, token) =>
        {
            e.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
            token.ThrowIfCancellationRequested();
            throw new InvalidOperationException("The start was not told that it is to stop.");
        });
        await using var app = await builder.BuildAsync(limit.Token);
        await app.RunAsync(limit.Token);
    }

    [Fact]
    public async Task Start_FolderInUse_LeavesTheOthersEndpointsFile()
    {
        using var limit = Limit();
        using var folder = new TestFolder();
        var file = Path.Combine(folder.Path, "endpoints.json");
        await File.WriteAllTextAsync(file, "{} of a killed run", limit.Token);
        await using var builder = DistributedApplicationTestingBuilder.Create("--PLATFORM_DATA", folder.Path);
        builder.AddShell("service", "exec sleep 600");
        await using (var app = await builder.BuildAsync(limit.Token))
        {
            await app.StartAsync(limit.Token);
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
            while (!File.Exists(file) || (await File.ReadAllTextAsync(file, limit.Token)).Contains("killed", StringComparison.Ordinal))
            {
                await timer.WaitForNextTickAsync(limit.Token);
            }

            await using var other = DistributedApplicationTestingBuilder.Create("--PLATFORM_DATA", folder.Path);
            await using (var second = await other.BuildAsync(limit.Token))
            {
                await Assert.ThrowsAsync<DistributedApplicationException>(() => second.StartAsync(limit.Token));
            }

            Assert.True(File.Exists(file));
        }

        Assert.False(File.Exists(file));
    }

    [Fact]
    public async Task Start_FolderIsAFile_SaysSoAndNothingElse()
    {
        using var limit = Limit();
        using var folder = new TestFolder();
        var file = Path.Combine(folder.Path, "file");
        await File.WriteAllTextAsync(file, "no folder", limit.Token);
        await using var builder = DistributedApplicationTestingBuilder.Create("--PLATFORM_DATA", file);
        await using var app = await builder.BuildAsync(limit.Token);
        var refused = await Assert.ThrowsAsync<DistributedApplicationException>(() => app.StartAsync(limit.Token));
        Assert.Contains(file, refused.Message, StringComparison.Ordinal);
        Assert.Contains("PLATFORM_DATA", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_SettingsFileBroken_NamesItAndTheFault()
    {
        using var folder = new TestFolder();
        File.WriteAllText(Path.Combine(folder.Path, "appsettings.json"), """{ "Parameters": """);
        var refused = Assert.Throws<DistributedApplicationException>(
            () => new DistributedApplicationBuilder(new DistributedApplicationOptions { ProjectDirectory = folder.Path }));
        Assert.Contains(Path.Combine(folder.Path, "appsettings.json"), refused.Message, StringComparison.Ordinal);
        Assert.Contains("LineNumber", refused.Message, StringComparison.Ordinal);
    }
}
