using System.Net;
using StackExchange.Redis;

namespace Aspire.Hosting.LocalServers;

/// <summary>A Redis that configuration gave by its connection string: asked whether it serves, never started.</summary>
/// <param name="setting">Key of the setting that gave it.</param>
/// <param name="options">The connection string, read.</param>
internal sealed class GivenRedis(string setting, ConfigurationOptions options) : ILocalServer
{
    // It may be far away, unlike a server on this machine.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Reads a connection string; throws when it is none, without repeating it.</summary>
    internal static ConfigurationOptions Read(string setting, string value)
    {
        try
        {
            var options = ConfigurationOptions.Parse(value);
            return options.EndPoints.Count > 0 ? options : throw new ArgumentException("It names no host.");
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            throw new DistributedApplicationException(
                $"The setting {setting} is no Redis connection string (host:port,password=…): {e.Message}");
        }
    }

    /// <summary>Host and port of its first server.</summary>
    internal static (string Host, int Port) First(ConfigurationOptions options)
    {
        var defaultPort = options.Ssl ? 6380 : 6379;
        return options.EndPoints[0] switch
        {
            DnsEndPoint dns => (dns.Host, dns.Port == 0 ? defaultPort : dns.Port),
            IPEndPoint ip => (ip.Address.ToString(), ip.Port == 0 ? defaultPort : ip.Port),
            var other => (other.ToString()!, defaultPort),
        };
    }

    /// <inheritdoc/>
    public Task<LocalProcess> PrepareAsync(LocalServerContext context, CancellationToken cancellationToken) =>
        throw new NotSupportedException($"The server given by {setting} is not run here.");

    /// <inheritdoc/>
    public async Task<string?> ProbeAsync(LocalServerContext context, CancellationToken cancellationToken)
    {
        var (host, port) = First(options);
        var (fault, refused) = await RedisProbe.AskAsync(
            host, port, options.Password, options.Ssl, Patience, cancellationToken).ConfigureAwait(false);
        if (refused)
        {
            throw new LocalServerException(
                $"The Redis at {host}:{port}, given by {setting}, refuses the password ({fault}). Correct the setting " +
                $"{setting} (as a variable: {setting.Replace(":", "__", StringComparison.Ordinal)}).");
        }

        return fault is null ? null : $"The Redis at {host}:{port}, given by {setting}, does not serve: {fault}";
    }
}
