using System.Globalization;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

public static partial class ResourceBuilderExtensions
{
    /// <summary>Gives the resource a connection string, as <c>ConnectionStrings__name</c> and in parts as <c>NAME_PROPERTY</c>.</summary>
    /// <param name="builder">Who is given it.</param>
    /// <param name="source">Whose connection string.</param>
    /// <param name="connectionName">Name under which it is given; null for the source's name.</param>
    /// <param name="optional">True: a missing connection string is no error.</param>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder,
        IResourceBuilder<IResourceWithConnectionString> source,
        string? connectionName = null,
        bool optional = false)
        where TDestination : IResourceWithEnvironment
    {
        var resource = source.Resource;
        var name = connectionName ?? resource.Name;
        builder.WithReferenceRelationship(resource);
        return builder.WithEnvironment(context =>
        {
            var flags = InjectionFlags(context.Resource);
            if (flags.HasFlag(ReferenceEnvironmentInjectionFlags.ConnectionString))
            {
                var variable = resource.ConnectionStringEnvironmentVariable ?? $"ConnectionStrings__{name}";
                context.EnvironmentVariables[variable] = new ConnectionStringReference(resource, optional);
            }

            if (flags.HasFlag(ReferenceEnvironmentInjectionFlags.ConnectionProperties))
            {
                foreach (var (property, value) in resource.GetConnectionProperties())
                {
                    context.EnvironmentVariables[$"{VariableName(name)}_{VariableName(property)}"] = value;
                }
            }
        });
    }

    /// <summary>Gives the resource the endpoints of a service, for service discovery.</summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder, IResourceBuilder<IResourceWithServiceDiscovery> source)
        where TDestination : IResourceWithEnvironment => builder.ReferringTo(source.Resource, source.Resource.Name, endpoint: null);

    /// <summary>Gives the resource the endpoints of a service under another name.</summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder, IResourceBuilder<IResourceWithServiceDiscovery> source, string name)
        where TDestination : IResourceWithEnvironment => builder.ReferringTo(source.Resource, name, endpoint: null);

    /// <summary>Gives the resource one endpoint.</summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder, EndpointReference endpointReference)
        where TDestination : IResourceWithEnvironment =>
        builder.ReferringTo(endpointReference.Resource, endpointReference.Resource.Name, endpointReference.EndpointName);

    /// <summary>Gives the resource a URL under a name, for service discovery.</summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder, string name, Uri uri)
        where TDestination : IResourceWithEnvironment
    {
        ArgumentNullException.ThrowIfNull(uri);
        if (!uri.IsAbsoluteUri || uri.AbsolutePath != "/")
        {
            throw new InvalidOperationException($"The URI '{uri}' given as '{name}' must be absolute, with the path '/'.");
        }

        return builder.WithEnvironment($"services__{name}__default__0", uri.ToString());
    }

    /// <summary>Gives the resource the URL of an external service, for service discovery.</summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder, IResourceBuilder<ExternalServiceResource> externalService)
        where TDestination : IResourceWithEnvironment
    {
        var resource = externalService.Resource;
        builder.WithReferenceRelationship(resource);
        return builder.WithEnvironment(async context =>
        {
            object url = resource.UrlParameter is { } parameter ? parameter : resource.Uri!.ToString();
            var scheme = resource.Uri?.Scheme ?? "default";
            if (resource.UrlParameter is not null && context.ExecutionContext.IsRunMode)
            {
                var text = await resource.UrlParameter.GetValueAsync(context.CancellationToken).ConfigureAwait(false);
                scheme = Uri.TryCreate(text, UriKind.Absolute, out var uri)
                    ? uri.Scheme
                    : throw new DistributedApplicationException(
                        $"Parameter '{resource.UrlParameter.Name}', the URL of external service '{resource.Name}', is not an absolute URL.");
            }

            context.EnvironmentVariables[VariableName(resource.Name)] = url;
            context.EnvironmentVariables[$"services__{resource.Name}__{scheme}__0"] = url;
        });
    }

    /// <summary>Chooses the kinds of variables that references set.</summary>
    public static IResourceBuilder<TDestination> WithReferenceEnvironment<TDestination>(
        this IResourceBuilder<TDestination> builder, ReferenceEnvironmentInjectionFlags flags)
        where TDestination : IResourceWithEnvironment =>
        builder.WithAnnotation(new ReferenceEnvironmentInjectionAnnotation(flags), ResourceAnnotationMutationBehavior.Replace);

    private static IResourceBuilder<T> ReferringTo<T>(
        this IResourceBuilder<T> builder, IResourceWithEndpoints source, string name, string? endpoint)
        where T : IResourceWithEnvironment
    {
        builder.WithReferenceRelationship(source);
        var known = builder.Resource.Annotations.OfType<EndpointReferenceAnnotation>().SingleOrDefault(a => a.Resource == source);
        if (known is null)
        {
            // One callback per source: a second reference to another endpoint of it only widens the set.
            known = new EndpointReferenceAnnotation(source);
            builder.WithAnnotation(known);
            builder.WithEnvironment(context => SetServiceVariables(context, known, name));
        }

        if (endpoint is null)
        {
            known.UseAllEndpoints = true;
        }
        else
        {
            known.EndpointNames.Add(endpoint);
        }

        return builder;
    }

    private static void SetServiceVariables(EnvironmentCallbackContext context, EndpointReferenceAnnotation reference, string name)
    {
        var flags = InjectionFlags(context.Resource);
        var used = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        foreach (var endpoint in reference.Resource.GetEndpoints())
        {
            if (!reference.UseAllEndpoints && !reference.EndpointNames.Contains(endpoint.EndpointName))
            {
                continue;
            }

            // For the default endpoints name and scheme are the same word.
            var segment = endpoint.EndpointName;
            used.TryGetValue(segment, out var index);
            used[segment] = index + 1;
            if (flags.HasFlag(ReferenceEnvironmentInjectionFlags.Endpoints))
            {
                context.EnvironmentVariables[$"{VariableName(name)}_{VariableName(segment)}"] = endpoint;
            }

            if (flags.HasFlag(ReferenceEnvironmentInjectionFlags.ServiceDiscovery))
            {
                context.EnvironmentVariables[string.Create(CultureInfo.InvariantCulture, $"services__{name}__{segment}__{index}")] = endpoint;
            }
        }
    }

    private static ReferenceEnvironmentInjectionFlags InjectionFlags(IResource resource) =>
        resource.TryGetLastAnnotation<ReferenceEnvironmentInjectionAnnotation>(out var annotation)
            ? annotation.Flags
            : ReferenceEnvironmentInjectionFlags.All;

    private static string VariableName(string name) =>
        string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToUpperInvariant(c) : '_'));
}
