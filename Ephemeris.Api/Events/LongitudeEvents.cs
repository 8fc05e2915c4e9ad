using Ephemeris.Api.Charts;
using Ephemeris.Api.Frames;
using Ephemeris.Api.Time;

namespace Ephemeris.Api.Events;

/// <summary>Events that are crossings of ecliptic longitudes, found on the same apparent places that charts have.</summary>
internal static class LongitudeEvents
{
    /// <summary>Precision of a crossing in time, s.</summary>
    public const double PrecisionSeconds = 0.01;

    /// <summary>Precision of a station, s: the longitude hardly moves there.</summary>
    public const double StationPrecisionSeconds = 60.0;

    /// <summary>Half the shorter of the spans over which a speed is taken for stations, s.</summary>
    private const double StationStencilSeconds = 21600.0;

    private const double SignDeg = 30.0;
    private const double QuarterDeg = 90.0;

    private static readonly string[] SeasonNames = ["march_equinox", "june_solstice", "september_equinox", "december_solstice"];
    private static readonly string[] PhaseNames = ["new_moon", "first_quarter", "full_moon", "last_quarter"];
    private static readonly string[] Signs =
        ["Aries", "Taurus", "Gemini", "Cancer", "Leo", "Virgo", "Libra", "Scorpio", "Sagittarius", "Capricorn", "Aquarius", "Pisces"];

    private static readonly ChartBody Sun = ChartBody.Find("Sun")!;
    private static readonly ChartBody Moon = ChartBody.Find("Moon")!;

    /// <summary>Equinoxes and solstices: the Sun's apparent longitude at 0°, 90°, 180° and 270°.</summary>
    public static IEnumerable<EventAnswer> Seasons(EventSky sky, double until) =>
        Quarters(t => sky.Longitude(Sun, t), until, 20.0)
            .Select(found => new EventAnswer(sky.Utc(found.At), SeasonNames[found.Quarter], "Sun") { LongitudeDeg = found.Quarter * 90.0 });

    /// <summary>Phases of the Moon: its apparent longitude less the Sun's at 0°, 90°, 180° and 270°.</summary>
    public static IEnumerable<EventAnswer> Phases(EventSky sky, double until) =>
        Quarters(t => sky.MoonFromSun(t).ElongationDeg, until, 2.0)
            .Select(found => new EventAnswer(sky.Utc(found.At), PhaseNames[found.Quarter], "Moon")
            {
                LongitudeDeg = Angles.RoundDeg(sky.Longitude(Moon, found.At), 6),
            });

    /// <summary>Entries of a body into signs, forward or retrograde.</summary>
    public static IEnumerable<EventAnswer> Ingresses(EventSky sky, ChartBody body, Ayanamsa? ayanamsa, double until)
    {
        double Longitude(double t) => sky.Longitude(body, t, ayanamsa);
        return RootSearch.Zeros(
                t => FromNearest(Longitude(t), SignDeg), 0.0, until, StepDays(body) * JulianDate.SecondsPerDay, PrecisionSeconds, SignDeg)
            .Select(found =>
            {
                var border = (int)Math.Round(Longitude(found.At) / SignDeg) % Signs.Length;
                return new EventAnswer(sky.Utc(found.At), found.Rising ? "ingress" : "retrograde_ingress", body.Name)
                {
                    Sign = Signs[found.Rising ? border : (border + Signs.Length - 1) % Signs.Length],
                    LongitudeDeg = border * SignDeg,
                };
            });
    }

    /// <summary>Stations of a planet: its apparent geocentric longitude turns.</summary>
    public static IEnumerable<EventAnswer> Stations(EventSky sky, ChartBody body, double until)
    {
        double Moved(double t, double half) => Angles.WrapSignedDeg(sky.Longitude(body, t + half) - sky.Longitude(body, t - half));

        // Richardson's combination of two spans: one alone is off by the third derivative, which puts Mercury's stations a minute off.
        double Speed(double t) => (8.0 * Moved(t, StationStencilSeconds)) - Moved(t, 2.0 * StationStencilSeconds);
        return RootSearch.Zeros(Speed, 0.0, until, 4.0 * JulianDate.SecondsPerDay, 1.0)
            .Select(found => new EventAnswer(sky.Utc(found.At), found.Rising ? "station_direct" : "station_retrograde", body.Name)
            {
                LongitudeDeg = Angles.RoundDeg(sky.Longitude(body, found.At), 6),
            });
    }

    /// <summary>Conjunctions in ecliptic longitude of two bodies.</summary>
    public static IEnumerable<EventAnswer> Conjunctions(EventSky sky, ChartBody first, ChartBody second, double until)
    {
        double Difference(double t) => Angles.WrapSignedDeg(sky.Longitude(first, t) - sky.Longitude(second, t));
        var step = Math.Min(StepDays(first), StepDays(second)) * JulianDate.SecondsPerDay;
        return RootSearch.Zeros(Difference, 0.0, until, step, PrecisionSeconds).Select(found =>
        {
            var (a, b) = (sky.Place(first, found.At), sky.Place(second, found.At));
            return new EventAnswer(sky.Utc(found.At), "conjunction", first.Name)
            {
                OtherBody = second.Name,
                LongitudeDeg = Angles.RoundDeg(a.Longitude, 6),
                SeparationDeg = Math.Round(Math.Abs(a.Latitude - b.Latitude), 6),
            };
        });
    }

    /// <summary>Instants at which a body stands at a longitude.</summary>
    public static IEnumerable<EventAnswer> Returns(EventSky sky, ChartBody body, double longitudeDeg, Ayanamsa? ayanamsa, double until) =>
        RootSearch.Zeros(
                t => Angles.WrapSignedDeg(sky.Longitude(body, t, ayanamsa) - longitudeDeg),
                0.0,
                until,
                StepDays(body) * JulianDate.SecondsPerDay,
                PrecisionSeconds)
            .Select(found => new EventAnswer(sky.Utc(found.At), found.Rising ? "return" : "retrograde_return", body.Name)
            {
                LongitudeDeg = Angles.RoundDeg(longitudeDeg, 6),
            });

    private static IEnumerable<(double At, int Quarter)> Quarters(Func<double, double> longitude, double until, double stepDays) =>
        RootSearch.Zeros(
                t => FromNearest(longitude(t), QuarterDeg), 0.0, until, stepDays * JulianDate.SecondsPerDay, PrecisionSeconds, QuarterDeg)
            .Select(found => (found.At, (int)Math.Round(longitude(found.At) / QuarterDeg) % 4));

    /// <summary>A longitude counted from the nearest multiple of an arc, degrees within ± half of it.</summary>
    private static double FromNearest(double longitude, double arc) => ((longitude + (arc / 2.0)) % arc) - (arc / 2.0);

    /// <summary>A step in which the body neither turns twice nor passes two signs, days.</summary>
    private static double StepDays(ChartBody body) => body.Name switch
    {
        "Moon" => 0.5,
        "Sun" or "Mercury" or "Venus" or "Mars" => 1.0,
        _ => 2.0,
    };
}
