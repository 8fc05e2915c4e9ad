using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Aspire.Hosting.LocalServers;

/// <summary>Asks a server of Redis's protocol whether it serves: one connection, AUTH and PING.</summary>
internal static class RedisProbe
{
    /// <summary>Returns null when the server answered, else the reason, and whether that is the password.</summary>
    internal static async Task<(string? Fault, bool IsRefused)> AskAsync(
        string host, int port, string? password, bool ssl, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var patient = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patient.CancelAfter(patience);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(host, port, patient.Token).ConfigureAwait(false);
            await using Stream stream = ssl ? new SslStream(client.GetStream()) : client.GetStream();
            if (stream is SslStream secure)
            {
                await secure.AuthenticateAsClientAsync(host).WaitAsync(patient.Token).ConfigureAwait(false);
            }

            using var reader = new StreamReader(stream, Encoding.UTF8, leaveOpen: true);
            if (!string.IsNullOrEmpty(password) &&
                await CallAsync(stream, reader, ["AUTH", password], patient.Token).ConfigureAwait(false) is { } refusal)
            {
                return (refusal, IsRefused: true);
            }

            var fault = await CallAsync(stream, reader, ["PING"], patient.Token).ConfigureAwait(false);
            return (fault, fault?.StartsWith("NOAUTH", StringComparison.Ordinal) ?? false);
        }
        catch (Exception e) when (e is SocketException or IOException or System.Security.Authentication.AuthenticationException)
        {
            return (e.Message, false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ($"no answer within {patience.TotalSeconds:0} s", false);
        }
    }

    /// <summary>Sends one command; returns null for a simple answer, else the error's text.</summary>
    private static async Task<string?> CallAsync(
        Stream stream, StreamReader reader, string[] words, CancellationToken cancellationToken)
    {
        var request = new StringBuilder($"*{words.Length}\r\n");
        foreach (var word in words)
        {
            request.Append(null, $"${Encoding.UTF8.GetByteCount(word)}\r\n{word}\r\n");
        }

        await stream.WriteAsync(Encoding.UTF8.GetBytes(request.ToString()), cancellationToken).ConfigureAwait(false);
        var answer = await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false);
        return answer switch
        {
            null => "the connection was closed",
            ['+', ..] => null,
            ['-', ..] => answer[1..],
            _ => $"an unexpected answer: {answer}",
        };
    }
}
