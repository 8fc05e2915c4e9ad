using System.Globalization;
using System.Text;
using Aspire.Hosting.Processes;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.LocalServers;

/// <summary>
/// Garnet, Microsoft's server of Redis's protocol, for a machine that has no Redis: the .NET tool <c>garnet-server</c>,
/// installed once into the user's cache by the SDK with the user's own NuGet configuration, 114 MB.
/// </summary>
/// <param name="assembly">Absolute path of the server's assembly.</param>
internal sealed partial class GarnetProgram(string assembly) : IRedisEngine
{
    private const string Package = "garnet-server";
    private const string Version = "2.2.5";
    private const string AssemblyFile = "GarnetServer.dll";
    private const string UsersFile = "users.acl";

    /// <inheritdoc/>
    public string FolderName => "garnet";

    /// <inheritdoc/>
    public string ProcessName => "dotnet";

    /// <summary>Installs it if it is not yet there.</summary>
    internal static async Task<GarnetProgram> EnsureAsync(string cache, ILogger logger, CancellationToken cancellationToken)
    {
        var folder = await CachedInstall.EnsureAsync(
            Path.Combine(cache, $"{Package}-{Version}"),
            async (part, token) =>
            {
                LogInstalling(logger, Package, Version);
                await InstallAsync(part, token).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
        // A tool may carry a build per framework; the newest one that this runtime has comes last by name.
        var built = Directory.EnumerateFiles(folder, AssemblyFile, SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal).LastOrDefault();
        return built is not null ? new GarnetProgram(built) : throw new LocalServerException(
            $"{folder} holds no {AssemblyFile}. Delete it, then start again to install it anew.");
    }

    /// <inheritdoc/>
    public LocalProcess Configure(string folder, int port, string passwordHash, RedisPersistence? persistence)
    {
        var users = Path.Combine(folder, UsersFile);
        Local.PrivateFile.Write(users, Encoding.UTF8.GetBytes($"user default on #{passwordHash} ~* +@all\n"));
        List<string> arguments =
        [
            "exec", assembly, "-q",
            "--port", port.ToString(CultureInfo.InvariantCulture),
            "--bind", "127.0.0.1",
            "--memory", "256m",
            "--index", "16m",
            // Without it, scripts are refused.
            "--lua",
            "--auth", "ACL",
            "--acl-file", users,
            // The default on Linux needs libaio, which many machines lack.
            "--device-type", "RandomAccess",
        ];
        if (persistence is not null)
        {
            var seconds = Math.Max(1, (long)persistence.Interval.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            // Measured: without waiting for the commit a kill under load loses writes that were answered.
            arguments.AddRange(
                ["--aof", "--aof-commit-wait", "--recover", "--checkpointdir", folder, "--checkpoint-freq", seconds]);
        }

        return new LocalProcess(DotNetInstallation.Program, arguments, folder)
        {
            // Its server collector would keep a heap per core, for a cache that a developer's machine hardly fills.
            Environment = new Dictionary<string, string> { ["DOTNET_gcServer"] = "0" },
        };
    }

    private static async Task InstallAsync(string folder, CancellationToken cancellationToken)
    {
        var run = await ProgramRun.TryAsync(
            DotNetInstallation.Program,
            ["tool", "install", Package, "--version", Version, "--tool-path", folder],
            Environment.CurrentDirectory,
            new Dictionary<string, string> { ["DOTNET_NOLOGO"] = "1", ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1", ["DOTNET_CLI_UI_LANGUAGE"] = "en" },
            cancellationToken).ConfigureAwait(false);
        if (run is { ExitCode: 0 })
        {
            return;
        }

        var reason = run?.Error.Split('\n').Concat(run.Output.Split('\n')).Select(line => line.Trim())
            .FirstOrDefault(line => line.Contains("error", StringComparison.OrdinalIgnoreCase)) ?? run?.LastLine;
        throw new LocalServerException(
            $"No Redis was found, and '{Package}' could not be installed from NuGet in its place ({reason ?? "there is no .NET SDK"}). " +
            "Install Redis or Valkey (for example 'apt install redis-server' or 'brew install redis'), or give a server of " +
            "your own as ConnectionStrings__<resource>.");
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "No Redis on this machine: installing {Package} {Version} from NuGet, once")]
    private static partial void LogInstalling(ILogger logger, string package, string version);
}
