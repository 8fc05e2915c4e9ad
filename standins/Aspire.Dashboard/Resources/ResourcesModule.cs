using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Aspire.Dashboard.Resources;

/// <summary>The resources and their commands.</summary>
internal static class ResourcesModule
{
    public static void MapResources(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/resources", (ResourcesFeed feed, CancellationToken cancellationToken) =>
            TypedResults.ServerSentEvents(feed.WatchAsync(cancellationToken), eventType: "resources"));
        routes.MapPost("/api/resources/{resource}/commands/{command}", ExecuteAsync);
    }

    private static async Task<Results<Ok<CommandOutcome>, NotFound<CommandOutcome>, Conflict<CommandOutcome>>> ExecuteAsync(
        string resource, string command, IDashboardSource source, CancellationToken cancellationToken)
    {
        var known = source.Resources.FirstOrDefault(candidate => candidate.Name == resource)?
            .Commands.FirstOrDefault(candidate => candidate.Name == command);
        if (known is null)
        {
            return TypedResults.NotFound(new CommandOutcome(false, $"There is no command '{command}' of a resource '{resource}'."));
        }

        if (!known.Enabled)
        {
            return TypedResults.Conflict(new CommandOutcome(false, $"'{command}' is not possible in the present state of '{resource}'."));
        }

        return TypedResults.Ok(await source.ExecuteAsync(resource, command, cancellationToken));
    }
}
