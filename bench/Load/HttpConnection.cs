using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Load;

/// <summary>
/// One keep-alive HTTP/1.1 connection that sends the same bytes again and again. Raw sockets, so that on a machine that
/// also runs the server the client takes little of the time being measured.
/// </summary>
internal sealed class HttpConnection(IPEndPoint endPoint, ReadOnlyMemory<byte> request) : IDisposable
{
    private readonly byte[] _buffer = new byte[256 * 1024];
    private Socket? _socket;
    private int _kept;

    /// <summary>The start of the last answer, head and all.</summary>
    public string Answer => Encoding.UTF8.GetString(_buffer, 0, Math.Min(_kept, 1000));

    /// <summary>Sends one request and reads its whole answer; returns the status code.</summary>
    public async ValueTask<int> SendAsync(CancellationToken cancellationToken)
    {
        _socket ??= await ConnectAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await _socket.SendAsync(request, SocketFlags.None, cancellationToken).ConfigureAwait(false);
            return await ReadAnswerAsync(_socket, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _socket?.Dispose();
        _socket = null;
    }

    private async Task<Socket> ConnectAsync(CancellationToken cancellationToken)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(endPoint, cancellationToken).ConfigureAwait(false);
        return socket;
    }

    private async ValueTask<int> ReadAnswerAsync(Socket socket, CancellationToken cancellationToken)
    {
        var filled = 0;
        int headEnd;
        while ((headEnd = _buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8)) < 0)
        {
            filled += await ReceiveAsync(socket, filled, cancellationToken).ConfigureAwait(false);
        }

        var head = Encoding.ASCII.GetString(_buffer, 0, headEnd);
        var status = int.Parse(head.AsSpan(9, 3), provider: null);
        var bodyStart = headEnd + 4;
        _kept = filled;
        if (Header(head, "Content-Length") is { } length)
        {
            var missing = bodyStart + int.Parse(length, provider: null) - filled;
            while (missing > 0)
            {
                missing -= await ReceiveAsync(socket, bodyStart, cancellationToken).ConfigureAwait(false);
            }
        }
        else if (Header(head, "Transfer-Encoding") is not null)
        {
            await ReadChunksAsync(socket, bodyStart, filled, cancellationToken).ConfigureAwait(false);
        }

        if (Header(head, "Connection") is { } connection && connection.Contains("close", StringComparison.OrdinalIgnoreCase))
        {
            Dispose();
        }

        return status;
    }

    private async ValueTask ReadChunksAsync(Socket socket, int start, int filled, CancellationToken cancellationToken)
    {
        while (true)
        {
            int lineLength;
            while ((lineLength = _buffer.AsSpan(start, filled - start).IndexOf("\r\n"u8)) < 0)
            {
                (start, filled) = Compact(start, filled);
                filled += await ReceiveAsync(socket, filled, cancellationToken).ConfigureAwait(false);
            }

            if (!Utf8Parser.TryParse(_buffer.AsSpan(start, lineLength), out int size, out _, 'x'))
            {
                throw new IOException("The server sent a chunk without a size.");
            }

            start += lineLength + 2;
            var remaining = size + 2;
            while (filled - start < remaining)
            {
                remaining -= filled - start;
                start = 0;
                filled = await ReceiveAsync(socket, 0, cancellationToken).ConfigureAwait(false);
            }

            start += remaining;
            if (size == 0)
            {
                return;
            }
        }
    }

    private (int Start, int Filled) Compact(int start, int filled)
    {
        _buffer.AsSpan(start, filled - start).CopyTo(_buffer);
        return (0, filled - start);
    }

    private async ValueTask<int> ReceiveAsync(Socket socket, int offset, CancellationToken cancellationToken)
    {
        var read = await socket.ReceiveAsync(_buffer.AsMemory(offset), SocketFlags.None, cancellationToken).ConfigureAwait(false);
        return read > 0 ? read : throw new IOException("The server closed the connection in the middle of an answer.");
    }

    private static string? Header(string head, string name)
    {
        var at = head.IndexOf("\r\n" + name + ":", StringComparison.OrdinalIgnoreCase);
        if (at < 0)
        {
            return null;
        }

        var start = at + name.Length + 3;
        var end = head.IndexOf("\r\n", start, StringComparison.Ordinal);
        return (end < 0 ? head[start..] : head[start..end]).Trim();
    }
}
