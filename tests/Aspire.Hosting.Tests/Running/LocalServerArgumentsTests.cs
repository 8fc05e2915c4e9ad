using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.LocalServers;
using Aspire.Hosting.Testing;

namespace Aspire.Hosting.Tests.Running;

public sealed class LocalServerArgumentsTests
{
    [Fact]
    public async Task Start_ArgumentsOfTheModel_FollowTheServersOwn() =>
        Assert.EndsWith(" sh -c fsync=off", await CommandLineAsync(server => server.WithArgs("-c", "fsync=off")), StringComparison.Ordinal);

    // They are the other program's: Redis's image is given a shell, whose script is no argument of a Redis run here.
    [Fact]
    public async Task Start_ArgumentsForAnotherEntrypoint_AreLeftOut() =>
        Assert.EndsWith(
            " sh", await CommandLineAsync(server => server.WithEntrypoint("/bin/sh").WithArgs("-c", "fsync=off")), StringComparison.Ordinal);

    private static async Task<string> CommandLineAsync(Action<IResourceBuilder<ContainerResource>> configure)
    {
        Assert.SkipUnless(File.Exists(Shell.Program), "This machine has no /bin/sh.");
        var token = TestContext.Current.CancellationToken;
        await using var builder = DistributedApplicationTestingBuilder.Create();
        configure(builder.AddContainer("server", "image").WithAnnotation(new LocalServerAnnotation(new SleepingServer())));
        await using var app = await builder.BuildAsync(token);
        await app.StartAsync(token);
        var running = await app.ResourceNotifications.WaitForResourceHealthyAsync("server", token);
        return (string)running.Snapshot.Properties.Single(p => p.Name == LocalProperties.CommandLine).Value!;
    }

    private sealed class SleepingServer : ILocalServer
    {
        public Task<LocalProcess> PrepareAsync(LocalServerContext context, CancellationToken cancellationToken) =>
            Task.FromResult(new LocalProcess(Shell.Program, ["-c", "exec sleep 600", "sh"], "/"));

        public Task<string?> ProbeAsync(LocalServerContext context, CancellationToken cancellationToken) => Task.FromResult<string?>(null);
    }
}
