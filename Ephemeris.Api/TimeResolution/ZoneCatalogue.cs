using System.Collections.Concurrent;
using System.Globalization;

namespace Ephemeris.Api.TimeResolution;

/// <summary>Time zones by name. Thread safe; zones are read on first use and kept.</summary>
/// <remarks>
/// Many systems build their zone data without the tz database's "backzone" file and so give Oslo Berlin's past, or have no
/// zone data at all. The system's data are used only when they know better (two probes); else, and for names that the
/// system lacks, the data in this assembly are.
/// </remarks>
public sealed class ZoneCatalogue
{
    /// <summary>Local minus universal time that only data built with backzone know: zone, Unix seconds, offset in s.</summary>
    private static readonly (string Id, long UnixSeconds, int OffsetSeconds)[] Probes =
    [
        ("Europe/Oslo", -773_107_200, 7200),          // 1945-07-03: without backzone Berlin's +3 h
        ("Europe/Amsterdam", -1_091_404_800, 4772),   // 1935-06-02: Amsterdam time + 1 h, 1:19:32
    ];

    private readonly ConcurrentDictionary<string, ZoneRules?> _zones = new(StringComparer.Ordinal);
    private readonly BundledZones _bundle;
    private readonly string? _root;

    private ZoneCatalogue(BundledZones bundle, string? root, string version)
    {
        _bundle = bundle;
        _root = root;
        Version = version;
    }

    /// <summary>Release of the tz database, such as <c>2026f</c>.</summary>
    public string Version { get; }

    /// <summary><c>system</c> or <c>bundled</c>: where rules are read from first.</summary>
    public string Origin => _root is null ? "bundled" : "system";

    /// <summary>Years since the release's own, by its name; null when the name holds no year.</summary>
    /// <param name="currentYear">Year of now.</param>
    public int? AgeYears(int currentYear) => Version.Length >= 4 && int.TryParse(Version[..4], NumberStyles.None, CultureInfo.InvariantCulture, out var year) ? currentYear - year : null;

    /// <summary>Names of all zones and links in the bundle.</summary>
    public IEnumerable<string> Ids => _bundle.Ids;

    /// <summary>Opens the first folder of compiled zones that passes the probes, or the bundle.</summary>
    /// <param name="folders">Folders to try, in order of preference.</param>
    public static ZoneCatalogue Open(IEnumerable<string> folders)
    {
        var bundle = BundledZones.Load();
        foreach (var folder in folders)
        {
            if (Array.TrueForAll(Probes, probe => Passes(folder, probe)))
            {
                return new ZoneCatalogue(bundle, folder, ReleaseOf(folder) ?? "unknown");
            }
        }

        return new ZoneCatalogue(bundle, null, bundle.Version);
    }

    /// <summary>Folders where systems keep compiled zones; <c>TZDIR</c> first where it is set.</summary>
    public static IEnumerable<string> SystemFolders()
    {
        if (Environment.GetEnvironmentVariable("TZDIR") is { Length: > 0 } given)
        {
            yield return given;
        }

        yield return "/usr/share/zoneinfo";
        yield return "/usr/share/lib/zoneinfo";
        yield return "/usr/lib/zoneinfo";
        yield return "/etc/zoneinfo";
    }

    /// <summary>Finds a zone.</summary>
    /// <param name="id">Name in the tz database, in any case.</param>
    /// <param name="canonicalCase">The name as the database spells it.</param>
    /// <param name="rules">Its rules.</param>
    public bool TryGet(string id, out string canonicalCase, out ZoneRules rules)
    {
        rules = null!;
        if (!_bundle.TryName(id, out canonicalCase))
        {
            return false;
        }

        var found = _zones.GetOrAdd(canonicalCase, Load);
        rules = found!;
        return found is not null;
    }

    private ZoneRules? Load(string id)
    {
        // The name comes from the bundle's list, so it cannot lead out of the folder.
        if (_root is not null && Read(Path.Combine(_root, id)) is { } rules)
        {
            return rules;
        }

        return TzifReader.TryRead(_bundle.Bytes(id), out var bundled, out _) ? bundled : null;
    }

    private static ZoneRules? Read(string path)
    {
        try
        {
            return File.Exists(path) && TzifReader.TryRead(File.ReadAllBytes(path), out var rules, out _) ? rules : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool Passes(string folder, (string Id, long UnixSeconds, int OffsetSeconds) probe) =>
        Read(Path.Combine(folder, probe.Id))?.SpanAt(probe.UnixSeconds).Type.OffsetSeconds == probe.OffsetSeconds;

    /// <summary>Release by the table that Linux systems install beside the zones, or Apple's version file.</summary>
    private static string? ReleaseOf(string folder)
    {
        const string Prefix = "# version ";
        try
        {
            var table = Path.Combine(folder, "tzdata.zi");
            var first = File.Exists(table) ? File.ReadLines(table).FirstOrDefault() : null;
            var apple = Path.Combine(folder, "+VERSION");
            return first?.StartsWith(Prefix, StringComparison.Ordinal) == true ? first[Prefix.Length..].Trim()
                : File.Exists(apple) ? File.ReadAllText(apple).Trim()
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
