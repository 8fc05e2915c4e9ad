using Ephemeris.Api.Time;

namespace Ephemeris.Api.Frames;

/// <summary>Which models turn ICRF directions into places of date.</summary>
public enum ModelProfile
{
    /// <summary>IAU 2006/2000A_R06: true equator, equinox and ecliptic of date; deflection and relativistic aberration.</summary>
    Iau,

    /// <summary>The reference service: mean ecliptic of date by IAU 1976 angles, no bias, nutation or deflection, classical aberration.</summary>
    Compat,
}

/// <summary>
/// The rotations of one instant, made once and used for every body: nutation is the costly part. Immutable.
/// </summary>
/// <param name="Centuries">Julian centuries of TT since J2000.0.</param>
/// <param name="Nutation">Nutation.</param>
/// <param name="ApparentSiderealTime">GAST, rad.</param>
/// <param name="TrueEquator">GCRS to the true equator and equinox of date.</param>
/// <param name="Terrestrial">GCRS to ITRF.</param>
public readonly record struct EpochFrames(
    double Centuries, NutationAngles Nutation, double ApparentSiderealTime, Rotation TrueEquator, Rotation Terrestrial)
{
    /// <summary>Rotation of the Earth, rad/s of UT1 (IERS Conventions 2010, table 1.1).</summary>
    public const double EarthSpinRadS = 7.292115e-5;

    // Drift of the terrestrial intermediate origin, IERS Conventions 2010, 5.13.
    private const double TioDriftArcsec = -47e-6;

    /// <summary>True obliquity of the ecliptic of date, rad.</summary>
    public double TrueObliquity => Precession.ObliquityOfDate(Centuries) + Nutation.DeltaEpsilon;

    /// <summary>GCRS to the ecliptic and true equinox of date that charts count on.</summary>
    public Rotation TrueEcliptic => Rotation.AboutZ(-Nutation.DeltaPsi) * LongTermPrecession.ChartEcliptic(Centuries);

    /// <summary>The frames of an epoch.</summary>
    public static EpochFrames At(in Epoch epoch)
    {
        var t = epoch.CenturiesTt;
        var nutation = Frames.Nutation.Iau2000A06(t);
        var gast = EarthRotation.ApparentSiderealTime(epoch.Ut1, t, nutation);
        var equator = Precession.TrueEquator(t, nutation);
        return new EpochFrames(t, nutation, gast, equator, PolarMotion(epoch, t) * (Rotation.AboutZ(gast) * equator));
    }

    /// <summary>Terrestrial intermediate frame to ITRF.</summary>
    internal static Rotation PolarMotion(in Epoch epoch, double t) =>
        epoch is { PoleXArcsec: 0.0, PoleYArcsec: 0.0 }
            ? Rotation.Identity
            : Rotation.AboutX(-epoch.PoleYArcsec * Angles.ArcsecToRad)
                * (Rotation.AboutY(-epoch.PoleXArcsec * Angles.ArcsecToRad) * Rotation.AboutZ(TioDriftArcsec * t * Angles.ArcsecToRad));
}
