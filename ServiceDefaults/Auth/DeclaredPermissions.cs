using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Platform.ServiceDefaults.Settings;

namespace Platform.ServiceDefaults.Auth;

/// <summary>Stops the start of a service that wants every endpoint to say who may call it, when one does not.</summary>
internal sealed class DeclaredPermissions(IOptions<EdgeOptions> edge) : IHostedLifecycleService
{
    /// <summary>Where the service's routes are mapped; complete once the host starts.</summary>
    public IEndpointRouteBuilder? Routes { get; set; }

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        if (!edge.Value.Auth.RequireDeclaredPermissions || Routes is null)
        {
            return Task.CompletedTask;
        }

        var silent = Routes.DataSources
            .SelectMany(source => source.Endpoints)
            .OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null
                && endpoint.Metadata.GetMetadata<PermissionRequirement>() is null)
            .Select(endpoint => $"{endpoint.DisplayName}: declare a permission with RequirePermission, or AllowAnonymous.")
            .ToList();
        return silent.Count == 0 ? Task.CompletedTask : throw new StartupException(silent);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
