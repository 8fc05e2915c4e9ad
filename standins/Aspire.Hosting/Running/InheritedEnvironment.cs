using System.Collections;
using Aspire.Hosting.Processes;

namespace Aspire.Hosting.Running;

/// <summary>What of the AppHost's own environment reaches the resources' processes.</summary>
internal static class InheritedEnvironment
{
    /// <summary>
    /// Beginnings of names that speak to the AppHost alone: a debug level, a secret or a dashboard's URL meant for it must
    /// not reach the services.
    /// </summary>
    private static readonly string[] OwnPrefixes =
        ["LOGGING__", "ASPIRE_", "APPHOST__", "PARAMETERS__", "PUBLISHING__", "PIPELINE__", "PLATFORM__", "DOTNET_DASHBOARD_"];

    private static readonly string[] OwnNames =
    [
        "ASPNETCORE_URLS", "ASPNETCORE_HTTP_PORTS", "ASPNETCORE_HTTPS_PORTS", "ASPNETCORE_ENVIRONMENT", "URLS", "HTTP_PORTS", "HTTPS_PORTS",
        "DOTNET_URLS", "DOTNET_ENVIRONMENT", "DOTNET_LAUNCH_PROFILE", "DOTNET_RESOURCE_SERVICE_ENDPOINT_URL",
        "OTEL_SERVICE_NAME", "OTEL_RESOURCE_ATTRIBUTES", "PLATFORM_DATA", ChildProcess.MarkerName,
    ];

    /// <summary>The variables, by name.</summary>
    internal static Dictionary<string, string> Read()
    {
        var variables = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Select(entry => (Name: (string)entry.Key, Value: (string?)entry.Value ?? string.Empty))
            .Where(v => !IsOwn(v.Name)).ToDictionary(v => v.Name, v => v.Value);

        // A service's executable finds the runtime that runs the AppHost, wherever that is installed.
        variables["DOTNET_ROOT"] = DotNetInstallation.Root;
        return variables;
    }

    /// <summary>True: the variable does not stand like this in the AppHost's own environment.</summary>
    internal static bool IsFromModel(string name, string value) => Environment.GetEnvironmentVariable(name) != value;

    internal static bool IsOwn(string name) =>
        OwnPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) ||
        OwnNames.Contains(name, StringComparer.OrdinalIgnoreCase);
}
