using System.Net;
using Microsoft.AspNetCore.Http;
using Platform.ServiceDefaults.Settings;

namespace Platform.ServiceDefaults.Security;

/// <summary>Response headers, hosts, origins and proxies of a service.</summary>
public sealed class SecurityOptions
{
    /// <summary>Headers that every response carries unless its endpoint set the same one; empty switches them off.</summary>
    public IDictionary<string, string> Headers { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["X-Content-Type-Options"] = "nosniff",
        ["X-Frame-Options"] = "DENY",
        ["Content-Security-Policy"] = "default-src 'self'",
        ["Referrer-Policy"] = "strict-origin-when-cross-origin",
    };

    /// <summary>Value of Strict-Transport-Security; null sends none.</summary>
    public string? StrictTransportSecurity { get; set; } = "max-age=31536000; includeSubDomains";

    /// <summary>Sends Strict-Transport-Security over plain HTTP too, where clients ignore it (RFC 6797 §8.1). Default false.</summary>
    public bool StrictTransportSecurityAlways { get; set; }

    /// <summary>
    /// Hosts that requests may name, without port; <c>*.example.org</c> takes every name below it. Empty takes any host.
    /// Health and metrics take any host, since probes address them by number.
    /// </summary>
    public IList<string> AllowedHosts { get; } = [];

    /// <summary>Status of a request for another host. Default 400.</summary>
    public int InvalidHostStatus { get; set; } = StatusCodes.Status400BadRequest;

    /// <summary>Refuses requests with an Origin whose host is none of <see cref="AllowedHosts"/> (DNS rebinding). Default false.</summary>
    public bool CheckOrigin { get; set; }

    /// <summary>Networks that callers must come from; empty takes any. Health and metrics take any.</summary>
    public IList<IPNetwork> AllowedAddresses { get; } = [];

    /// <summary>
    /// Proxies whose <c>X-Forwarded-For</c> and <c>-Proto</c> are believed; empty believes nobody. The caller is the last
    /// address that is not a proxy of ours: entries before it were written by the caller.
    /// </summary>
    public IList<IPNetwork> TrustedProxies { get; } = [];

    /// <summary>Which pages of other origins may call.</summary>
    public CrossOriginOptions CrossOrigin { get; } = new();

    /// <summary>Adds hosts to <see cref="AllowedHosts"/>.</summary>
    public void AllowHosts(IEnumerable<string> hosts)
    {
        ArgumentNullException.ThrowIfNull(hosts);
        foreach (var host in hosts)
        {
            AllowedHosts.Add(host);
        }
    }

    /// <summary>Reads a list of addresses and networks (<c>10.0.0.0/8</c>); one that is neither stops the start.</summary>
    public static void ReadNetworks(SettingsReader settings, string name, IList<IPNetwork> networks, params string[] fallback)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(networks);
        foreach (var text in settings.List(name, fallback))
        {
            if (IPNetwork.TryParse(text, out var network))
            {
                networks.Add(network);
            }
            else if (IPAddress.TryParse(text, out var address))
            {
                networks.Add(new IPNetwork(address, address.GetAddressBytes().Length * 8));
            }
            else
            {
                settings.Fault($"{name}: '{text}' is neither an address nor a network such as 10.0.0.0/8.");
            }
        }
    }
}
