using Ephemeris.Api.Frames;
using Ephemeris.Api.Time;

namespace Ephemeris.Api.Tests.Frames;

/// <summary>Values of ERFA's own test program t_erfa_c.c; epochs are two-part Julian dates.</summary>
public sealed class ErfaReferenceTests
{
    // The reference prints 16 figures; rounding of the arguments costs the rest.
    private const double AngleRad = 1e-12;

    // The reference goes through the CIO, we through the equinox: published agreement is some microarcseconds.
    private const double SiderealRad = 1e-9;

    [Fact]
    public void MeanObliquity_Obl06_Agrees() =>
        Assert.Equal(0.4090749229387258204, Precession.MeanObliquity(Centuries(2454388.5)), 1e-13);

    [Fact]
    public void Nutation_Nut06a_Agrees()
    {
        var nutation = Nutation.Iau2000A06(Centuries(2453736.5));
        Assert.Equal(-0.9630912025820308797e-5, nutation.DeltaPsi, AngleRad);
        Assert.Equal(0.4063238496887249798e-4, nutation.DeltaEpsilon, AngleRad);
    }

    [Fact]
    public void Nutation_Nut00a_Agrees()
    {
        var nutation = Nutation.Iau2000A(Centuries(2453736.5));
        Assert.Equal(-0.9630909107115518431e-5, nutation.DeltaPsi, AngleRad);
        Assert.Equal(0.4063239174001678710e-4, nutation.DeltaEpsilon, AngleRad);
    }

    [Fact]
    public void SiderealTimes_Gmst06Gst06a_Agree()
    {
        var ut1 = JulianDate.From(2453736.5);
        var t = Centuries(2453736.5);
        Assert.Equal(1.754174971870091203, EarthRotation.MeanSiderealTime(ut1, t), AngleRad);
        Assert.Equal(1.754166137675019159, EarthRotation.ApparentSiderealTime(ut1, t, Nutation.Iau2000A06(t)), SiderealRad);
    }

    [Fact]
    public void EarthRotationAngle_Era00_Agrees() =>
        Assert.Equal(0.4022837240028158102, EarthRotation.EarthRotationAngle(JulianDate.From(2454388.5)), AngleRad);

    [Fact]
    public void BiasPrecession_Pmat06_Agrees()
    {
        var row = Precession.BiasPrecession(Centuries(2450124.4999)).Row1;
        Assert.Equal(0.9999995505176007047, row.X, AngleRad);
        Assert.Equal(0.8695404617348208406e-3, row.Y, AngleRad);
        Assert.Equal(0.3779735201865589104e-3, row.Z, AngleRad);
    }

    [Fact]
    public void EclipticToIcrs_Eceq06_Agrees()
    {
        var t = JulianDate.From(2456165.5, 0.401182685).CenturiesSinceJ2000;
        var icrs = Precession.EclipticOfDate(t, 0.0).Transpose * Cartesian.FromAngles(5.1, -0.9);
        Assert.Equal(5.533459733613627767, icrs.Longitude, AngleRad);
        Assert.Equal(-1.246542932554480576, icrs.Latitude, AngleRad);
    }

    [Fact]
    public void LongTermEcliptic_Ltecm_Agrees()
    {
        // ERFA's argument is a Julian epoch in years.
        var rotation = LongTermPrecession.EclipticOfDate((-3000.0 - 2000.0) / 100.0);
        Assert.Equal(0.3564105644859788825, rotation.Row1.X, AngleRad);
        Assert.Equal(0.8530575738617682284, rotation.Row1.Y, AngleRad);
        Assert.Equal(0.3811355207795060435, rotation.Row1.Z, AngleRad);
    }

    private static double Centuries(double jdTt) => JulianDate.From(jdTt).CenturiesSinceJ2000;
}
