using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Platform.ServiceDefaults.Errors;

namespace Platform.ServiceDefaults.Security;

/// <summary>Refuses requests meant for another host, sent by another host's page, or from outside the allowed networks.</summary>
internal sealed class HostFilter(RequestDelegate next, IOptions<EdgeOptions> edge, ProblemWriter problems)
{
    private readonly SecurityOptions _options = edge.Value.Security;

    public Task InvokeAsync(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<OperationsEndpoint>() is not null || Refusal(context) is not { } refusal
            ? next(context)
            : problems.WriteAsync(context, refusal);

    private SharedError? Refusal(HttpContext context)
    {
        if (_options.AllowedHosts.Count > 0 && !IsAllowed(context.Request.Host.Host))
        {
            return new SharedError(
                _options.InvalidHostStatus, SharedCodes.InvalidHost, "Invalid host header",
                "The Host header names a host that this service does not answer for; allowed are " + string.Join(", ", _options.AllowedHosts) + ".");
        }

        if (_options.CheckOrigin && context.Request.Headers.Origin is [{ Length: > 0 } origin]
            && !(Uri.TryCreate(origin, UriKind.Absolute, out var page) && (IsAllowed(page.Host) || IsCrossOrigin(origin))))
        {
            return new SharedError(
                StatusCodes.Status403Forbidden, SharedCodes.InvalidOrigin, "Invalid origin",
                "The Origin header names a page that may not call this service.");
        }

        return _options.AllowedAddresses.Count == 0 || context.Connection.RemoteIpAddress is { } address && IsInside(address)
            ? null
            : new SharedError(
                StatusCodes.Status403Forbidden, SharedCodes.AddressRefused, "Forbidden",
                "The caller's address is not on this service's list.");
    }

    private bool IsAllowed(string host)
    {
        host = host.TrimEnd('.');
        return _options.AllowedHosts.Any(allowed => allowed == "*"
            || string.Equals(allowed, host, StringComparison.OrdinalIgnoreCase)
            || allowed.StartsWith("*.", StringComparison.Ordinal)
                && host.Length > allowed.Length - 1 && host.EndsWith(allowed[1..], StringComparison.OrdinalIgnoreCase));
    }

    private bool IsCrossOrigin(string origin) =>
        _options.CrossOrigin.IsAnyOrigin || _options.CrossOrigin.Origins.Contains(origin, StringComparer.OrdinalIgnoreCase);

    private bool IsInside(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return _options.AllowedAddresses.Any(network => network.Contains(plain));
    }
}
