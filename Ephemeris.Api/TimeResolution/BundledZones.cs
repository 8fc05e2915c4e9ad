using System.Formats.Tar;
using System.IO.Compression;

namespace Ephemeris.Api.TimeResolution;

/// <summary>The compiled zones built into this assembly: Debian's, with backzone (Data/README.md).</summary>
internal sealed class BundledZones
{
    private const string Resource = "zones.tar.gz";
    private const string VersionEntry = "version";

    private readonly Dictionary<string, byte[]> _files;
    private readonly Dictionary<string, string> _names;

    private BundledZones(string version, Dictionary<string, byte[]> files)
    {
        Version = version;
        _files = files;
        _names = files.Keys.ToDictionary(id => id, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Release of the tz database.</summary>
    public string Version { get; }

    /// <summary>All names, links included.</summary>
    public IEnumerable<string> Ids => _files.Keys;

    /// <summary>Unpacks the archive: half a megabyte, a few milliseconds.</summary>
    public static BundledZones Load()
    {
        using var stream = typeof(BundledZones).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"{Resource} is not built into this assembly.");
        using var unzipped = new GZipStream(stream, CompressionMode.Decompress);
        using var archive = new TarReader(unzipped);
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var links = new List<(string Name, string Target)>();
        var version = "";
        while (archive.GetNextEntry() is { } entry)
        {
            if (entry.EntryType is TarEntryType.SymbolicLink)
            {
                links.Add((entry.Name, Resolve(entry.Name, entry.LinkName)));
                continue;
            }

            using var content = new MemoryStream();
            entry.DataStream?.CopyTo(content);
            if (entry.Name == VersionEntry)
            {
                version = System.Text.Encoding.ASCII.GetString(content.ToArray()).Trim();
                continue;
            }

            files.Add(entry.Name, content.ToArray());
        }

        // Links point at links (US/Pacific-New): repeat until nothing new is found.
        while (links.RemoveAll(link => files.TryGetValue(link.Target, out var bytes) && files.TryAdd(link.Name, bytes)) > 0)
        {
        }

        return new BundledZones(version, files);
    }

    /// <summary>The database's spelling of a name given in any case.</summary>
    public bool TryName(string id, out string name) => _names.TryGetValue(id, out name!);

    /// <summary>A zone's file.</summary>
    public ReadOnlySpan<byte> Bytes(string id) => _files[id];

    private static string Resolve(string name, string target)
    {
        var parts = name.Split('/').SkipLast(1).ToList();
        foreach (var part in target.Split('/'))
        {
            if (part == "..")
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else
            {
                parts.Add(part);
            }
        }

        return string.Join('/', parts);
    }
}
