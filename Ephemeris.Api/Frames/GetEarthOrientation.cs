using Ephemeris.Api.Time;
using Platform.ServiceDefaults.Errors;

namespace Ephemeris.Api.Frames;

/// <summary>Orientation of the Earth at an instant. Angles end in their unit; matrices are rows.</summary>
/// <param name="Model">Model set.</param>
/// <param name="JdTt">Julian date TT.</param>
/// <param name="JdUt1">Julian date UT1.</param>
/// <param name="MeanObliquityRad">Mean obliquity.</param>
/// <param name="MeanObliquityDeg">The same.</param>
/// <param name="TrueObliquityDeg">Mean obliquity + Δε.</param>
/// <param name="DpsiArcsec">Δψ.</param>
/// <param name="DpsiRad">Δψ.</param>
/// <param name="DepsArcsec">Δε.</param>
/// <param name="DepsRad">Δε.</param>
/// <param name="GmstRad">Greenwich mean sidereal time.</param>
/// <param name="GmstHours">The same.</param>
/// <param name="GastRad">Greenwich apparent sidereal time.</param>
/// <param name="GastHours">The same.</param>
/// <param name="EraRad">Earth rotation angle.</param>
/// <param name="EraDeg">The same.</param>
/// <param name="EquationOfEquinoxesArcsec">GAST − GMST.</param>
/// <param name="EquationOfOriginsArcsec">ERA − GAST: from the celestial intermediate origin to the equinox.</param>
/// <param name="PoleArcsec">Polar motion x, y.</param>
/// <param name="PrecessionBias">ICRS to the mean equator and equinox of date.</param>
/// <param name="PrecessionNutation">ICRS to the true equator and equinox of date, bias included.</param>
/// <param name="CelestialToTerrestrial">ICRS to the ITRF.</param>
public sealed record EarthOrientationAnswer(
    string Model,
    double JdTt,
    double JdUt1,
    double MeanObliquityRad,
    double MeanObliquityDeg,
    double TrueObliquityDeg,
    double DpsiArcsec,
    double DpsiRad,
    double DepsArcsec,
    double DepsRad,
    double GmstRad,
    double GmstHours,
    double GastRad,
    double GastHours,
    double EraRad,
    double EraDeg,
    double EquationOfEquinoxesArcsec,
    double EquationOfOriginsArcsec,
    double[] PoleArcsec,
    double[][] PrecessionBias,
    double[][] PrecessionNutation,
    double[][] CelestialToTerrestrial);

/// <summary><c>GET /v1/earth-orientation?jd_tt=&amp;jd_ut1=&amp;model=</c>; also <c>utc</c>, <c>xp_arcsec</c> and <c>yp_arcsec</c>.</summary>
internal static class GetEarthOrientation
{
    /// <summary>Answers a request.</summary>
    public static IResult Handle(HttpRequest request)
    {
        FieldFaults faults = new();
        var query = request.Query;
        var model = query["model"].ToString().Trim().ToLowerInvariant() is { Length: > 0 } named ? named : "iau2006a";
        if (!Orientation.Models.Contains(model))
        {
            faults.Add("model", $"must be one of {string.Join(", ", Orientation.Models)}", "INPUT.INVALID", model);
        }

        var epoch = GetTimeScales.Read(query, false, faults);
        if (GetTimeScales.Number(query, "jd_tt", faults) is not null && GetTimeScales.Number(query, "jd_ut1", faults) is { } ut1)
        {
            var given = JulianDate.From(ut1);
            epoch = epoch with { Ut1 = given, DeltaTSeconds = epoch.Tt.SecondsSince(given) };
        }

        if (GetTimeScales.Number(query, "xp_arcsec", faults) is { } x)
        {
            epoch = epoch.WithPole(x, epoch.PoleYArcsec);
        }

        if (GetTimeScales.Number(query, "yp_arcsec", faults) is { } y)
        {
            epoch = epoch.WithPole(epoch.PoleXArcsec, y);
        }

        return faults.Error is { } error ? new ErrorResult(error) : TypedResults.Ok(Answer(Orientation.At(model, epoch), epoch));
    }

    private static EarthOrientationAnswer Answer(Orientation at, in Epoch epoch)
    {
        const double ToArcsec = 1.0 / Angles.ArcsecToRad;
        const double ToHours = 12.0 / Math.PI;
        var (psi, epsilon) = at.Nutation;
        return new EarthOrientationAnswer(
            at.Model,
            epoch.Tt.Value,
            epoch.Ut1.Value,
            at.MeanObliquity,
            at.MeanObliquity * Angles.RadToDeg,
            (at.MeanObliquity + epsilon) * Angles.RadToDeg,
            psi * ToArcsec,
            psi,
            epsilon * ToArcsec,
            epsilon,
            at.MeanSiderealTime,
            at.MeanSiderealTime * ToHours,
            at.ApparentSiderealTime,
            at.ApparentSiderealTime * ToHours,
            at.EarthRotationAngle,
            at.EarthRotationAngle * Angles.RadToDeg,
            Signed(at.ApparentSiderealTime - at.MeanSiderealTime) * ToArcsec,
            Signed(at.EarthRotationAngle - at.ApparentSiderealTime) * ToArcsec,
            [epoch.PoleXArcsec, epoch.PoleYArcsec],
            at.MeanEquator.ToArray(),
            at.TrueEquator.ToArray(),
            at.Terrestrial.ToArray());
    }

    private static double Signed(double radians) => Math.IEEERemainder(radians, Math.Tau);
}
