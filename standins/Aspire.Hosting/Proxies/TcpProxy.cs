using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

namespace Aspire.Hosting.Proxies;

/// <summary>
/// Listens on the stable port of an endpoint and hands each connection to one of the resource's processes, round robin.
/// It keeps the port while they restart: connections made meanwhile wait for the next process. Thread safe.
/// </summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    /// <summary>How long a connection waits for a process to accept it.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private const int Backlog = 512;
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(50);

    private readonly CancellationTokenSource _closing = new();
    private readonly List<Socket> _listeners = [];
    private readonly List<Task> _accepting = [];
    private readonly TimeProvider _time;
    private ImmutableArray<(string Id, int Port)> _backends = [];
    private int _holders;
    private uint _next;

    private TcpProxy(int port, TimeProvider time)
    {
        Port = port;
        _time = time;
    }

    /// <summary>The stable port.</summary>
    internal int Port { get; }

    /// <summary>Starts to listen on loopback, IPv4 and where there is one IPv6; throws <see cref="SocketException"/> when the port is taken.</summary>
    internal static TcpProxy Listen(int port, TimeProvider time)
    {
        var proxy = new TcpProxy(port, time);
        proxy.Add(IPAddress.Loopback);
        if (Socket.OSSupportsIPv6)
        {
            try
            {
                proxy.Add(IPAddress.IPv6Loopback);
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressNotAvailable)
            {
                // IPv6 is known here but has no address; IPv4 serves.
            }
        }

        return proxy;
    }

    /// <summary>Someone sees to it that there will be a process: until <see cref="EndHold"/> connections wait for it instead of being closed.</summary>
    internal void BeginHold() => Interlocked.Increment(ref _holders);

    /// <summary>There will be no further process of this one's.</summary>
    internal void EndHold() => Interlocked.Decrement(ref _holders);

    /// <summary>A process listens on a port of loopback.</summary>
    internal void Set(string id, int port) =>
        ImmutableInterlocked.Update(ref _backends, list => list.RemoveAll(b => b.Id == id).Add((id, port)));

    /// <summary>A process has ended.</summary>
    internal void Remove(string id) => ImmutableInterlocked.Update(ref _backends, list => list.RemoveAll(b => b.Id == id));

    /// <summary>Stops listening; connections end with the processes they lead to.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        foreach (var listener in _listeners)
        {
            listener.Dispose();
        }

        await Task.WhenAll(_accepting).ConfigureAwait(false);
        _closing.Dispose();
    }

    private void Add(IPAddress address)
    {
        var listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Bind(new IPEndPoint(address, Port));
            listener.Listen(Backlog);
        }
        catch (SocketException)
        {
            listener.Dispose();
            throw;
        }

        _listeners.Add(listener);
        _accepting.Add(AcceptAsync(listener));
    }

    private async Task AcceptAsync(Socket listener)
    {
        while (!_closing.IsCancellationRequested)
        {
            try
            {
                var client = await listener.AcceptAsync(_closing.Token).ConfigureAwait(false);
                _ = ServeAsync(client);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // One connection was gone before it was accepted, or the process is out of descriptors for a moment.
                await Task.Delay(Retry, _time, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using (client)
        {
            client.NoDelay = true;
            try
            {
                using var server = await ConnectAsync(client).ConfigureAwait(false);
                if (server is not null)
                {
                    await Relay.RunAsync(client, server).ConfigureAwait(false);
                }
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // Either side hung up, or the proxy closes: the connection is over.
            }
        }
    }

    private async Task<Socket?> ConnectAsync(Socket client)
    {
        var began = _time.GetTimestamp();
        do
        {
            var backends = _backends;
            var first = backends.Length == 0 ? 0u : Interlocked.Increment(ref _next);
            for (var i = 0u; i < backends.Length; i++)
            {
                var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                try
                {
                    var (_, port) = backends[(int)((first + i) % (uint)backends.Length)];
                    await server.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), _closing.Token).ConfigureAwait(false);
                    return server;
                }
                catch (SocketException)
                {
                    // This process does not listen now; the next one may.
                    server.Dispose();
                }
            }

            await Task.Delay(Retry, _time, _closing.Token).ConfigureAwait(false);
        }
        while (Volatile.Read(ref _holders) > 0 && client.Connected && _time.GetElapsedTime(began) < Patience);

        return null;
    }
}
