using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Projects;

/// <summary>What every project gets: its endpoints and the variables that tell it where to listen.</summary>
internal static class ProjectDefaults
{
    internal static IResourceBuilder<ProjectResource> WithProjectDefaults(
        this IResourceBuilder<ProjectResource> builder, ProjectResourceOptions options)
    {
        if (options.ExcludeLaunchProfile)
        {
            builder.WithAnnotation<ExcludeLaunchProfileAnnotation>();
        }
        else if (options.LaunchProfileName is { } profileName)
        {
            builder.WithAnnotation(new LaunchProfileAnnotation(profileName));
        }

        var profile = LaunchProfiles.Of(builder.Resource);
        foreach (var endpoint in EndpointsOf(builder.Resource, profile?.Profile))
        {
            builder.WithAnnotation(endpoint);
        }

        return builder.WithEnvironment(context => SetVariables(context, builder.Resource, profile));
    }

    private static IEnumerable<EndpointAnnotation> EndpointsOf(ProjectResource resource, LaunchProfile? profile)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var url in profile?.ApplicationUrl?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [])
        {
            if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            {
                throw new DistributedApplicationException(
                    $"The launch profile of project '{resource.Name}' has the applicationUrl '{url}', which is not an HTTP URL.");
            }

            // Several URLs of one scheme: http, http2, http3, …
            var name = names.Add(uri.Scheme) ? uri.Scheme : $"{uri.Scheme}{names.Count + 1}";
            names.Add(name);
            yield return new EndpointAnnotation(ProtocolType.Tcp, uri.Scheme, name: name, port: uri.Port)
            {
                FromLaunchProfile = true,
                TargetHost = uri.Host,
                TlsEnabled = uri.Scheme == "https",
            };
        }
    }

    private static void SetVariables(
        EnvironmentCallbackContext context, ProjectResource resource, (string Name, LaunchProfile Profile)? profile)
    {
        var variables = context.EnvironmentVariables;
        variables["OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY"] = "in_memory";
        if (context.ExecutionContext.IsPublishMode)
        {
            SetPublishVariables(context, resource);
            return;
        }

        variables["LOGGING__CONSOLE__FORMATTERNAME"] = "simple";
        if (profile is { } used)
        {
            variables["DOTNET_LAUNCH_PROFILE"] = used.Name;
            foreach (var (name, value) in used.Profile.EnvironmentVariables)
            {
                variables[name] = value;
            }
        }

        // The profile is written for whoever develops; an AppHost that runs as Production must not start services as Development.
        var environment = context.ExecutionContext.Services.GetRequiredService<IHostEnvironment>().EnvironmentName;
        variables["ASPNETCORE_ENVIRONMENT"] = environment;
        variables["DOTNET_ENVIRONMENT"] = environment;

        var urls = new ReferenceExpressionBuilder();
        foreach (var endpoint in ListeningEndpoints(resource))
        {
            urls.AppendLiteral(urls.IsEmpty ? string.Empty : ";");
            urls.AppendLiteral($"{endpoint.Scheme}://127.0.0.1:");
            urls.AppendFormatted(endpoint.Property(EndpointProperty.TargetPort));
            if (endpoint.IsHttps)
            {
                variables["ASPNETCORE_HTTPS_PORT"] = endpoint.Property(EndpointProperty.Port);
            }
        }

        if (!urls.IsEmpty)
        {
            variables["ASPNETCORE_URLS"] = urls.Build();
        }
    }

    private static void SetPublishVariables(EnvironmentCallbackContext context, ProjectResource resource)
    {
        if (!resource.HasAnnotationOfType<DisableForwardedHeadersAnnotation>() && ListeningEndpoints(resource).Any())
        {
            context.EnvironmentVariables["ASPNETCORE_FORWARDEDHEADERS_ENABLED"] = "true";
        }

        if (ListeningEndpoints(resource).FirstOrDefault(e => e.IsHttp) is { } http)
        {
            context.EnvironmentVariables["HTTP_PORTS"] = http.Property(EndpointProperty.TargetPort);
        }
    }

    private static IEnumerable<EndpointReference> ListeningEndpoints(ProjectResource resource)
    {
        var filters = resource.Annotations.OfType<EndpointEnvironmentInjectionFilterAnnotation>().ToArray();
        return resource.GetEndpoints().Where(e => e.IsHttp || e.IsHttps)
            .Where(e => filters.All(f => f.Filter(e.EndpointAnnotation)));
    }
}
