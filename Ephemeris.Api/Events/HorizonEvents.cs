using Ephemeris.Api.Charts;
using Ephemeris.Api.Frames;
using Ephemeris.Api.Observers;

namespace Ephemeris.Api.Events;

/// <summary>Rising, setting and passing the meridian of a place.</summary>
internal static class HorizonEvents
{
    /// <summary>Precision of the search in time, s; real refraction at the horizon varies by minutes.</summary>
    public const double PrecisionSeconds = 0.05;

    /// <summary>Refraction at the horizon that almanacs assume, degrees: 34′.</summary>
    public const double RefractionDeg = 34.0 / 60.0;

    // Above the polar circles a body may show itself for minutes: turning points between the steps are looked at too.
    private const double StepSeconds = 1200.0;
    private const double SunRadiusKm = 695700.0;
    private const double MoonRadiusKm = 1737.4;

    /// <summary>Risings and settings.</summary>
    /// <param name="sky">The sky.</param>
    /// <param name="body">Body.</param>
    /// <param name="place">Place.</param>
    /// <param name="horizonDeg">Altitude of the body's centre to be crossed; null for the upper limb with 34′ of refraction.</param>
    /// <param name="until">End, s.</param>
    public static IEnumerable<EventAnswer> RisesAndSets(EventSky sky, ChartBody body, Observer place, double? horizonDeg, double until)
    {
        double Height(double t)
        {
            var (altitude, _, _, distance) = sky.Horizontal(body, t, place);
            return altitude - (horizonDeg ?? (-RefractionDeg - SemiDiameterDeg(body, distance)));
        }

        var (a, fa) = (0.0, Height(0.0));
        var (before, fBefore) = (a, fa);
        while (a < until)
        {
            var b = Math.Min(a + StepSeconds, until);
            var fb = Height(b);
            if (fa >= 0.0 == fb >= 0.0)
            {
                // The turning point lies around a: above it for a body down, below it for one up.
                var isPeak = fa < 0.0 && fa > -2.0 && fa >= fBefore && fa > fb;
                var isDip = fa > 0.0 && fa < 2.0 && fa <= fBefore && fa < fb;
                if (isPeak || isDip)
                {
                    var turn = RootSearch.Minimum(t => isPeak ? -Height(t) : Height(t), before, b, 1.0);
                    var fTurn = Height(turn);
                    if (fTurn > 0.0 != fa > 0.0)
                    {
                        yield return Crossing(before, fBefore, turn, fTurn);
                        yield return Crossing(turn, fTurn, b, fb);
                    }
                }
            }
            else
            {
                yield return Crossing(a, fa, b, fb);
            }

            (before, fBefore) = (a, fa);
            (a, fa) = (b, fb);
        }

        EventAnswer Crossing(double from, double fFrom, double to, double fTo)
        {
            var at = RootSearch.Refine(Height, from, fFrom, to, fTo, PrecisionSeconds);
            var (altitude, azimuth, _, _) = sky.Horizontal(body, at, place);
            return new EventAnswer(sky.Utc(at), fTo > fFrom ? "rise" : "set", body.Name)
            {
                AltitudeDeg = Math.Round(altitude, 4),
                AzimuthDeg = Angles.RoundDeg(azimuth, 4),
            };
        }
    }

    /// <summary>Passages of the upper and the lower meridian.</summary>
    public static IEnumerable<EventAnswer> Transits(EventSky sky, ChartBody body, Observer place, double until)
    {
        // Folded to ±90, the hour angle rises through zero at both meridians.
        double Folded(double t)
        {
            var hour = sky.Horizontal(body, t, place).HourAngleDeg;
            return hour > 90.0 ? hour - 180.0 : hour < -90.0 ? hour + 180.0 : hour;
        }

        foreach (var (at, rising) in RootSearch.Zeros(Folded, 0.0, until, 7200.0, PrecisionSeconds))
        {
            if (!rising)
            {
                continue;
            }

            var (altitude, azimuth, hour, _) = sky.Horizontal(body, at, place);
            yield return new EventAnswer(sky.Utc(at), Math.Abs(hour) < 90.0 ? "upper_transit" : "lower_transit", body.Name)
            {
                AltitudeDeg = Math.Round(altitude, 4),
                AzimuthDeg = Angles.RoundDeg(azimuth, 4),
            };
        }
    }

    private static double SemiDiameterDeg(ChartBody body, double distanceKm) => body.Name switch
    {
        "Sun" => Math.Asin(SunRadiusKm / distanceKm) * Angles.RadToDeg,
        "Moon" => Math.Asin(MoonRadiusKm / distanceKm) * Angles.RadToDeg,
        _ => 0.0,
    };
}
