using System.Text.Json;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Projects;

/// <summary>Reads a project's launch profile.</summary>
internal static class LaunchProfiles
{
    private static readonly JsonSerializerOptions Lenient = new()
    {
        AllowTrailingCommas = true,
        PropertyNameCaseInsensitive = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
    };

    /// <summary>
    /// The profile that a project uses: the one it names, else the first that starts the project itself; null when it
    /// has none. Throws <see cref="DistributedApplicationException"/> when the file is broken or the profile missing.
    /// </summary>
    internal static (string Name, LaunchProfile Profile)? Of(ProjectResource resource)
    {
        if (resource.HasAnnotationOfType<ExcludeLaunchProfileAnnotation>())
        {
            return null;
        }

        var project = resource.GetProjectMetadata();
        var settings = project.LaunchSettings ?? Read(project.ProjectPath);
        if (resource.TryGetLastAnnotation<LaunchProfileAnnotation>(out var chosen))
        {
            return settings?.Profiles.TryGetValue(chosen.LaunchProfileName, out var named) == true
                ? (chosen.LaunchProfileName, named)
                : throw new DistributedApplicationException(
                    $"Project '{resource.Name}' has no launch profile '{chosen.LaunchProfileName}' in " +
                    $"{SettingsPath(project.ProjectPath)}.");
        }

        return settings?.Profiles.Where(p => p.Value.CommandName == "Project").Select(p => ((string, LaunchProfile)?)(p.Key, p.Value))
            .FirstOrDefault();
    }

    private static LaunchSettings? Read(string projectPath)
    {
        var path = SettingsPath(projectPath);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            using var stream = File.OpenRead(path);
            return JsonSerializer.Deserialize<LaunchSettings>(stream, Lenient);
        }
        catch (JsonException e)
        {
            throw new DistributedApplicationException($"{path} is not valid: {e.Message}", e);
        }
    }

    private static string SettingsPath(string projectPath) =>
        Path.Combine(Path.GetDirectoryName(projectPath)!, "Properties", "launchSettings.json");
}
