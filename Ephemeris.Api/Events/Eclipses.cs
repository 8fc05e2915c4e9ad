using Ephemeris.Api.Frames;
using Ephemeris.Api.Observers;

namespace Ephemeris.Api.Events;

/// <summary>Eclipses of Sun and Moon from the geometry of the shadows (Bessel's fundamental plane; Espenak and Meeus, Five Millennium Canons).</summary>
/// <remarks>
/// Sun and Moon stand at their apparent places, as in the canons. The Earth is the WGS84 ellipsoid: its axis is stretched until
/// it is a sphere, and the shadow's axis with it. The magnitude of a central eclipse is the ratio of the diameters, with the
/// umbra's radius of the Moon. The Earth's shadow is Danjon's: the equatorial radius enlarged by 1/85 for the
/// atmosphere and lessened by 1/594 for the flattening at 45°, by a hundredth in all. Radii of the Moon: k = 0.272508 for penumbra and lunar eclipses, 0.272281 for the umbra.
/// </remarks>
internal static class Eclipses
{
    /// <summary>Precision of the instant of greatest eclipse, s.</summary>
    public const double PrecisionSeconds = 1.0;

    private const double EarthKm = Observer.EquatorialRadiusKm;

    // 959.63″ at one astronomical unit, the canons' Sun; the IAU's nominal radius is 290 km less.
    private const double SunKm = 695990.0;
    private const double PenumbraMoonKm = 0.272508 * EarthKm;
    private const double UmbraMoonKm = 0.272281 * EarthKm;
    private const double ShadowEarthKm = 1.01 * EarthKm;
    private const double HourSeconds = 3600.0;
    private const double DifferenceSeconds = 60.0;

    private const double DaySeconds = 86400.0;

    /// <summary>Beyond this latitude of the Moon at syzygy no shadow reaches, degrees.</summary>
    private const double MostLatitudeDeg = 1.9;

    // Half turns of the elongation take 13.9 to 15.6 days: from any time on, the mean rate misses the next syzygy by less than
    // a day and a quarter, in which the Moon's latitude changes by less than two degrees.
    private const double MeanGainDegDay = 12.19075;
    private const double MostMissSeconds = 1.25 * DaySeconds;
    private const double MostChangeDeg = 2.0;

    /// <summary>Eclipses of a span, in order of time.</summary>
    public static IEnumerable<EventAnswer> Find(EventSky sky, bool solar, bool lunar, double until)
    {
        // Greatest eclipse may stand on the other side of an end than its syzygy.
        const double Margin = 3.0 * HourSeconds;
        for (var from = -Margin; from < until + Margin;)
        {
            var elongation = sky.MoonFromSun(from).ElongationDeg;
            var isNew = elongation >= 180.0;
            var near = from + ((180.0 - (elongation % 180.0)) / MeanGainDegDay * DaySeconds);
            from = near + MostMissSeconds;
            if ((isNew ? solar : lunar) && At(sky, near, isNew, until) is { } eclipse)
            {
                yield return eclipse;
            }
        }
    }

    /// <summary>The eclipse at the new or full moon about a time; null when there is none, or not before the end.</summary>
    private static EventAnswer? At(EventSky sky, double near, bool isNew, double until)
    {
        if (Math.Abs(sky.MoonFromSun(near).LatitudeDeg) > MostLatitudeDeg + MostChangeDeg)
        {
            return null;
        }

        double Past(double t) => Angles.WrapSignedDeg(sky.MoonFromSun(t).ElongationDeg - (isNew ? 0.0 : 180.0));
        var (a, b) = (near - MostMissSeconds, near + MostMissSeconds);
        var (before, after) = (Past(a), Past(b));
        if (before > 0.0 || after < 0.0)
        {
            return null;
        }

        var syzygy = RootSearch.Refine(Past, a, before, b, after, 60.0);
        if (Math.Abs(sky.MoonFromSun(syzygy).LatitudeDeg) > MostLatitudeDeg)
        {
            return null;
        }

        var greatest = Greatest(sky, syzygy);
        return greatest < 0.0 || greatest > until ? null : isNew ? Solar(sky, greatest) : Lunar(sky, greatest);
    }

    /// <summary>Where the line through Sun and Moon, or Sun and Earth, passes nearest to the third.</summary>
    private static double Greatest(EventSky sky, double syzygy)
    {
        double Distance2(double t)
        {
            var (sun, moon) = sky.SunAndMoon(t);
            // At new moon the axis runs from Sun to Moon past the Earth, at full moon from Sun to Earth past the Moon.
            var axis = sun.Dot(moon) > 0.0 ? (moon - sun).Unit : sun.Unit;
            var off = moon - (axis * moon.Dot(axis));
            return off.Dot(off);
        }

        double Slope(double t) => Distance2(t + DifferenceSeconds) - Distance2(t - DifferenceSeconds);
        var (a, b) = (syzygy - (3.0 * HourSeconds), syzygy + (3.0 * HourSeconds));
        return RootSearch.Refine(Slope, a, Slope(a), b, Slope(b), PrecisionSeconds / 10.0);
    }

    private static EventAnswer? Solar(EventSky sky, double t)
    {
        var shadow = MoonShadow.At(sky, t);
        var beyond = shadow.GapKm;
        if (beyond >= shadow.PenumbraKm)
        {
            return null;
        }

        var answer = new EventAnswer(sky.Utc(t), "solar_partial", "Sun") { Gamma = Math.Round(shadow.Gamma, 4) };
        if (beyond >= 0.0)
        {
            var isUmbral = beyond < Math.Abs(shadow.UmbraKm);
            return answer with
            {
                Type = !isUmbral ? "solar_partial" : shadow.UmbraKm < 0.0 ? "solar_total" : "solar_annular",
                Magnitude = Math.Round((shadow.PenumbraKm - beyond) / (shadow.PenumbraKm + shadow.UmbraKm), 4),
            };
        }

        // On the ground the umbra is cut nearer to the Moon than in the plane through the Earth's centre.
        var point = shadow.OnGround();
        var umbra = shadow.UmbraKm + (point.Dot(shadow.Axis) * shadow.UmbraSlope);
        var toMoon = (shadow.Moon - point).Norm;
        var frames = EpochFrames.At(sky.Epoch(t));
        var place = Observer.FromItrfKm(frames.Terrestrial * (frames.TrueEquator.Transpose * point));
        return answer with
        {
            Type = umbra >= 0.0 ? "solar_annular" : IsAnnularAtAnEnd(sky, t) ? "solar_hybrid" : "solar_total",
            Magnitude = Math.Round(UmbraMoonKm / toMoon * (toMoon + shadow.SunToMoonKm) / SunKm, 4),
            LatitudeDeg = Math.Round(place.LatitudeDeg, 2),
            PlaceLongitudeDeg = Math.Round(place.LongitudeDeg, 2),
        };
    }

    /// <summary>At sunrise and sunset the path lies an Earth's radius farther from the Moon: there a total eclipse may be annular.</summary>
    private static bool IsAnnularAtAnEnd(EventSky sky, double greatest)
    {
        double Beyond(double t) => MoonShadow.At(sky, t).GapKm;
        foreach (var other in new[] { greatest - (4.0 * HourSeconds), greatest + (4.0 * HourSeconds) })
        {
            var end = RootSearch.Refine(Beyond, greatest, Beyond(greatest), other, Beyond(other), 1.0);
            if (MoonShadow.At(sky, end).UmbraKm > 0.0)
            {
                return true;
            }
        }

        return false;
    }

    private static EventAnswer? Lunar(EventSky sky, double t)
    {
        var (offKm, umbraKm, penumbraKm) = EarthShadow(sky, t);
        var penumbral = (penumbraKm + PenumbraMoonKm - offKm) / (2.0 * PenumbraMoonKm);
        if (penumbral <= 0.0)
        {
            return null;
        }

        var umbral = (umbraKm + PenumbraMoonKm - offKm) / (2.0 * PenumbraMoonKm);
        var contacts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Contact("p1", "p4", (umbra, penumbra) => penumbra + PenumbraMoonKm);
        Contact("u1", "u4", (umbra, penumbra) => umbra + PenumbraMoonKm);
        Contact("u2", "u3", (umbra, penumbra) => umbra - PenumbraMoonKm);
        return new EventAnswer(sky.Utc(t), umbral <= 0.0 ? "lunar_penumbral" : umbral < 1.0 ? "lunar_partial" : "lunar_total", "Moon")
        {
            Magnitude = Math.Round(umbral, 4),
            PenumbralMagnitude = Math.Round(penumbral, 4),
            Gamma = Math.Round(offKm / EarthKm, 4),
            Contacts = contacts,
        };

        void Contact(string first, string last, Func<double, double, double> limit)
        {
            double Beyond(double at)
            {
                var (off, umbra, penumbra) = EarthShadow(sky, at);
                return off - limit(umbra, penumbra);
            }

            if (Beyond(t) is var deepest && deepest < 0.0)
            {
                var (a, b) = (t - (4.0 * HourSeconds), t + (4.0 * HourSeconds));
                contacts[first] = sky.Utc(RootSearch.Refine(Beyond, a, Beyond(a), t, deepest, 0.1)).ToIso();
                contacts[last] = sky.Utc(RootSearch.Refine(Beyond, t, deepest, b, Beyond(b), 0.1)).ToIso();
            }
        }
    }

    /// <summary>Distance of the Moon's centre from the axis of the Earth's shadow, and the radii of umbra and penumbra there, km.</summary>
    private static (double OffKm, double UmbraKm, double PenumbraKm) EarthShadow(EventSky sky, double t)
    {
        var (sun, moon) = sky.SunAndMoon(t);
        var axis = -sun.Unit;
        var along = moon.Dot(axis);
        var perSun = along / sun.Norm;
        return (
            (moon - (axis * along)).Norm,
            ShadowEarthKm + (perSun * (EarthKm - SunKm)),
            ShadowEarthKm + (perSun * (EarthKm + SunKm)));
    }

    /// <summary>The Moon's shadow at an instant.</summary>
    /// <param name="Moon">Moon from the Earth's centre, equatorial axes, km.</param>
    /// <param name="Axis">Unit vector from Sun to Moon.</param>
    /// <param name="Gamma">Distance of the axis from the Earth's centre, equatorial radii, north positive.</param>
    /// <param name="GapKm">Least distance of the axis from the ground, km; negative where it meets the ground.</param>
    /// <param name="PenumbraKm">Radius of the penumbra in the plane through the Earth's centre, km.</param>
    /// <param name="UmbraKm">Radius of the umbra there, km; negative where it is dark (total).</param>
    /// <param name="UmbraSlope">Tangent of the umbral cone.</param>
    /// <param name="SunToMoonKm">Distance of their centres, km.</param>
    private readonly record struct MoonShadow(
        Cartesian Moon, Cartesian Axis, double Gamma, double GapKm, double PenumbraKm, double UmbraKm, double UmbraSlope, double SunToMoonKm)
    {
        private const double Stretch = 1.0 / (1.0 - Observer.Flattening);

        public static MoonShadow At(EventSky sky, double t)
        {
            var (sun, moon) = sky.SunAndMoon(t);
            // The pole of the ellipsoid is that of date, not of the kernel's axes.
            var toDate = EpochFrames.At(sky.Epoch(t)).TrueEquator;
            (sun, moon) = (toDate * sun, toDate * moon);
            var between = moon - sun;
            var axis = between.Unit;
            var height = -moon.Dot(axis);
            var foot = moon + (axis * height);
            var (sin1, sin2) = ((SunKm + PenumbraMoonKm) / between.Norm, (SunKm - UmbraMoonKm) / between.Norm);
            var (cos1, cos2) = (Math.Sqrt(1.0 - (sin1 * sin1)), Math.Sqrt(1.0 - (sin2 * sin2)));
            return new MoonShadow(
                moon,
                axis,
                foot.Norm / EarthKm * Math.Sign(foot.Z),
                Gap(moon, axis),
                (height * sin1 / cos1) + (PenumbraMoonKm / cos1),
                (height * sin2 / cos2) - (UmbraMoonKm / cos2),
                sin2 / cos2,
                between.Norm);
        }

        private static double Gap(Cartesian moon, Cartesian axis)
        {
            var (wideMoon, wideAxis) = (Widen(moon), Widen(axis).Unit);
            var wideFoot = wideMoon - (wideAxis * wideMoon.Dot(wideAxis));
            var inside = wideFoot.Norm - EarthKm;
            if (inside <= 0.0)
            {
                return inside;
            }

            // Lengths along the pole are stretched too: the gap is measured from the ground's nearest point as it is.
            var off = moon - Narrow(wideFoot.Unit * EarthKm);
            return (off - (axis * off.Dot(axis))).Norm;
        }

        /// <summary>Where the axis meets the ground on the side of the Moon; equatorial axes, km.</summary>
        public Cartesian OnGround()
        {
            var (wideMoon, wideAxis) = (Widen(Moon), Widen(Axis).Unit);
            var along = wideMoon.Dot(wideAxis);
            var foot = wideMoon - (wideAxis * along);
            var point = foot - (wideAxis * Math.Sqrt(Math.Max(0.0, (EarthKm * EarthKm) - foot.Dot(foot))));
            return Narrow(point);
        }

        private static Cartesian Widen(Cartesian v) => new(v.X, v.Y, v.Z * Stretch);

        private static Cartesian Narrow(Cartesian v) => new(v.X, v.Y, v.Z / Stretch);
    }
}
