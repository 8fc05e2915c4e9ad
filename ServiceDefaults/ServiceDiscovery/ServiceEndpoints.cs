using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;

namespace Platform.ServiceDefaults.ServiceDiscovery;

/// <summary>
/// Addresses of services by name, from the configuration section <c>Services</c>
/// (<c>services__{name}__{endpoint}__{index}</c>). Replicas take turns.
/// </summary>
internal sealed class ServiceEndpoints(IConfiguration configuration)
{
    private const string Section = "Services";
    private const string Named = "_";

    private readonly ConcurrentDictionary<string, int> _turns = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The address to call. <c>https+http://name</c> takes the first scheme that the service has;
    /// <c>scheme://_endpoint.name</c> takes a named endpoint. A host that is no configured service stays as it is, with
    /// the first of its schemes.
    /// </summary>
    internal Uri Resolve(Uri address)
    {
        var schemes = address.Scheme.Split('+');
        var (service, endpoint) = Parse(address.Host);
        var section = configuration.GetSection($"{Section}:{service}");
        foreach (var name in endpoint is null ? schemes : [endpoint])
        {
            var found = section.GetSection(name).GetChildren()
                .Select(child => child.Value)
                .Where(value => !string.IsNullOrWhiteSpace(value))
                .ToArray();
            if (found.Length > 0)
            {
                return Combine(address, found[Turn($"{service}/{name}", found.Length)]!, endpoint is null ? name : schemes[0]);
            }
        }

        return schemes.Length == 1 ? address : new UriBuilder(address) { Scheme = schemes[0], Port = address.Port }.Uri;
    }

    private int Turn(string key, int count) =>
        (int)((uint)_turns.AddOrUpdate(key, 0, static (_, last) => unchecked(last + 1)) % (uint)count);

    private static (string Service, string? Endpoint) Parse(string host)
    {
        var dot = host.IndexOf('.', StringComparison.Ordinal);
        return host.StartsWith(Named, StringComparison.Ordinal) && dot > 1
            ? (host[(dot + 1)..], host[1..dot])
            : (host, null);
    }

    // An address may stand without a scheme (host:port), and with a path that comes before the request's own.
    private static Uri Combine(Uri address, string target, string scheme)
    {
        var found = new Uri(target.Contains("://", StringComparison.Ordinal) ? target : $"{scheme}://{target}");
        return new UriBuilder(address)
        {
            Scheme = found.Scheme,
            Host = found.Host,
            Port = found.Port,
            Path = found.AbsolutePath.TrimEnd('/') + address.AbsolutePath,
        }.Uri;
    }
}
