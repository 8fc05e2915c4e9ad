using Ephemeris.Api.Frames;
using Ephemeris.Api.Observers;

namespace Ephemeris.Api.Charts;

/// <summary>What a chart is made under.</summary>
/// <param name="Profile">Model set.</param>
/// <param name="Observer">Place of a topocentric chart; null for a geocentric one.</param>
/// <param name="Ayanamsa">Sidereal zodiac; null for the tropical one.</param>
/// <param name="IsHeliocentric">Seen from the Sun's centre: light time, but no aberration, since nobody moves there.</param>
internal readonly record struct ChartSettings(
    ModelProfile Profile, Observer? Observer, Ayanamsa? Ayanamsa, bool IsHeliocentric = false)
{
    private const int Earth = 399;
    private const int Sun = 10;

    /// <summary>NAIF id of the body that carries the observer.</summary>
    public int Center => IsHeliocentric ? Sun : Earth;
}

/// <summary>Place of one body in a chart.</summary>
/// <param name="LongitudeDeg">Ecliptic longitude of date in the chart's zodiac, 0 ≤ λ &lt; 360.</param>
/// <param name="LatitudeDeg">Ecliptic latitude of date.</param>
/// <param name="DistanceAu">Distance at which the light left, au.</param>
/// <param name="SpeedDegDay">Rate of the geocentric apparent longitude in the chart's zodiac, degrees per day.</param>
internal readonly record struct BodyPosition(double LongitudeDeg, double LatitudeDeg, double DistanceAu, double SpeedDegDay);
