using Ephemeris.Api.Time;

namespace Ephemeris.Api.Frames;

/// <summary>Orientation of the Earth by one of the models that a caller may name; angles in rad.</summary>
/// <param name="Model"><c>iau2006a</c>, <c>iau2000a</c> or <c>iau1980</c>.</param>
/// <param name="MeanObliquity">Mean obliquity of the ecliptic of date.</param>
/// <param name="Nutation">Nutation.</param>
/// <param name="MeanSiderealTime">GMST.</param>
/// <param name="ApparentSiderealTime">GAST.</param>
/// <param name="EarthRotationAngle">ERA.</param>
/// <param name="MeanEquator">GCRS (J2000.0 mean equator under <c>iau1980</c>) to the mean equator and equinox of date.</param>
/// <param name="TrueEquator">The same to the true equator and equinox of date.</param>
/// <param name="Terrestrial">The same to the ITRF, with the epoch's polar motion.</param>
public sealed record Orientation(
    string Model,
    double MeanObliquity,
    NutationAngles Nutation,
    double MeanSiderealTime,
    double ApparentSiderealTime,
    double EarthRotationAngle,
    Rotation MeanEquator,
    Rotation TrueEquator,
    Rotation Terrestrial)
{
    /// <summary>Names of the models; <c>iau1982</c> is another name of <c>iau1980</c>.</summary>
    public static readonly IReadOnlyList<string> Models = ["iau2006a", "iau2000a", "iau1980", "iau1982"];

    /// <summary>Orientation at an epoch.</summary>
    /// <param name="model">One of <see cref="Models"/>.</param>
    /// <param name="epoch">Instant.</param>
    public static Orientation At(string model, in Epoch epoch)
    {
        var t = epoch.CenturiesTt;
        var (obliquity, nutation, mean, equator) = model switch
        {
            "iau2000a" => (
                ClassicalOrientation.Obliquity2000(t),
                Frames.Nutation.Iau2000A(t),
                ClassicalOrientation.MeanSiderealTime2000(epoch.Ut1, t),
                ClassicalOrientation.BiasPrecession2000(t)),
            "iau1980" or "iau1982" => (
                ClassicalOrientation.Obliquity1980(t),
                ClassicalOrientation.Nutation1980(t),
                ClassicalOrientation.MeanSiderealTime1982(epoch.Ut1),
                ClassicalOrientation.Precession1976(t)),
            _ => (
                Precession.ObliquityOfDate(t),
                Frames.Nutation.Iau2000A06(t),
                EarthRotation.MeanSiderealTime(epoch.Ut1, t),
                Precession.BiasPrecession(t)),
        };
        var equinoxes = model switch
        {
            "iau2000a" => (nutation.DeltaPsi * Math.Cos(obliquity)) + EarthRotation.Complementary(t),
            "iau1980" or "iau1982" => ClassicalOrientation.EquationOfEquinoxes1994(t, nutation),
            _ => EarthRotation.EquationOfEquinoxes(t, nutation),
        };
        var apparent = Angles.WrapRad(mean + equinoxes);
        var trueEquator = Rotation.AboutX(-(obliquity + nutation.DeltaEpsilon))
            * (Rotation.AboutZ(-nutation.DeltaPsi) * (Rotation.AboutX(obliquity) * equator));
        return new Orientation(
            model,
            obliquity,
            nutation,
            mean,
            apparent,
            EarthRotation.EarthRotationAngle(epoch.Ut1),
            equator,
            trueEquator,
            EpochFrames.PolarMotion(epoch, t) * (Rotation.AboutZ(apparent) * trueEquator));
    }
}
