using System.Text.Json.Nodes;
using Aspire.Hosting.Running;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting.Tests.Publishing;

/// <summary>A model in publish mode, with project files of its own in a folder of the test.</summary>
internal sealed class PublishedModel : IDisposable
{
    private readonly TestFolder _folder = new();

    internal PublishedModel(params string[] arguments)
    {
        ManifestPath = Path.Combine(_folder.Path, "out", "manifest.json");
        Builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
        {
            Args = arguments.Length > 0 ? arguments : ["--publisher", "manifest", "--output-path", ManifestPath],
            ProjectDirectory = Directory.CreateDirectory(Path.Combine(_folder.Path, "Shop.AppHost")).FullName,
        });
    }

    internal string Folder => _folder.Path;

    internal string ManifestPath { get; }

    internal IDistributedApplicationBuilder Builder { get; }

    /// <summary>Writes a project with a launch profile and returns its path.</summary>
    internal string Project(string name, string applicationUrl)
    {
        var folder = Path.Combine(_folder.Path, name);
        Directory.CreateDirectory(Path.Combine(folder, "Properties"));
        var path = Path.Combine(folder, name + ".csproj");
        File.WriteAllText(path, "<Project Sdk=\"Microsoft.NET.Sdk.Web\" />");
        File.WriteAllText(
            Path.Combine(folder, "Properties", "launchSettings.json"),
            $$"""{ "profiles": { "http": { "commandName": "Project", "applicationUrl": "{{applicationUrl}}" } } }""");
        return path;
    }

    /// <summary>Publishes; returns why it could not, or null.</summary>
    internal async Task<string?> TryPublishAsync()
    {
        await using var application = Builder.Build();
        await application.StartAsync(TestContext.Current.CancellationToken);
        return application.Services.GetRequiredService<RunOutcome>().Failure;
    }

    /// <summary>Publishes and reads the manifest.</summary>
    internal async Task<JsonObject> PublishAsync()
    {
        Assert.Null(await TryPublishAsync());
        return JsonNode.Parse(await File.ReadAllTextAsync(ManifestPath, TestContext.Current.CancellationToken))!.AsObject();
    }

    public void Dispose() => _folder.Dispose();
}
