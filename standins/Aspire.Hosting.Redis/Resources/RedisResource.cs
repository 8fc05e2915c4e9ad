using Aspire.Hosting.LocalServers;
using StackExchange.Redis;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A Redis server: a container when published, a local process or a given server when run here.</summary>
public class RedisResource : ContainerResource, IResourceWithConnectionString
{
    internal const string PrimaryEndpointName = "tcp";

    /// <summary>A server.</summary>
    /// <param name="name">Name of the resource.</param>
    /// <param name="password">Its password.</param>
    public RedisResource(string name, ParameterResource password) : base(name)
    {
        PrimaryEndpoint = new EndpointReference(this, PrimaryEndpointName);
        PasswordParameter = password;
    }

    /// <summary>Where it listens.</summary>
    public EndpointReference PrimaryEndpoint { get; }

    /// <summary>Its host.</summary>
    public EndpointReferenceExpression Host => PrimaryEndpoint.Property(EndpointProperty.Host);

    /// <summary>Its port.</summary>
    public EndpointReferenceExpression Port => PrimaryEndpoint.Property(EndpointProperty.Port);

    /// <summary>Its password.</summary>
    public ParameterResource? PasswordParameter { get; internal set; }

    /// <summary><c>host:port,password=…</c>. Plain on loopback, unlike the genuine host's, which asks for TLS.</summary>
    public ReferenceExpression ConnectionStringExpression => Given is { } given
        ? ReferenceExpression.Create($"{given.Text}")
        : ReferenceExpression.Create($"{Host}:{Port},password={PasswordParameter!}");

    /// <summary><c>redis://:password@host:port</c>.</summary>
    public ReferenceExpression UriExpression => Given is { } given
        ? ReferenceExpression.Create($"{GivenUri(given.Options)}")
        : ReferenceExpression.Create($"{PrimaryEndpoint.Property(EndpointProperty.Scheme)}://:{PasswordParameter!:uri}@{Host}:{Port}");

    /// <summary>The server that configuration gave as <c>ConnectionStrings:name</c>; null when it is run here.</summary>
    internal (string Text, ConfigurationOptions Options)? Given { get; init; }

    IEnumerable<KeyValuePair<string, ReferenceExpression>> IResourceWithConnectionString.GetConnectionProperties()
    {
        if (Given is { } given)
        {
            var (host, port) = GivenRedis.First(given.Options);
            yield return new("Host", ReferenceExpression.Create($"{host}"));
            yield return new("Port", ReferenceExpression.Create($"{Text(port)}"));
            yield return new("Password", ReferenceExpression.Create($"{given.Options.Password}"));
        }
        else
        {
            yield return new("Host", ReferenceExpression.Create($"{Host}"));
            yield return new("Port", ReferenceExpression.Create($"{Port}"));
            yield return new("Password", ReferenceExpression.Create($"{PasswordParameter!}"));
        }

        yield return new("Uri", UriExpression);
    }

    private static string GivenUri(ConfigurationOptions options)
    {
        var (host, port) = GivenRedis.First(options);
        var login = string.IsNullOrEmpty(options.Password) ? string.Empty : $":{Uri.EscapeDataString(options.Password)}@";
        return $"{(options.Ssl ? "rediss" : "redis")}://{login}{host}:{Text(port)}";
    }

    private static string Text(int port) => port.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>That a Redis keeps its data.</summary>
/// <param name="persistence">How.</param>
internal sealed class RedisPersistenceAnnotation(RedisPersistence persistence) : IResourceAnnotation
{
    internal RedisPersistence Persistence { get; } = persistence;
}
