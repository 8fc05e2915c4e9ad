using System.Text.Json;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Publishing;

/// <summary>Writes the endpoints of a resource as the manifest's <c>bindings</c>.</summary>
internal static class BindingsWriter
{
    // Where the genuine host begins to number ports that nothing else decides.
    private const int FirstChosenPort = 8000;

    internal static void Write(Utf8JsonWriter writer, IResource resource)
    {
        var endpoints = resource.Annotations.OfType<EndpointAnnotation>().ToArray();
        if (endpoints.Length == 0)
        {
            return;
        }

        var nextPort = FirstChosenPort;
        var defaultSchemes = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        writer.WriteStartObject("bindings");
        foreach (var endpoint in endpoints)
        {
            // The launch profile's port is where a developer finds the service; the deployment has ports of its own.
            var given = endpoint.FromLaunchProfile ? null : endpoint.Port;
            var target = endpoint.TargetPort;
            if (target is null && !IsDefaultOfProject(resource, endpoint, defaultSchemes))
            {
                target = resource is ContainerResource && given is not null ? given : nextPort++;
            }

            writer.WriteStartObject(endpoint.Name);
            writer.WriteString("scheme", endpoint.UriScheme);
            writer.WriteString("protocol", endpoint.Protocol.ToString().ToLowerInvariant());
            writer.WriteString("transport", endpoint.Transport);
            if (given is { } port && given != target)
            {
                writer.WriteNumber("port", port);
            }

            if (target is { } targetPort)
            {
                writer.WriteNumber("targetPort", targetPort);
            }

            if (endpoint.IsExternal)
            {
                writer.WriteBoolean("external", true);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    /// <summary>A project's first endpoint of each HTTP scheme gets its port from the deployment tool.</summary>
    private static bool IsDefaultOfProject(IResource resource, EndpointAnnotation endpoint, HashSet<string> defaultSchemes) =>
        resource is ProjectResource && endpoint.UriScheme is "http" or "https" && defaultSchemes.Add(endpoint.UriScheme);
}
