using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Running;
using Aspire.Hosting.Testing;

namespace Aspire.Hosting.Tests.Running;

public sealed class DependencyGraphTests
{
    [Fact]
    public async Task CheckForCycles_Circle_IsNamed()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create();
        var a = builder.AddExecutable("a", "/bin/true", "/");
        var b = builder.AddExecutable("b", "/bin/true", "/").WaitFor(a);
        var c = builder.AddExecutable("c", "/bin/true", "/").WaitFor(b);
        a.WaitFor(c);
        var error = Assert.Throws<DistributedApplicationException>(() => DependencyGraph.CheckForCycles(builder.Resources));
        Assert.Contains("a → c → b → a", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_Circle_FailsBeforeAnythingRuns()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create();
        var a = builder.AddExecutable("a", "/bin/true", "/");
        a.WaitFor(builder.AddExecutable("b", "/bin/true", "/").WaitFor(a));
        await using var app = await builder.BuildAsync(TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<DistributedApplicationException>(() => app.StartAsync(TestContext.Current.CancellationToken));
        Assert.False(app.ResourceNotifications.TryGetCurrentState("a", out _));
    }

    [Fact]
    public async Task WaitFor_Itself_IsRefusedAtOnce()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create();
        var a = builder.AddExecutable("a", "/bin/true", "/");
        Assert.Throws<DistributedApplicationException>(() => a.WaitFor(a));
    }

    [Fact]
    public async Task StartOrder_ReferencesInACircle_StillOrders()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create();
        var server = builder.AddExecutable("server", "/bin/true", "/");
        var a = builder.AddResource(new ProjectResource("a")).WaitFor(server);
        var b = builder.AddResource(new ProjectResource("b")).WithReference(a);
        a.WithReference(b);
        var order = DependencyGraph.StartOrder(builder.Resources.Reverse()).Select(r => r.Name).ToList();
        Assert.Equal(3, order.Count);
        Assert.True(order.IndexOf("server") < order.IndexOf("a"));
    }
}
