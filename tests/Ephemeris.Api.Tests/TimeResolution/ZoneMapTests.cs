using System.Globalization;
using Ephemeris.Api.TimeResolution;

namespace Ephemeris.Api.Tests.TimeResolution;

/// <summary>The simplified map against geo-tz's exact polygons (Golden/make_map_points.mjs).</summary>
public sealed class ZoneMapTests
{
    /// <summary>The map's stated simplification, 50 m in its deepest cells and the step of its grid, with room for both.</summary>
    private const double SimplificationKm = 0.2;

    private static readonly ZoneMap Map = ZoneMap.Load();

    [Fact]
    public void At_ReferencePlaces_AgreesExceptWithinTheStatedErrorOfABorder()
    {
        var near = 0;
        var rows = Golden.Rows("map_points.csv").ToList();
        foreach (var row in rows)
        {
            var expected = row[2].Split(' ').Where(zone => !zone.StartsWith("Etc/", StringComparison.Ordinal)).Order().ToArray();
            var answer = Map.At(Degrees(row[0]), Degrees(row[1]));
            if (!expected.SequenceEqual(answer.Zones.Order()))
            {
                Assert.True(answer.BorderKm < SimplificationKm, $"{string.Join(',', row)}: {string.Join(' ', answer.Zones)}, {answer.BorderKm} km");
                near++;
            }
        }

        Assert.True(near <= rows.Count / 1000, $"{near} of {rows.Count} places differ");
    }

    [Fact]
    public void Zones_All_AreInTheBundledDatabase()
    {
        var catalogue = ZoneCatalogue.Open([]);
        Assert.Empty(Map.Zones.Where(zone => !catalogue.TryGet(zone, out _, out _)));
        Assert.True(Map.Zones.Count > 400);
    }

    // Land areas from the states' own figures plus territorial waters; the map need only be of that size.
    [Theory]
    [InlineData("America/Phoenix", 250_000, 300_000)]
    [InlineData("Asia/Kolkata", 3_200_000, 3_600_000)]
    [InlineData("Europe/Vatican", 0, 2)]
    public void AreaKm2_KnownZones_IsOfTheRightSize(string zone, double least, double most) =>
        Assert.InRange(Map.AreaKm2(zone), least, most);

    [Fact]
    public void At_BorderTown_GivesDistanceToTheBorder()
    {
        // Tornio (Finland) and Haparanda (Sweden) lie on both sides of the Torne river.
        var tornio = Map.At(65.848, 24.147);
        var haparanda = Map.At(65.835, 24.137);
        Assert.Equal("Europe/Helsinki", tornio.Zones[0]);
        Assert.Equal("Europe/Stockholm", haparanda.Zones[0]);
        Assert.InRange(tornio.BorderKm, 0.01, 2.0);
    }

    private static double Degrees(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
