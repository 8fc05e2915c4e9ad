using System.Globalization;
using System.Text.RegularExpressions;

namespace Aspire.Hosting.LocalServers;

/// <summary>An installed PostgreSQL that runs here.</summary>
/// <param name="Folder">Absolute path of the folder that holds <c>postgres</c> and <c>initdb</c>.</param>
/// <param name="Major">Major version; data folders of another major version cannot be read.</param>
internal sealed partial record PostgresProgram(string Folder, int Major)
{
    /// <summary>Older ones lack what the services' SQL uses, and their makers no longer mend them.</summary>
    internal const int OldestMajor = 14;

    private static readonly string Suffix = OperatingSystem.IsWindows() ? ".exe" : string.Empty;

    /// <summary>The server.</summary>
    internal string Server => Path.Combine(Folder, "postgres" + Suffix);

    /// <summary>Makes a cluster of databases.</summary>
    internal string Initializer => Path.Combine(Folder, "initdb" + Suffix);

    /// <summary>Asks the server in a folder for its version; null when it does not run under the account, or lacks initdb.</summary>
    internal static async Task<PostgresProgram?> TryAsync(string folder, ServerAccount? account, CancellationToken cancellationToken)
    {
        var program = new PostgresProgram(folder, 0);
        if (!File.Exists(program.Server) || !File.Exists(program.Initializer))
        {
            return null;
        }

        var run = await RunAsync(program.Server, ["--version"], account, cancellationToken).ConfigureAwait(false);
        var version = run is { ExitCode: 0 } ? VersionPattern().Match(run.Output) : Match.Empty;
        return version.Success
            ? program with { Major = int.Parse(version.Groups[1].ValueSpan, CultureInfo.InvariantCulture) }
            : null;
    }

    /// <summary>Runs one of the programs to its end; null when it cannot be executed.</summary>
    internal static Task<ProgramRun?> RunAsync(
        string fileName, IReadOnlyList<string> arguments, ServerAccount? account, CancellationToken cancellationToken)
    {
        var process = new LocalProcess(fileName, arguments, Path.GetPathRoot(fileName)!);
        process = account?.Wrap(process) ?? process;
        // English messages, of which a few are told apart; no locale need be installed.
        return ProgramRun.TryAsync(
            process.FileName, process.Arguments, process.WorkingDirectory, new Dictionary<string, string> { ["LC_ALL"] = "C" },
            cancellationToken);
    }

    [GeneratedRegex(@"\(PostgreSQL\) (\d+)")]
    private static partial Regex VersionPattern();
}
