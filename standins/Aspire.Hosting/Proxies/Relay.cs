using System.Buffers;
using System.Net.Sockets;

namespace Aspire.Hosting.Proxies;

/// <summary>Copies bytes between two sockets in both directions.</summary>
internal static class Relay
{
    private const int BufferBytes = 16 * 1024;

    /// <summary>Returns when both directions have ended; an end of one side's sending is passed on to the other.</summary>
    internal static async Task RunAsync(Socket client, Socket server)
    {
        var up = CopyAsync(client, server);
        var down = CopyAsync(server, client);
        await Task.WhenAll(up, down).ConfigureAwait(false);
    }

    private static async Task CopyAsync(Socket from, Socket to)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            int read;
            while ((read = await from.ReceiveAsync(buffer.AsMemory()).ConfigureAwait(false)) > 0)
            {
                var sent = 0;
                while (sent < read)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, read - sent)).ConfigureAwait(false);
                }
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // A side is gone without a farewell; the other must not wait for it.
            from.Close();
            to.Close();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
