using System.Text.Json;
using System.Text.Json.Serialization;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Local;

namespace Aspire.Hosting.Reporting;

/// <summary>
/// <c>endpoints.json</c> of the data folder, readable by its owner only: there while everything is healthy or was, so that
/// scripts need not read the console.
/// </summary>
internal static class EndpointsFile
{
    private const string Name = "endpoints.json";

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
    };

    internal static void Write(DataFolder folder, DistributedApplicationModel model, string? dashboard, string? apiKey)
    {
        var resources = model.Resources.OfType<IResourceWithEndpoints>()
            .Select(r => (r.Name, Url: MainUrl(r))).Where(r => r.Url is not null)
            .ToDictionary(r => r.Name, r => new ResourceEntry(r.Url!));
        PrivateFile.Write(folder.File(Name), JsonSerializer.SerializeToUtf8Bytes(new Content(resources, dashboard, apiKey), Json));
    }

    /// <summary>Removes it if it is there. The caller holds the data folder's lock.</summary>
    internal static void Remove(DataFolder folder) => File.Delete(Path.Combine(folder.Path, Name));

    /// <summary>The URL that a resource is known by: https before http before any other; null when it has none.</summary>
    internal static string? MainUrl(IResourceWithEndpoints resource)
    {
        var endpoints = resource.GetEndpoints().Where(e => e.IsAllocated).ToArray();
        return (endpoints.FirstOrDefault(e => e.IsHttps) ?? endpoints.FirstOrDefault(e => e.IsHttp) ?? endpoints.FirstOrDefault())?.Url;
    }

    private sealed record Content(IReadOnlyDictionary<string, ResourceEntry> Resources, string? Dashboard, string? ApiKey);

    private sealed record ResourceEntry(string Url);
}
