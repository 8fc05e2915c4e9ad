using Ephemeris.Api.Frames;
using Ephemeris.Api.Kernels;
using Ephemeris.Api.Observers;
using Ephemeris.Api.Tests.Kernels;
using Ephemeris.Api.Time;

namespace Ephemeris.Api.Tests.States;

/// <summary>Apparent places against NOVAS, JPL Horizons and Meeus.</summary>
public sealed class ApparentPlaceTests
{
    // NOVAS C 3.1 takes the same models; what is left are its own nutation truncation and deflection by Jupiter and Saturn.
    private const double NovasDeg = 0.001 * Sight.ArcsecDeg;

    // Horizontal coordinates of NOVAS rest on its own sidereal time.
    private const double NovasHorizonDeg = 0.005 * Sight.ArcsecDeg;

    [Theory]
    [InlineData(10, 2451545.0, 18.75183797477899, -23.032488638722818)]
    [InlineData(301, 2451545.0, 14.829573271760747, -10.897905576904787)]
    [InlineData(4, 2440423.345833333, 15.99950982315885, -24.046277103674843)]
    [InlineData(5, 2451545.0, 1.5911888424331277, 8.594250857972387)]
    public void Geocentric_Novas_AgreesInRaAndDec(int body, double jdTt, double raHours, double decDeg)
    {
        var sight = new Sight(De405(), body, Epoch.FromTt(JulianDate.From(jdTt)));
        AssertEquatorial(sight.EquatorOfDate, raHours, decDeg, NovasDeg);
    }

    [Fact]
    public void Geocentric_NovasMars_AstrometricAgrees()
    {
        var sight = new Sight(De405(), 4, Epoch.FromTt(JulianDate.From(2440423.345833333)));
        AssertEquatorial(sight.Astrometric, 16.0296606272219, -24.127310308581468, NovasDeg);
    }

    [Fact]
    public void Topocentric_NovasMoon_Agrees()
    {
        var epoch = Epoch.FromTt(JulianDate.From(2440423.345833333), deltaTSeconds: 0.0).WithPole(0.0, 0.0);
        var sight = new Sight(De405(), 301, epoch, new Observer(38.9215, -77.0669, 92.0));
        AssertEquatorial(sight.EquatorOfDate, 12.463855411284248, -5.022075882872161, NovasDeg);
        Assert.Equal(41.92040135025528, sight.AltitudeDeg, NovasHorizonDeg);
        Assert.Equal(151.19707488767745, sight.AzimuthDeg, NovasHorizonDeg);
    }

    [Fact]
    public void Geocentric_MeeusExample47a_MoonIsWithinTheTruncatedSeries()
    {
        var sight = new Sight(Embedded(), 301, Epoch.FromTt(JulianDate.From(2448724.5)));
        Assert.Equal(133.167265, sight.EclipticOfDate.Longitude * Angles.RadToDeg, 0.003);
        Assert.Equal(-3.229126, sight.EclipticOfDate.Latitude * Angles.RadToDeg, 0.003);
        Assert.Equal(368409.7, sight.Geometric.Norm, 10.0);
    }

    [Theory]
    [InlineData(4, "1956-01-14T06:00:00Z", 240.0965633, 0.4753402)]
    [InlineData(10, "2005-10-01T07:00:00Z", 188.2011122, null)]
    [InlineData(10, "2005-10-01T08:00:00Z", 188.2420983, null)]
    public void Geocentric_Horizons_EclipticOfDateAgrees(int body, string utc, double longitudeDeg, double? latitudeDeg)
    {
        // Horizons still takes IAU 1976/1980 precession and nutation: 0.1″ of difference in the equinox.
        var sight = new Sight(Embedded(), body, FromUtc(utc));
        Assert.Equal(longitudeDeg, sight.EclipticOfDate.Longitude * Angles.RadToDeg, 0.0003);
        if (latitudeDeg is { } latitude)
        {
            Assert.Equal(latitude, sight.EclipticOfDate.Latitude * Angles.RadToDeg, 0.00003);
        }
    }

    [Fact]
    public void Topocentric_HorizonsMoon1800_Agrees()
    {
        var epoch = Epoch.FromUt1(JulianDate.From(2378502.5), deltaTSeconds: 18.261725);
        var sight = new Sight(Embedded(), 301, epoch, new Observer(29.0, 279.0, 10.0));
        AssertEquatorial(sight.Astrometric, 61.01185 / 15.0, 22.82857, 2e-5);
        AssertEquatorial(sight.EquatorOfDate, 58.05393 / 15.0, 22.26597, 4e-4);
        Assert.Equal(95.2483, sight.AzimuthDeg, 0.002);
        Assert.Equal(59.8258, sight.AltitudeDeg, 0.002);
    }

    [Fact]
    public void Topocentric_HorizonsMars2021_Agrees()
    {
        var epoch = Epoch.FromUtc(new UtcInstant(2459371.5, 0.0));
        var sight = new Sight(Embedded(), 4, epoch, new Observer(38.92056, 282.9342, 0.0));
        AssertEquatorial(sight.Astrometric, 118.566080210 / 15.0, 22.210647456, 0.02 * Sight.ArcsecDeg);
        AssertEquatorial(sight.EquatorOfDate, 118.874086738 / 15.0, 22.155784122, 0.15 * Sight.ArcsecDeg);
    }

    [Fact]
    public void Observer_Gd2gc_AgreesWithErfaAndBack()
    {
        var observer = new Observer(-0.5 * Angles.RadToDeg, 3.1 * Angles.RadToDeg, 2500.0);
        var itrf = observer.ToItrfKm();
        Assert.Equal(-5599000.5577, itrf.X * 1000.0, 1e-3);
        Assert.Equal(233011.6722, itrf.Y * 1000.0, 1e-3);
        Assert.Equal(-3040909.4707, itrf.Z * 1000.0, 1e-3);
        for (var latitude = -90.0; latitude <= 90.0; latitude += 7.5)
        {
            foreach (var height in new[] { -400.0, 0.0, 9000.0, 400000.0, 4e7 })
            {
                var place = new Observer(latitude, 17.0, height);
                var back = Observer.FromItrfKm(place.ToItrfKm());
                Assert.Equal(latitude, back.LatitudeDeg, 1e-11);
                Assert.Equal(height, back.ElevationM, 1e-6 + (height * 1e-14));
            }
        }
    }

    private static void AssertEquatorial(Cartesian direction, double raHours, double decDeg, double toleranceDeg)
    {
        // Right ascension counts on the sky: its error shrinks with the cosine of declination.
        var ra = Angles.WrapSignedDeg((direction.Longitude * Angles.RadToDeg) - (raHours * 15.0));
        Assert.InRange(Math.Abs(ra) * Math.Cos(decDeg * Angles.DegToRad), 0.0, toleranceDeg);
        Assert.InRange(Math.Abs((direction.Latitude * Angles.RadToDeg) - decDeg), 0.0, toleranceDeg);
    }

    private static Epoch FromUtc(string utc)
    {
        Assert.True(IsoInstant.TryParse(utc, out var instant, out _));
        return Epoch.FromUtc(instant);
    }

    private static KernelCatalog De405() => KernelData.Catalog(KernelData.Pack("de405_1959-2060.bsp"));

    private static KernelCatalog Embedded() => KernelData.Catalog(KernelData.Embedded("se431_1550-2650.bsp"));
}
