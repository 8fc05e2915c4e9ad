using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Platform.ServiceDefaults.Auth;
using Platform.ServiceDefaults.RateLimiting;
using Platform.ServiceDefaults.Requests;
using Platform.ServiceDefaults.Settings;

namespace Platform.ServiceDefaults;

/// <summary>Stops the start when a route says something about its edge that cannot be meant.</summary>
internal sealed class RouteChecks(IOptions<EdgeOptions> edge) : IHostedLifecycleService
{
    /// <summary>Where the service's routes are mapped; complete once the host starts.</summary>
    public IEndpointRouteBuilder? Routes { get; set; }

    /// <summary>Every route of the service.</summary>
    public IEnumerable<RouteEndpoint> Endpoints =>
        Routes?.DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>() ?? [];

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        var problems = Endpoints.SelectMany(Problems).ToList();
        return problems.Count == 0 ? Task.CompletedTask : throw new StartupException(problems);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private IEnumerable<string> Problems(RouteEndpoint endpoint)
    {
        var metadata = endpoint.Metadata;
        if (edge.Value.Auth.RequireDeclaredPermissions
            && metadata.GetMetadata<IAllowAnonymous>() is null && metadata.GetMetadata<PermissionRequirement>() is null)
        {
            yield return $"{endpoint.DisplayName}: declare a permission with RequirePermission, or AllowAnonymous.";
        }

        if (metadata.GetMetadata<RateLimitName>()?.Policy is { } policy && !edge.Value.RateLimits.Policies.ContainsKey(policy))
        {
            yield return $"{endpoint.DisplayName}: no rate limit policy is named '{policy}'.";
        }

        if (metadata.GetMetadata<HeavyWork>()?.Name is { } work && !edge.Value.Requests.Heavy.ContainsKey(work))
        {
            yield return $"{endpoint.DisplayName}: no heavy work is named '{work}'.";
        }
    }
}
