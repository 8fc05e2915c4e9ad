using System.Runtime.InteropServices;

namespace Aspire.Hosting.LocalServers;

/// <summary>The <c>dotnet</c> program that runs this process.</summary>
internal static class DotnetProgram
{
    /// <summary>
    /// Absolute path; found from the runtime in use, because the program need not be on PATH. The runtime lies three
    /// folders below it: <c>shared/Microsoft.NETCore.App/version</c>.
    /// </summary>
    internal static string Path { get; } = System.IO.Path.GetFullPath(System.IO.Path.Combine(
        RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
}
