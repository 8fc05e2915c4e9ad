using System.Text.Json;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Running;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Publishing;

/// <summary>
/// Publish mode: writes the deployment manifest and ends the application. Starts no resource, no dashboard and no process,
/// for azd waits until the output pipes close.
/// </summary>
internal sealed class ManifestPublisher(
    DistributedApplicationModel model,
    DistributedApplicationExecutionContext execution,
    IConfiguration configuration,
    RunOutcome outcome,
    IHostApplicationLifetime lifetime) : IHostedService
{
    private const string Publisher = "manifest";
    private const string Step = "publish-manifest";
    private const string FileName = "aspire-manifest.json";

    private static readonly JsonWriterOptions Options = new() { Indented = true };

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            CheckPublisher();
            var path = ManifestPath(configuration["Publishing:OutputPath"]);
            await PublishAsync(path, cancellationToken).ConfigureAwait(false);
            await Console.Out.WriteLineAsync($"Published manifest to: {path}").ConfigureAwait(false);
            lifetime.StopApplication();
        }
        catch (DistributedApplicationException e)
        {
            outcome.Fail(e.Message);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void CheckPublisher()
    {
        var publisher = configuration["Publishing:Publisher"];
        var step = configuration["Pipeline:Step"];
        if ((publisher ?? Publisher) != Publisher || (step ?? Step) != Step)
        {
            throw new DistributedApplicationException(
                $"The local host publishes by '--publisher {Publisher}' (or '--step {Step}') only, not by '{publisher ?? step}'.");
        }
    }

    private async Task PublishAsync(string path, CancellationToken cancellationToken)
    {
        // Whole or not at all: a model that cannot be published leaves an earlier manifest as it was.
        using var content = new MemoryStream();
        await using (var writer = new Utf8JsonWriter(content, Options))
        {
            await new ManifestWriter(model, new ManifestPublishingContext(execution, path, writer, cancellationToken))
                .WriteAsync().ConfigureAwait(false);
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllBytesAsync(path, [.. content.ToArray(), (byte)'\n'], cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DistributedApplicationException(
                $"The manifest {path} cannot be written ({e.Message}). Name another file with --output-path.", e);
        }
    }

    /// <summary>A path that does not end in <c>.json</c> is a folder.</summary>
    private static string ManifestPath(string? given)
    {
        if (string.IsNullOrWhiteSpace(given))
        {
            throw new DistributedApplicationException("Publishing needs a file to write: --output-path FILE.");
        }

        var path = Path.GetFullPath(given);
        return path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? path : Path.Combine(path, FileName);
    }
}
