using Ephemeris.Api.Charts;
using Ephemeris.Api.Frames;
using Ephemeris.Api.Kernels;
using Ephemeris.Api.Observers;
using Ephemeris.Api.Tests.Kernels;
using Ephemeris.Api.Time;

namespace Ephemeris.Api.Tests.Charts;

public sealed class ChartEngineTests
{
    private static readonly Observer SanFrancisco = new(37.7749, -122.4194, 25.0);
    private static readonly Observer Boulder = new(40.0150, -105.2705, 0.0);

    // Swiss Ephemeris 2.10.03 and Skyfield 1.45 agree to this; the Moon feels their ΔT of 2024.
    private const double PlanetDeg = 2e-5;
    private const double MoonDeg = 2e-4;

    [Theory]
    [InlineData("Sun", 90.841734, PlanetDeg)]
    [InlineData("Moon", 266.74858, MoonDeg)]
    [InlineData("Mercury", 99.346612, PlanetDeg)]
    [InlineData("Venus", 95.511718, PlanetDeg)]
    [InlineData("Mars", 39.253252, PlanetDeg)]
    [InlineData("Jupiter", 66.178382, PlanetDeg)]
    [InlineData("Saturn", 349.373743, PlanetDeg)]
    public void Locate_SeedChartTropical_AgreesWithPeers(string body, double longitude, double tolerance) =>
        AssertLongitude(longitude, Locate("2024-06-21T18:00:00Z", new(ModelProfile.Iau, SanFrancisco, null), body), tolerance);

    [Theory]
    [InlineData("Sun", 66.643737)]
    [InlineData("Moon", 242.55058)]
    [InlineData("Mercury", 75.148616)]
    [InlineData("Venus", 71.313722)]
    [InlineData("Mars", 15.055256)]
    [InlineData("Jupiter", 41.980385)]
    [InlineData("Saturn", 325.175746)]
    public void Locate_SeedChartLahiri_AgreesWithSwissEphemeris(string body, double longitude)
    {
        var settings = new ChartSettings(ModelProfile.Iau, SanFrancisco, Ayanamsa.Find("lahiri"));
        AssertLongitude(longitude, Locate("2024-06-21T18:00:00Z", settings, body), 2e-4);
    }

    [Fact]
    public void Shift_SeedChartLahiri_ReportsTheTrueAyanamsa()
    {
        var settings = new ChartSettings(ModelProfile.Iau, null, Ayanamsa.Find("lahiri"));
        var epoch = At("2024-06-21T18:00:00Z");
        Assert.Null(ChartEngine.Create(Catalog(), epoch, settings, out var engine));
        Assert.Equal(24.19796, engine.Shift.AyanamsaDeg!.Value, 2e-4);
        Assert.Equal(24.19892, settings.Ayanamsa!.MeanDeg(epoch.CenturiesTt), 2e-4);
    }

    [Theory]
    [InlineData("Sun", 90.842707)]
    [InlineData("Mercury", 99.347583)]
    [InlineData("Mars", 39.254227)]
    [InlineData("Saturn", 349.374717)]
    public void Locate_SeedChartCompat_AgreesWithTheReferenceModel(string body, double longitude) =>
        AssertLongitude(longitude, Locate("2024-06-21T18:00:00Z", new(ModelProfile.Compat, SanFrancisco, null), body), 2e-5);

    [Theory]
    [InlineData("Sun", 184.887464, 3e-5)]
    [InlineData("Moon", 250.828244, 5e-5)]
    [InlineData("Mercury", 195.950918, 3e-5)]
    [InlineData("Venus", 160.072280, 3e-5)]
    [InlineData("Mars", 213.657094, 3e-5)]
    [InlineData("Jupiter", 112.053230, 3e-5)]
    [InlineData("Saturn", 358.004735, 3e-5)]
    public void Locate_BoulderCompat_AgreesWithTheReferenceEngine(string body, double longitude, double tolerance) =>
        AssertLongitude(longitude, Locate("2025-09-27T18:00:00Z", new(ModelProfile.Compat, Boulder, null), body), tolerance);

    [Theory]
    [InlineData("MeanNode", 125.040646, 0.002)]
    [InlineData("TrueNode", 123.954024, 0.0003)]
    public void Locate_Nodes_AgreeWithSwissEphemeris(string body, double longitude, double tolerance)
    {
        var epoch = Epoch.FromTt(JulianDate.From(2451545.000743));
        AssertLongitude(longitude, Locate(epoch, new(ModelProfile.Iau, null, null), body), tolerance);
    }

    [Theory]
    [InlineData("lahiri", 23.857092)]
    [InlineData("fagan_bradley", 24.740300)]
    [InlineData("raman", 22.410791)]
    [InlineData("krishnamurti", 23.760240)]
    [InlineData("yukteshwar", 22.478803)]
    public void Ayanamsa_AtJ2000_AgreesWithSwissEphemeris(string id, double degrees) =>
        Assert.Equal(degrees, Ayanamsa.Find(id)!.MeanDeg(0.0), 0.0005);

    [Theory]
    [InlineData("Sun")]
    [InlineData("Moon")]
    [InlineData("Mercury")]
    [InlineData("Saturn")]
    [InlineData("TrueNode")]
    public void Speed_AnyBody_IsTheSlopeOfItsGeocentricLongitude(string body)
    {
        // Wider stencil, other nutation path: a third derivative of 1e-4 °/day³ at most for these bodies but the Moon.
        var settings = new ChartSettings(ModelProfile.Iau, null, null);
        var before = Locate(At("2024-06-21T17:00:00Z"), settings, body);
        var now = Locate(At("2024-06-21T18:00:00Z"), settings with { Observer = SanFrancisco }, body);
        var after = Locate(At("2024-06-21T19:00:00Z"), settings, body);
        var slope = Angles.WrapSignedDeg(after.LongitudeDeg - before.LongitudeDeg) * 12.0;
        Assert.Equal(slope, now.SpeedDegDay, body == "TrueNode" ? 2e-3 : 2e-5);
    }

    [Theory]
    [InlineData(2287184.75)]
    [InlineData(2688976.5)]
    public void Locate_AtTheKernelsEnd_TakesAOneSidedSpeed(double jdTdb)
    {
        var epoch = Epoch.FromTdb(JulianDate.From(jdTdb));
        var end = Locate(epoch, new(ModelProfile.Iau, null, null), "Sun");
        Assert.InRange(end.SpeedDegDay, 0.95, 1.03);
    }

    private static void AssertLongitude(double expected, BodyPosition actual, double tolerance) =>
        Assert.InRange(Math.Abs(Angles.WrapSignedDeg(actual.LongitudeDeg - expected)), 0.0, tolerance);

    private static BodyPosition Locate(string utc, ChartSettings settings, string body) => Locate(At(utc), settings, body);

    private static BodyPosition Locate(Epoch epoch, ChartSettings settings, string body)
    {
        Assert.Null(ChartEngine.Create(Catalog(), epoch, settings, out var engine));
        Assert.Null(engine.Locate(ChartBody.Find(body)!, out var position));
        return position;
    }

    private static Epoch At(string utc)
    {
        Assert.True(IsoInstant.TryParse(utc, out var instant, out _));
        return Epoch.FromUtc(instant);
    }

    private static KernelCatalog Catalog() => KernelData.Catalog(KernelData.Embedded("se431_1550-2650.bsp"));
}
