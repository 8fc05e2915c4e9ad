using System.Net;
using System.Net.Sockets;
using Aspire.Hosting.Local;
using Aspire.Hosting.Testing;

namespace Aspire.Hosting.Tests.Local;

public sealed class PortsTests
{
    [Fact]
    public void Free_Repeated_GivesDistinctPortsThatCanBeListenedOn()
    {
        var ports = Enumerable.Range(0, 20).Select(_ => Ports.Free()).ToList();
        Assert.Equal(20, ports.Distinct().Count());
        Assert.All(ports, port => Assert.True(Ports.IsFree(port)));
    }

    [Fact]
    public void IsFree_Listening_IsNot()
    {
        using var listener = Listen();
        Assert.False(Ports.IsFree(((IPEndPoint)listener.LocalEndpoint).Port));
    }

    [Fact]
    public void Describe_OwnListener_NamesThisProcess()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux shows it");
        using var listener = Listen();
        Assert.Contains(
            $"(process {Environment.ProcessId})",
            PortHolder.Describe(((IPEndPoint)listener.LocalEndpoint).Port),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Allocate_PortTaken_TakesAnotherAndSaysWhoHoldsIt()
    {
        using var listener = Listen();
        var taken = ((IPEndPoint)listener.LocalEndpoint).Port;
        await using var builder = DistributedApplicationTestingBuilder.Create();
        var tool = builder.AddExecutable("tool", "/bin/true", "/").WithHttpEndpoint(port: taken);
        await using var allocation = new Aspire.Hosting.Running.EndpointAllocation(TimeProvider.System);
        allocation.Allocate(new Aspire.Hosting.ApplicationModel.DistributedApplicationModel(builder.Resources), random: false);
        Assert.NotEqual(taken, tool.GetEndpoint("http").Port);
        var note = Assert.Single(allocation.Notes);
        Assert.Contains($"Port {taken} of 'tool' is held by", note, StringComparison.Ordinal);
        Assert.Contains($"listens on {tool.GetEndpoint("http").Port} instead", note, StringComparison.Ordinal);
    }

    private static TcpListener Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }
}
