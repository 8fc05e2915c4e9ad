using Ephemeris.Api.Time;

namespace Ephemeris.Api.Charts;

/// <summary>How far a chart's longitudes may be off, and why.</summary>
internal static class ChartAccuracy
{
    // Arc seconds of longitude that a second of time is worth: along the Moon's orbit, and by its parallax as the Earth turns.
    private const double MoonMotionArcsecPerSecond = 0.65;
    private const double MoonParallaxArcsecPerSecond = 0.27;
    private const double PlanetMotionArcsecPerSecond = 0.09;

    /// <summary>Models of precession, nutation and aberration together, arc seconds, today; growing outside 1600–2400.</summary>
    private const double ModelArcsec = 0.002;

    /// <summary>Error bound of the worst body, arc seconds.</summary>
    /// <param name="ephemeris">Integration behind the kernel.</param>
    /// <param name="bodies">Bodies of the chart.</param>
    /// <param name="epoch">Instant.</param>
    /// <param name="isTopocentric">Whether the Earth's rotation enters.</param>
    /// <param name="deltaTIsGiven">Whether the caller answers for ΔT.</param>
    public static double BoundArcsec(
        string ephemeris, IReadOnlyList<ChartBody> bodies, in Epoch epoch, bool isTopocentric, bool deltaTIsGiven)
    {
        var year = epoch.Tt.JulianYear;
        var deltaT = deltaTIsGiven ? 0.0 : DeltaT.StandardErrorSeconds(year);
        // Before 1972 a civil instant is UT1, and ΔT decides where the bodies have got to; since then only how the Earth stands.
        var isUt1 = !epoch.ToUtc().IsUtc;
        var worst = 0.0;
        foreach (var body in bodies)
        {
            var isMoon = body.NaifId == 301;
            var motion = isUt1 ? (isMoon ? MoonMotionArcsecPerSecond : PlanetMotionArcsecPerSecond) : 0.0;
            var parallax = isMoon && isTopocentric ? MoonParallaxArcsecPerSecond : 0.0;
            worst = Math.Max(worst, KernelArcsec(ephemeris, body, year) + ((motion + parallax) * deltaT));
        }

        return worst + ModelArcsec + (0.001 * Math.Pow(Math.Max(0.0, Math.Abs(year - 2000.0) - 400.0) / 1000.0, 2.0));
    }

    /// <summary>Error of the kernel against DE441, arc seconds, geocentric.</summary>
    private static double KernelArcsec(string ephemeris, ChartBody body, double year)
    {
        var centuries = Math.Max(0.0, Math.Abs(year - 2000.0) - 100.0) / 100.0;
        return ephemeris switch
        {
            "DE440" or "DE441" => 0.001,
            "DE405" => body.NaifId switch { 5 => 0.11, 6 => 0.16, 7 => 0.37, 8 => 1.1, 9 => 1.8, _ => 0.02 },
            _ => body.NaifId switch
            {
                301 => 0.01 + (0.01 * centuries),
                199 or 299 or 10 or 4 => 0.01,
                5 or 6 => 0.01 + (0.002 * centuries),
                7 or 8 => 0.03 + (0.02 * centuries),
                9 => 0.25 + (0.02 * centuries),
                _ => 0.05,
            },
        };
    }
}
