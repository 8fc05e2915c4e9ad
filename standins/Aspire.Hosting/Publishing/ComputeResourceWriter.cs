using System.Globalization;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Publishing;

/// <summary>Writes what runs: <c>project.v0</c>, <c>container.v0</c>, <c>executable.v0</c>.</summary>
internal sealed class ComputeResourceWriter(ManifestPublishingContext context, ManifestReferences references)
{
    internal async Task WriteAsync(IResource resource)
    {
        var writer = context.Writer;
        switch (resource)
        {
            case ProjectResource project:
                writer.WriteString("type", "project.v0");
                writer.WriteString("path", RelativePath(project.GetProjectMetadata().ProjectPath));
                await WriteArgumentsAsync(project).ConfigureAwait(false);
                break;
            case ContainerResource container:
                writer.WriteString("type", "container.v0");
                if (container is IResourceWithConnectionString connected)
                {
                    writer.WriteString("connectionString", references.Of(connected.ConnectionStringExpression));
                }

                writer.WriteString("image", ImageOf(container));
                if (container.Entrypoint is { } entrypoint)
                {
                    writer.WriteString("entrypoint", entrypoint);
                }

                await WriteArgumentsAsync(container).ConfigureAwait(false);
                WriteMounts(container);
                break;
            case ExecutableResource executable:
                writer.WriteString("type", "executable.v0");
                writer.WriteString("workingDirectory", RelativePath(executable.WorkingDirectory));
                writer.WriteString("command", executable.Command);
                await WriteArgumentsAsync(executable).ConfigureAwait(false);
                break;
        }

        await WriteEnvironmentAsync(resource).ConfigureAwait(false);
        BindingsWriter.Write(context.Writer, resource);
    }

    private async Task WriteArgumentsAsync(IResource resource)
    {
        var arguments = new CommandLineArgsCallbackContext([], resource, context.CancellationToken)
        {
            ExecutionContext = context.ExecutionContext,
        };
        foreach (var annotation in resource.Annotations.OfType<CommandLineArgsCallbackAnnotation>().ToArray())
        {
            await annotation.Callback(arguments).ConfigureAwait(false);
        }

        if (arguments.Args.Count == 0)
        {
            return;
        }

        context.Writer.WriteStartArray("args");
        foreach (var argument in arguments.Args)
        {
            context.Writer.WriteStringValue(Text(argument));
        }

        context.Writer.WriteEndArray();
    }

    private async Task WriteEnvironmentAsync(IResource resource)
    {
        var variables = new EnvironmentCallbackContext(
            context.ExecutionContext, resource, cancellationToken: context.CancellationToken);
        foreach (var annotation in resource.Annotations.OfType<EnvironmentCallbackAnnotation>().ToArray())
        {
            await annotation.Callback(variables).ConfigureAwait(false);
        }

        if (variables.EnvironmentVariables.Count == 0)
        {
            return;
        }

        context.Writer.WriteStartObject("env");
        foreach (var (name, value) in variables.EnvironmentVariables)
        {
            context.Writer.WriteString(name, Text(value));
        }

        context.Writer.WriteEndObject();
    }

    private void WriteMounts(ContainerResource container)
    {
        var mounts = container.Annotations.OfType<ContainerMountAnnotation>().ToLookup(mount => mount.Type);
        WriteMounts("volumes", "name", mounts[ContainerMountType.Volume], source => source);
        WriteMounts("bindMounts", "source", mounts[ContainerMountType.BindMount], RelativePath);
    }

    private void WriteMounts(
        string property, string sourceName, IEnumerable<ContainerMountAnnotation> mounts, Func<string, string> source)
    {
        var writer = context.Writer;
        var all = mounts.ToArray();
        if (all.Length == 0)
        {
            return;
        }

        writer.WriteStartArray(property);
        foreach (var mount in all)
        {
            writer.WriteStartObject();
            if (mount.Source is { } text)
            {
                writer.WriteString(sourceName, source(text));
            }

            writer.WriteString("target", mount.Target);
            writer.WriteBoolean("readOnly", mount.IsReadOnly);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private string Text(object? value) => value switch
    {
        null => string.Empty,
        string text => text,
        IManifestExpressionProvider expression => references.Of(expression),
        IResourceBuilder<IResource> { Resource: IManifestExpressionProvider expression } => references.Of(expression),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? string.Empty,
    };

    private string RelativePath(string path) =>
        Path.GetRelativePath(Path.GetDirectoryName(context.ManifestPath)!, path).Replace('\\', '/');

    private static string ImageOf(ContainerResource container)
    {
        if (!container.TryGetLastAnnotation<ContainerImageAnnotation>(out var image))
        {
            throw new DistributedApplicationException($"Container '{container.Name}' has no image.");
        }

        var registry = image.Registry is { Length: > 0 } host ? host + "/" : string.Empty;
        return $"{registry}{image.Image}:{image.Tag ?? "latest"}";
    }
}
