using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Publishing;

/// <summary>
/// Writes the deployment manifest: the model's resources in their order, then the parameters that are only referred to,
/// and for each parameter that stands escaped in a URI an <c>annotated.string</c>.
/// </summary>
internal sealed class ManifestWriter(DistributedApplicationModel model, ManifestPublishingContext context)
{
    private readonly ManifestReferences _references = new(model);

    internal async Task WriteAsync()
    {
        var writer = context.Writer;
        writer.WriteStartObject();
        writer.WriteStartObject("resources");
        foreach (var resource in model.Resources)
        {
            await WriteAsync(resource).ConfigureAwait(false);
        }

        while (_references.Next() is var (parameter, isEncoded) && parameter is not null)
        {
            if (isEncoded)
            {
                WriteEncoded(parameter);
            }
            else
            {
                await WriteAsync(parameter).ConfigureAwait(false);
            }
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private async Task WriteAsync(IResource resource)
    {
        var writer = context.Writer;
        if (resource.TryGetLastAnnotation<ManifestPublishingCallbackAnnotation>(out var given))
        {
            if (given.Callback is not null)
            {
                writer.WriteStartObject(resource.Name);
                await given.Callback(context).ConfigureAwait(false);
                writer.WriteEndObject();
            }

            return;
        }

        if (resource is ExternalServiceResource)
        {
            // Its URL is written where it is used; a parameter that gives it is a resource of its own.
            return;
        }

        writer.WriteStartObject(resource.Name);
        switch (resource)
        {
            case ParameterResource parameter:
                WriteParameter(parameter);
                break;
            case ProjectResource or ContainerResource or ExecutableResource:
                await new ComputeResourceWriter(context, _references).WriteAsync(resource).ConfigureAwait(false);
                break;
            case IResourceWithConnectionString connected:
                writer.WriteString("type", "value.v0");
                writer.WriteString("connectionString", _references.Of(connected.ConnectionStringExpression));
                break;
            default:
                throw new DistributedApplicationException(
                    $"Resource '{resource.Name}' ({resource.GetType().Name}) has no form in the manifest. Leave it out with ExcludeFromManifest().");
        }

        writer.WriteEndObject();
    }

    private void WriteParameter(ParameterResource parameter)
    {
        var writer = context.Writer;
        writer.WriteString("type", "parameter.v0");
        if (parameter.IsConnectionString)
        {
            writer.WriteString("connectionString", $"{{{parameter.Name}.value}}");
        }

        writer.WriteString("value", $"{{{parameter.Name}.inputs.value}}");
        writer.WriteStartObject("inputs");
        writer.WriteStartObject("value");
        writer.WriteString("type", "string");
        if (parameter.Secret)
        {
            writer.WriteBoolean("secret", true);
        }

        if (parameter.Default is { } fallback)
        {
            writer.WriteStartObject("default");
            fallback.WriteToManifest(context);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private void WriteEncoded(ParameterResource parameter)
    {
        var writer = context.Writer;
        writer.WriteStartObject(ManifestEncoding.UriEncodedName(parameter));
        writer.WriteString("type", "annotated.string");
        writer.WriteString("value", $"{{{parameter.Name}.value}}");
        writer.WriteString("filter", "uri");
        writer.WriteEndObject();
    }
}
