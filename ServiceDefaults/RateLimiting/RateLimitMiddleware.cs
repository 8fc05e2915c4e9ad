using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Platform.ServiceDefaults.Auth;
using Platform.ServiceDefaults.Errors;

namespace Platform.ServiceDefaults.RateLimiting;

/// <summary>
/// Counts requests per caller, after authentication and before authorization: who is unknown where a caller is demanded
/// gets 401 without being counted, and who lacks a permission has still used the service.
/// </summary>
internal sealed class RateLimitMiddleware
{
    private readonly RequestDelegate _next;
    private readonly RateLimitOptions _options;
    private readonly RateCounter _counter;
    private readonly ProblemWriter _problems;
    private readonly TimeProvider _time;
    private readonly string _prefix;
    private readonly Counter<long> _rejections;

    public RateLimitMiddleware(
        RequestDelegate next, IOptions<EdgeOptions> edge, RateCounter counter, ProblemWriter problems, TimeProvider time,
        IMeterFactory meters, ServiceIdentity identity)
    {
        (_next, _options, _counter, _problems, _time) = (next, edge.Value.RateLimits, counter, problems, time);
        _prefix = _options.KeyPrefix ?? edge.Value.Service + ":rl";
        _rejections = meters.Create(identity.Application).CreateCounter<long>(
            _options.RejectionCounter, description: "Requests refused because their caller made too many, by policy.");
    }

    public async Task InvokeAsync(HttpContext context)
    {
        var client = Client(context);
        if (PolicyOf(context) is not { } name || !_options.Policies.TryGetValue(name, out var policy) || _options.Exempt.Contains(client))
        {
            await _next(context).ConfigureAwait(false);
            return;
        }

        var key = name == RateLimitOptions.Default ? $"{_prefix}:{client}" : $"{_prefix}:{name}:{client}";
        var decision = await _counter.TakeAsync(policy, key).ConfigureAwait(false);
        Tell(context.Response.Headers, decision);
        if (decision.IsAllowed)
        {
            await _next(context).ConfigureAwait(false);
            return;
        }

        _rejections.Add(1, new KeyValuePair<string, object?>("policy", name));
        context.Response.Headers.RetryAfter = decision.RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        await _problems.WriteAsync(context, new RateLimited(decision, _options.Message(decision))).ConfigureAwait(false);
    }

    private string? PolicyOf(HttpContext context)
    {
        var metadata = context.GetEndpoint()?.Metadata;
        var isKnown = context.User.Identity?.IsAuthenticated == true;
        if (!isKnown && !context.IsAnonymousEndpoint())
        {
            return null;
        }

        if (metadata?.GetMetadata<OperationsEndpoint>() is not null
            && !(_options.CountCallersOfOperations && context.User.CallerId() is not null))
        {
            return null;
        }

        return metadata?.GetMetadata<RateLimitName>() is { } name ? name.Policy : RateLimitOptions.Default;
    }

    private string Client(HttpContext context)
    {
        if (!_options.ByAddress && context.User.CallerId() is { } id)
        {
            return (context.User.CallerKind() == CallerKind.User ? "user:" : "apikey:") + id;
        }

        return "ip:" + Network(context.Connection.RemoteIpAddress);
    }

    // One host has a whole /64 of IPv6 addresses to itself, and may take a new one for each request.
    private static string Network(IPAddress? address)
    {
        if (address is null)
        {
            return "unknown";
        }

        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        return address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 && !IPAddress.IsLoopback(address)
            ? new IPNetwork(Prefix(address), 64).ToString()
            : address.ToString();
    }

    private static IPAddress Prefix(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }

    private void Tell(IHeaderDictionary headers, RateDecision decision)
    {
        var at = _time.GetUtcNow() + decision.Reset;
        headers[_options.HeaderPrefix + "Limit"] = decision.Window.Limit.ToString(CultureInfo.InvariantCulture);
        headers[_options.HeaderPrefix + "Remaining"] = decision.Remaining.ToString(CultureInfo.InvariantCulture);
        headers[_options.HeaderPrefix + "Reset"] = _options.Reset switch
        {
            ResetFormat.DeltaSeconds => Math.Ceiling(decision.Reset.TotalSeconds).ToString(CultureInfo.InvariantCulture),
            ResetFormat.Iso8601 => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            _ => ((at.ToUnixTimeMilliseconds() + 999) / 1000).ToString(CultureInfo.InvariantCulture),
        };
    }
}
