using System.Globalization;

namespace Ephemeris.Api.TimeResolution;

/// <summary>The civil zone of a place.</summary>
/// <param name="ZoneId">The zone; on the open sea the nautical one.</param>
/// <param name="IsSea">True where no state's time rules.</param>
/// <param name="OtherZones">Zones that claim the place too.</param>
/// <param name="NearbyZones">Zones across a border too near for the map to be sure.</param>
/// <param name="AreaKm2">Area of the zone, km²; 0 at sea.</param>
public sealed record FoundZone(
    string ZoneId, bool IsSea, IReadOnlyList<string> OtherZones, IReadOnlyList<string> NearbyZones, double AreaKm2);

/// <summary>From place to zone: the map, nautical time on the open sea, and the last thousand answers. Thread safe.</summary>
public sealed class ZoneFinder
{
    /// <summary>Looked-up places that are kept.</summary>
    public const int CacheSize = 1024;

    /// <summary>Rounding of places (55 m) and the map's simplification (50 m), doubled.</summary>
    private const double UnsureKm = 0.2;

    /// <summary>How far <see cref="Nearest"/> looks for land, degrees of latitude (about 1700 km).</summary>
    private const double SearchDeg = 15.0;

    private readonly ZoneMap _map;
    private readonly LruCache<(int Latitude, int Longitude), FoundZone> _found = new(CacheSize);

    /// <summary>Uses a map.</summary>
    public ZoneFinder(ZoneMap map) => _map = map;

    /// <summary>Answers kept and asked again, and all answers, for the health page.</summary>
    public (long Hits, long Misses) CacheCounts => _found.Counts;

    /// <summary>The zone of a place, whose coordinates are rounded to three decimals.</summary>
    public FoundZone At(GeoPlace place)
    {
        var key = ((int)Math.Round(place.LatitudeDeg * 1000.0), (int)Math.Round(place.LongitudeDeg * 1000.0));
        return _found.GetOrAdd(key, static (at, map) => LookUp(map, new GeoPlace(at.Latitude / 1000.0, at.Longitude / 1000.0)), _map);
    }

    /// <summary>The land zone nearest to a place at sea, or null when there is none within about 1700 km.</summary>
    public string? Nearest(GeoPlace place)
    {
        for (var radius = 0.1; radius <= SearchDeg; radius *= 1.25)
        {
            for (var azimuth = 0; azimuth < 360; azimuth += 10)
            {
                if (_map.At(Step(place.LatitudeDeg, place.LongitudeDeg, radius, azimuth, out var longitude), longitude).Zones is [var zone, ..])
                {
                    return zone;
                }
            }
        }

        return null;
    }

    /// <summary>The nautical zone: hours of 15° centred on the meridians, whose names count west.</summary>
    public static string Nautical(double longitudeDeg)
    {
        var hours = (int)Math.Floor((longitudeDeg + 7.5) / 15.0);
        return hours == 0 ? "Etc/GMT" : "Etc/GMT" + (-hours).ToString("+0;-0", CultureInfo.InvariantCulture);
    }

    private static FoundZone LookUp(ZoneMap map, GeoPlace place)
    {
        var here = map.At(place.LatitudeDeg, place.LongitudeDeg);
        var nearby = new HashSet<string>(StringComparer.Ordinal);
        if (here.BorderKm < UnsureKm)
        {
            for (var azimuth = 0; azimuth < 360; azimuth += 30)
            {
                var latitude = Step(place.LatitudeDeg, place.LongitudeDeg, 2.0 * UnsureKm / 111.2, azimuth, out var longitude);
                nearby.UnionWith(map.At(latitude, longitude).Zones);
            }

            nearby.ExceptWith(here.Zones);
        }

        return here.Zones is [var zone, .. var others]
            ? new FoundZone(zone, false, [.. others], [.. nearby.Order(StringComparer.Ordinal)], map.AreaKm2(zone))
            : new FoundZone(Nautical(place.LongitudeDeg), true, [], [.. nearby.Order(StringComparer.Ordinal)], 0.0);
    }

    /// <summary>The point at a small distance in a direction, on a local plane; returns its latitude.</summary>
    private static double Step(double latitudeDeg, double longitudeDeg, double distanceDeg, int azimuthDeg, out double longitude)
    {
        var azimuth = azimuthDeg * Math.PI / 180.0;
        var widening = Math.Max(0.05, Math.Cos(latitudeDeg * Math.PI / 180.0));
        longitude = longitudeDeg + (distanceDeg * Math.Sin(azimuth) / widening);
        longitude -= 360.0 * Math.Floor((longitude + 180.0) / 360.0);
        return Math.Clamp(latitudeDeg + (distanceDeg * Math.Cos(azimuth)), -90.0, 90.0);
    }
}
