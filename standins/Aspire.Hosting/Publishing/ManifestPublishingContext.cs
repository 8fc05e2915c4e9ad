using System.Text.Json;

namespace Aspire.Hosting.Publishing;

/// <summary>The deployment manifest while it is written.</summary>
/// <param name="executionContext">Publish.</param>
/// <param name="manifestPath">Absolute path of the manifest.</param>
/// <param name="writer">Writes it.</param>
/// <param name="cancellationToken">Ends the work.</param>
public sealed class ManifestPublishingContext(
    DistributedApplicationExecutionContext executionContext,
    string manifestPath,
    Utf8JsonWriter writer,
    CancellationToken cancellationToken = default)
{
    /// <summary>Publish.</summary>
    public DistributedApplicationExecutionContext ExecutionContext { get; } = executionContext;

    /// <summary>Absolute path of the manifest.</summary>
    public string ManifestPath { get; } = manifestPath;

    /// <summary>Writes it.</summary>
    public Utf8JsonWriter Writer { get; } = writer;

    /// <summary>Ends the work.</summary>
    public CancellationToken CancellationToken { get; } = cancellationToken;
}
