using System.IO.Compression;
using System.Text;
using Ephemeris.Api.Time;

namespace Ephemeris.Api.TimeResolution;

/// <summary>A place's time zones by the map.</summary>
/// <param name="Zones">Zones whose territory holds the place, the map's first choice first; empty on the open sea.</param>
/// <param name="BorderKm">Distance to the nearest border within the map's cell, km; infinite where the cell has none.</param>
public sealed record ZonesAtPlace(string[] Zones, double BorderKm);

/// <summary>The world's time zone boundaries: which zone rules at a place. Immutable, thread safe.</summary>
/// <remarks>Data/README.md says where the boundaries come from, under which licence, and how the file is laid out.</remarks>
public sealed class ZoneMap
{
    private const string File = "zones.map.br";
    private const double EdgeLatitudeDeg = 89.9999;
    private const double EdgeLongitudeDeg = 179.9999;
    private const double KmPerDegree = 111.195;
    private const int Steps = 1024;

    // Room for the unpacked file at once: a buffer that grows leaves three times its size behind.
    private const int RoughSize = 2 << 20;

    private readonly byte[] _bytes;
    private readonly int _root;
    private readonly string[] _zones;
    private readonly Dictionary<string, double> _areasKm2;

    private ZoneMap(byte[] bytes)
    {
        _bytes = bytes;
        var reader = new Reader(bytes, 5);
        Release = reader.Text();
        _zones = new string[reader.Number()];
        _areasKm2 = new Dictionary<string, double>(_zones.Length, StringComparer.Ordinal);
        for (var i = 0; i < _zones.Length; i++)
        {
            _zones[i] = reader.Text();
            _areasKm2[_zones[i]] = reader.Number();
        }

        _root = reader.At;
    }

    /// <summary>Name and version of the data.</summary>
    public string Release { get; }

    /// <summary>Names of all zones on the map.</summary>
    public IReadOnlyList<string> Zones => _zones;

    /// <summary>Unpacks the map that comes with the program: 2 MB, about 20 ms.</summary>
    public static ZoneMap Load()
    {
        using var stream = LargeData.Open(File);
        using var unpacked = new BrotliStream(stream, CompressionMode.Decompress);
        using var bytes = new MemoryStream(RoughSize);
        unpacked.CopyTo(bytes);
        return new ZoneMap(bytes.GetBuffer());
    }

    /// <summary>A zone's area with its territorial waters, km²; 0 for a name that is not on the map.</summary>
    public double AreaKm2(string zone) => _areasKm2.GetValueOrDefault(zone);

    /// <summary>The zones at a place.</summary>
    /// <param name="latitudeDeg">Geodetic latitude, −90…90.</param>
    /// <param name="longitudeDeg">East longitude, −180…180.</param>
    public ZonesAtPlace At(double latitudeDeg, double longitudeDeg)
    {
        var latitude = Math.Clamp(latitudeDeg, -EdgeLatitudeDeg, EdgeLatitudeDeg);
        var longitude = Math.Clamp(longitudeDeg, -EdgeLongitudeDeg, EdgeLongitudeDeg);
        var (south, north, west, east) = (-EdgeLatitudeDeg, EdgeLatitudeDeg, -EdgeLongitudeDeg, EdgeLongitudeDeg);
        var reader = new Reader(_bytes, _root);
        while (true)
        {
            switch (reader.Byte())
            {
                case 0:
                    return new ZonesAtPlace([], double.PositiveInfinity);
                case 2:
                    var whole = new string[reader.Number()];
                    for (var i = 0; i < whole.Length; i++)
                    {
                        whole[i] = _zones[reader.Number()];
                    }

                    return new ZonesAtPlace(whole, double.PositiveInfinity);
                case 3:
                    var x = (longitude - west) / (east - west) * Steps;
                    var y = (latitude - south) / (north - south) * Steps;
                    var kmPerStepY = (north - south) / Steps * KmPerDegree;
                    var kmPerStepX = (east - west) / Steps * KmPerDegree * Math.Cos(latitude * Math.PI / 180.0);
                    return AmongShapes(reader, x, y, kmPerStepX, kmPerStepY);
                default:
                    var (middleLatitude, middleLongitude) = ((south + north) / 2.0, (west + east) / 2.0);
                    var isNorth = latitude >= middleLatitude;
                    var isEast = longitude >= middleLongitude;
                    (south, north) = isNorth ? (middleLatitude, north) : (south, middleLatitude);
                    (west, east) = isEast ? (middleLongitude, east) : (west, middleLongitude);
                    for (var skip = (isNorth, isEast) switch { (true, true) => 0, (true, false) => 1, (false, false) => 2, _ => 3 }; skip > 0; skip--)
                    {
                        reader.Skip(reader.Number());
                    }

                    reader.Number();
                    break;
            }
        }
    }

    private ZonesAtPlace AmongShapes(Reader reader, double x, double y, double kmPerStepX, double kmPerStepY)
    {
        var found = new List<string>(1);
        string? rest = null;
        var nearest = double.PositiveInfinity;
        for (var shapes = reader.Number(); shapes > 0; shapes--)
        {
            var zone = _zones[reader.Number()];
            var rings = reader.Number();
            rest = rings == 0 ? zone : rest;
            var inside = false;
            for (; rings > 0; rings--)
            {
                inside ^= RingEncloses(ref reader, x, y, kmPerStepX, kmPerStepY, ref nearest);
            }

            if (inside)
            {
                found.Add(zone);
            }
        }

        if (found.Count == 0 && rest is not null)
        {
            found.Add(rest);
        }

        return new ZonesAtPlace([.. found], nearest);
    }

    /// <summary>Crossing count of a ray to the east, and the distance to the ring's edges inside the cell.</summary>
    private static bool RingEncloses(ref Reader reader, double x, double y, double kmPerStepX, double kmPerStepY, ref double nearestKm)
    {
        var vertices = reader.Number();
        var (firstX, firstY) = (reader.Signed(), reader.Signed());
        var (previousX, previousY) = (firstX, firstY);
        var inside = false;
        for (var i = 1; i <= vertices; i++)
        {
            var (nextX, nextY) = i < vertices ? (previousX + reader.Signed(), previousY + reader.Signed()) : (firstX, firstY);
            if (nextY > y != previousY > y && x < ((previousX - nextX) * (y - nextY) / (previousY - nextY)) + nextX)
            {
                inside = !inside;
            }

            if (!AlongCellEdge(previousX, nextX) && !AlongCellEdge(previousY, nextY))
            {
                nearestKm = Math.Min(nearestKm, DistanceKm(
                    (x - previousX) * kmPerStepX, (y - previousY) * kmPerStepY, (nextX - previousX) * kmPerStepX, (nextY - previousY) * kmPerStepY));
            }

            (previousX, previousY) = (nextX, nextY);
        }

        return inside;
    }

    /// <summary>Sides that the cell's edge cut are no borders.</summary>
    private static bool AlongCellEdge(int a, int b) => a == b && (a is 0 or Steps);

    private static double DistanceKm(double px, double py, double dx, double dy)
    {
        var length2 = (dx * dx) + (dy * dy);
        var t = length2 == 0.0 ? 0.0 : Math.Clamp(((px * dx) + (py * dy)) / length2, 0.0, 1.0);
        return Math.Sqrt(((px - (t * dx)) * (px - (t * dx))) + ((py - (t * dy)) * (py - (t * dy))));
    }

    private struct Reader(byte[] bytes, int at)
    {
        public int At { get; private set; } = at;

        public int Byte() => bytes[At++];

        public void Skip(int count) => At += count;

        public int Number()
        {
            var value = 0;
            for (var shift = 0; ; shift += 7)
            {
                var b = bytes[At++];
                value |= (b & 0x7f) << shift;
                if (b < 0x80)
                {
                    return value;
                }
            }
        }

        public int Signed()
        {
            var value = Number();
            return (value >>> 1) ^ -(value & 1);
        }

        public string Text()
        {
            var length = Number();
            At += length;
            return Encoding.UTF8.GetString(bytes, At - length, length);
        }
    }
}
