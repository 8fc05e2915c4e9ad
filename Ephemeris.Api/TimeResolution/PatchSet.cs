using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Ephemeris.Api.Time;

namespace Ephemeris.Api.TimeResolution;

/// <summary>The patches in force. Immutable.</summary>
/// <remarks>
/// The tz database comes first: a patch counts only where it is narrower than the zone it corrects, and one that adds a
/// summer hour to an offset which already holds one (war time) contradicts itself and is refused when the file is read. Where
/// several hold, the smallest box wins.
/// </remarks>
public sealed class PatchSet
{
    private readonly IReadOnlyList<TimePatch> _patches;

    private PatchSet(string version, IReadOnlyList<TimePatch> patches, IReadOnlyList<string> refused)
    {
        Version = version;
        _patches = patches;
        Refused = refused;
    }

    /// <summary><c>patches-</c> and eight hexadecimal digits of the file's SHA-256.</summary>
    public string Version { get; }

    /// <summary>Number of patches that may be applied.</summary>
    public int Count => _patches.Count;

    /// <summary>Patches of the file that are not applied, each with the reason.</summary>
    public IReadOnlyList<string> Refused { get; }

    /// <summary>Reads a patch file.</summary>
    /// <param name="json">The file.</param>
    /// <param name="zones">Zones that patches may name.</param>
    /// <exception cref="FormatException">It is not a patch file at all; single bad patches are refused, not thrown.</exception>
    public static PatchSet Read(byte[] json, ZoneCatalogue zones)
    {
        PatchFile? file;
        try
        {
            file = JsonSerializer.Deserialize<PatchFile>(json, PatchFile.Options);
        }
        catch (JsonException e)
        {
            throw new FormatException($"not a patch file: {e.Message}", e);
        }

        if (file?.Patches is null)
        {
            throw new FormatException("not a patch file: it has no member 'patches'");
        }

        var patches = new List<TimePatch>();
        var refused = new List<string>();
        foreach (var (id, entry) in file.Patches)
        {
            if (TryBuild(id, entry, zones, out var patch) is { } problem)
            {
                refused.Add($"{id}: {problem}");
            }
            else
            {
                patches.Add(patch!);
            }
        }

        return new PatchSet("patches-" + Convert.ToHexStringLower(SHA256.HashData(json))[..8], patches, refused);
    }

    /// <summary>The patch for a place and date, or null.</summary>
    /// <param name="place">The place.</param>
    /// <param name="local">Local date and time.</param>
    /// <param name="zoneAreaKm2">Area of the zone that the map gives; a box as large is not narrower and does not count.</param>
    public TimePatch? Find(GeoPlace place, LocalDateTime local, double zoneAreaKm2) => _patches
        .Where(patch => patch.Box.Holds(place) && patch.Covers(local) && patch.Box.AreaKm2 < zoneAreaKm2)
        .MinBy(patch => patch.Box.AreaKm2);

    private static string? TryBuild(string id, PatchEntry entry, ZoneCatalogue zones, out TimePatch? patch)
    {
        patch = null;
        if (entry.Coordinates is not { MinLat: { } south, MaxLat: { } north, MinLon: { } west, MaxLon: { } east }
            || !(south >= -90 && south < north && north <= 90 && west >= -180 && west < east && east <= 180))
        {
            return "coordinates want min_lat < max_lat within ±90 and min_lon < max_lon within ±180";
        }

        if (!TryDay(entry.DateRange?.Start, out var first) || !TryDay(entry.DateRange?.End, out var last) || last < first)
        {
            return "date_range wants start and end as YYYY-MM-DD, start not after end";
        }

        var change = entry.Override;
        if (change?.ZoneId is null || !zones.TryGet(change.ZoneId, out var zone, out var rules))
        {
            return $"override.zone_id '{change?.ZoneId}' is no zone of the tz database";
        }

        var summer = change.DstRules ?? "none";
        if (summer is not ("none" or "us_standard" or "chicago_historical"))
        {
            return $"override.dst_rules '{summer}' is not none, us_standard or chicago_historical";
        }

        var span = rules.SpanAt((first - LocalDateTime.DayNumberOfUnixEpoch) * 86400L);
        var standard = span.Type.OffsetSeconds - rules.DaylightSaving(span);
        var offset = change.OffsetSeconds ?? standard;
        if (Math.Abs(offset) > 86400)
        {
            return $"override.offset_seconds {offset} is beyond ±86400";
        }

        if (summer != "none" && offset > standard)
        {
            return $"override.offset_seconds {offset} already holds a summer hour, to which dst_rules '{summer}' would add another";
        }

        patch = new TimePatch(
            id,
            new GeoBox(south, north, west, east),
            first,
            last,
            zone,
            TimePatch.Clocks(offset, summer != "none"),
            entry.Reason ?? "Historical patch applied",
            Enum.TryParse<Confidence>(entry.Confidence, ignoreCase: true, out var confidence) ? confidence : Confidence.Medium,
            entry.Sources ?? []);
        return null;
    }

    private static bool TryDay(string? text, out long dayNumber)
    {
        var read = DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date);
        dayNumber = read ? CalendarDays.GregorianDayNumber(date.Year, date.Month, date.Day) : 0;
        return read;
    }
}
