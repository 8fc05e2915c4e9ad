using System.Globalization;
using System.Runtime.CompilerServices;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting;

public static partial class ResourceBuilderExtensions
{
    /// <summary>Gives the resource a command.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="name">Name by which it is called, unique in the resource.</param>
    /// <param name="displayName">Text on the button.</param>
    /// <param name="executeCommand">Does it.</param>
    /// <param name="commandOptions">How it is shown and when it can be called.</param>
    [OverloadResolutionPriority(1)]
    public static IResourceBuilder<T> WithCommand<T>(
        this IResourceBuilder<T> builder,
        string name,
        string displayName,
        Func<ExecuteCommandContext, Task<ExecuteCommandResult>> executeCommand,
        CommandOptions? commandOptions = null)
        where T : IResource
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentException.ThrowIfNullOrEmpty(displayName);
        ArgumentNullException.ThrowIfNull(executeCommand);
        var options = commandOptions ?? new CommandOptions();
        foreach (var earlier in builder.Resource.Annotations.OfType<ResourceCommandAnnotation>().Where(c => c.Name == name).ToArray())
        {
            builder.Resource.Annotations.Remove(earlier);
        }

        return builder.WithAnnotation(new ResourceCommandAnnotation(
            name, displayName, options.UpdateState ?? (_ => ResourceCommandState.Enabled), executeCommand, options));
    }

    /// <summary>Gives the resource a command that sends an HTTP request to it.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="path">Path of the request.</param>
    /// <param name="displayName">Text on the button.</param>
    /// <param name="endpointName">The endpoint; null for the first HTTP endpoint, https before http.</param>
    /// <param name="commandName">Name by which it is called; null for one made of resource, method and path.</param>
    /// <param name="commandOptions">How the request is made and the command shown.</param>
    public static IResourceBuilder<TResource> WithHttpCommand<TResource>(
        this IResourceBuilder<TResource> builder,
        string path,
        string displayName,
        string? endpointName = null,
        string? commandName = null,
        HttpCommandOptions? commandOptions = null)
        where TResource : IResourceWithEndpoints
    {
        var options = commandOptions ?? new HttpCommandOptions();
        var select = options.EndpointSelector ?? (endpointName is null
            ? () => DefaultHttpEndpoint(builder.Resource)
            : () => builder.GetEndpoint(endpointName));
        var method = options.Method ?? HttpMethod.Post;
        builder.ApplicationBuilder.Services.AddHttpClient();
        return builder.WithCommand(
            commandName ?? $"{builder.Resource.Name}-http-{method.Method}-{path}".ToLowerInvariant(),
            displayName,
            context => SendAsync(context, options, select(), method, path),
            new CommandOptions
            {
                Description = options.Description,
                ConfirmationMessage = options.ConfirmationMessage,
                IconName = options.IconName,
                IconVariant = options.IconVariant,
                IsHighlighted = options.IsHighlighted,
                Visibility = options.Visibility,
                UpdateState = options.UpdateState ?? (state =>
                    state.ResourceSnapshot.HealthStatus is null ? ResourceCommandState.Disabled : ResourceCommandState.Enabled),
            });
    }

    private static async Task<ExecuteCommandResult> SendAsync(
        ExecuteCommandContext context, HttpCommandOptions options, EndpointReference endpoint, HttpMethod method, string path)
    {
        using var client = context.Services.GetRequiredService<IHttpClientFactory>()
            .CreateClient(options.HttpClientName ?? string.Empty);
        using var request = new HttpRequestMessage(method, new Uri(new Uri(endpoint.Url), path));
        if (options.PrepareRequest is { } prepare)
        {
            await prepare(new HttpCommandRequestContext
            {
                Services = context.Services,
                ResourceName = context.ResourceName,
                Endpoint = endpoint,
                HttpClient = client,
                Request = request,
                CancellationToken = context.CancellationToken,
            }).ConfigureAwait(false);
        }

        try
        {
            using var response = await client.SendAsync(request, context.CancellationToken).ConfigureAwait(false);
            return options.GetCommandResult is { } judge
                ? await judge(new HttpCommandResultContext
                {
                    Services = context.Services,
                    ResourceName = context.ResourceName,
                    Endpoint = endpoint,
                    HttpClient = client,
                    Response = response,
                    CancellationToken = context.CancellationToken,
                }).ConfigureAwait(false)
                : response.IsSuccessStatusCode
                    ? CommandResults.Success()
                    : CommandResults.Failure(string.Create(
                        CultureInfo.InvariantCulture, $"{request.RequestUri} answered {(int)response.StatusCode}."));
        }
        catch (HttpRequestException e)
        {
            return CommandResults.Failure(e);
        }
    }
}
