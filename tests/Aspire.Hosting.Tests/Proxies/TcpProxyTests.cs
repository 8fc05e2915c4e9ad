using System.Net;
using System.Net.Sockets;
using System.Text;
using Aspire.Hosting.Local;
using Aspire.Hosting.Proxies;

namespace Aspire.Hosting.Tests.Proxies;

public sealed class TcpProxyTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Connect_TwoProcesses_TakesTurns()
    {
        await using var proxy = TcpProxy.Listen(Ports.Free(), TimeProvider.System);
        using var a = new Answering("a");
        using var b = new Answering("b");
        proxy.Set("a", a.Port);
        proxy.Set("b", b.Port);
        var answers = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            answers.Add(await AskAsync(proxy.Port));
        }

        Assert.Equal(2, answers.Count(x => x == "a"));
        Assert.Equal(2, answers.Count(x => x == "b"));
    }

    [Fact]
    public async Task Connect_OneProcessDead_ReachesTheOther()
    {
        await using var proxy = TcpProxy.Listen(Ports.Free(), TimeProvider.System);
        using var alive = new Answering("alive");
        proxy.Set("dead", Ports.Free());
        proxy.Set("alive", alive.Port);
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal("alive", await AskAsync(proxy.Port));
        }
    }

    [Fact]
    public async Task Connect_WhileTheProcessRestarts_WaitsForIt()
    {
        await using var proxy = TcpProxy.Listen(Ports.Free(), TimeProvider.System);
        proxy.BeginHold();
        var asking = AskAsync(proxy.Port);
        using var late = new Answering("late");
        proxy.Set("x", late.Port);
        Assert.Equal("late", await asking);
    }

    [Fact]
    public async Task Connect_NobodyWillCome_IsClosed()
    {
        await using var proxy = TcpProxy.Listen(Ports.Free(), TimeProvider.System);
        Assert.Empty(await AskAsync(proxy.Port));
    }

    [Fact]
    public async Task Relay_LargeBodyBothWays_ArrivesWhole()
    {
        await using var proxy = TcpProxy.Listen(Ports.Free(), TimeProvider.System);
        using var echo = new TcpListener(IPAddress.Loopback, 0);
        echo.Start();
        proxy.Set("echo", ((IPEndPoint)echo.LocalEndpoint).Port);
        var serving = Task.Run(
            async () =>
            {
                using var socket = await echo.AcceptTcpClientAsync(Token);
                await socket.GetStream().CopyToAsync(socket.GetStream(), Token);
            },
            Token);
        var sent = new byte[3_000_000];
        Random.Shared.NextBytes(sent);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, proxy.Port, Token);
        var writing = Task.Run(
            async () =>
            {
                await client.GetStream().WriteAsync(sent, Token);
                client.Client.Shutdown(SocketShutdown.Send);
            },
            Token);
        using var received = new MemoryStream();
        await client.GetStream().CopyToAsync(received, Token);
        await Task.WhenAll(writing, serving);
        Assert.Equal(sent, received.ToArray());
    }

    private static async Task<string> AskAsync(int port)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, Token);
        using var reader = new StreamReader(client.GetStream(), Encoding.UTF8);
        return await reader.ReadToEndAsync(Token);
    }

    private sealed class Answering : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

        internal Answering(string text)
        {
            _listener.Start();
            _ = ServeAsync(Encoding.UTF8.GetBytes(text));
        }

        internal int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public void Dispose() => _listener.Dispose();

        private async Task ServeAsync(byte[] text)
        {
            while (true)
            {
                try
                {
                    using var client = await _listener.AcceptTcpClientAsync();
                    await client.GetStream().WriteAsync(text);
                }
                catch (Exception e) when (e is SocketException or ObjectDisposedException)
                {
                    return;
                }
            }
        }
    }
}
