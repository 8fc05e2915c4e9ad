using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Aspire.Hosting.Local;

/// <summary>Free TCP ports on loopback. Thread safe; never gives one port twice in a process's life.</summary>
internal static class Ports
{
    // Below the range from which systems take the ports of outgoing connections, so that none of those gets in
    // between finding a port and listening on it.
    private const int First = 10_000;
    private const int Last = 32_767;
    private const int Tries = 200;

    private static readonly Lock Sync = new();
    private static readonly HashSet<int> Given = [];

    /// <summary>A free port, 10000–32767.</summary>
    internal static int Free()
    {
        lock (Sync)
        {
            for (var i = 0; i < Tries; i++)
            {
                var port = RandomNumberGenerator.GetInt32(First, Last + 1);
                if (!Given.Contains(port) && IsFree(port))
                {
                    Given.Add(port);
                    return port;
                }
            }
        }

        throw new DistributedApplicationException($"No free TCP port was found between {First} and {Last} on this machine.");
    }

    /// <summary>True when nothing listens on a port of loopback, in either address family.</summary>
    internal static bool IsFree(int port) =>
        CanBind(IPAddress.Loopback, port) && (!Socket.OSSupportsIPv6 || CanBind(IPAddress.IPv6Loopback, port));

    private static bool CanBind(IPAddress address, int port)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(address, port));
            socket.Listen(1);
            return true;
        }
        catch (SocketException e)
        {
            // A machine may know IPv6 and have no address of it; then there is nothing to collide with.
            return e.SocketErrorCode == SocketError.AddressNotAvailable;
        }
    }
}
