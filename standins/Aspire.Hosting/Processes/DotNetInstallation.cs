using System.Runtime.InteropServices;

namespace Aspire.Hosting.Processes;

/// <summary>The .NET installation that runs this process.</summary>
internal static class DotNetInstallation
{
    /// <summary>Its folder, for <c>DOTNET_ROOT</c>.</summary>
    internal static string Root { get; } = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));

    /// <summary>Its <c>dotnet</c> program.</summary>
    internal static string Program { get; } = Path.Combine(Root, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
}
