using System.Text.Json.Serialization;

namespace Ephemeris.Api.Charts;

/// <summary>Answer of <c>POST /calculate</c>.</summary>
/// <param name="Data">One entry per body, in the order of the request.</param>
/// <param name="Meta">What the places rest on.</param>
public sealed record CalculateAnswer(IReadOnlyDictionary<string, BodyAnswer> Data, ChartMeta Meta)
{
    /// <summary>Houses; left out unless the request has <c>houses</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public HousesAnswer? Houses { get; init; }
}

/// <summary>Place of one body.</summary>
/// <param name="Longitude">Ecliptic longitude of date in the chart's zodiac, 0 ≤ x &lt; 360, 6 decimals.</param>
/// <param name="Latitude">Ecliptic latitude of date, 6 decimals.</param>
/// <param name="Distance">Distance at which the light left, au, 8 decimals.</param>
/// <param name="Sign">Aries … Pisces.</param>
/// <param name="Degree">Degrees within the sign, 0 ≤ x &lt; 30, 6 decimals.</param>
/// <param name="Degrees">Whole degrees within the sign.</param>
/// <param name="Minutes">Whole minutes.</param>
/// <param name="Seconds">Seconds, 2 decimals.</param>
/// <param name="Speed">Rate of the geocentric apparent longitude, degrees per day, 6 decimals.</param>
/// <param name="IsRetrograde">True when the speed is negative.</param>
public sealed record BodyAnswer(
    double Longitude,
    double Latitude,
    double Distance,
    string Sign,
    double Degree,
    int Degrees,
    int Minutes,
    double Seconds,
    double Speed,
    bool IsRetrograde)
{
    private static readonly string[] Signs =
    [
        "Aries", "Taurus", "Gemini", "Cancer", "Leo", "Virgo", "Libra", "Scorpio", "Sagittarius", "Capricorn", "Aquarius",
        "Pisces",
    ];

    /// <summary>Rounds a place for the wire; all parts follow from the rounded longitude.</summary>
    internal static BodyAnswer From(BodyPosition position)
    {
        var longitude = Math.Round(position.LongitudeDeg, 6);
        longitude = longitude >= 360.0 ? 0.0 : longitude;
        var sign = (int)(longitude / 30.0);
        var degree = Math.Round(longitude - (30.0 * sign), 6);
        // Hundredths of a second; the last before the next sign stays in this one.
        var hundredths = Math.Min((long)Math.Round(degree * 360000.0), (30L * 360000L) - 1L);
        return new BodyAnswer(
            longitude,
            Math.Round(position.LatitudeDeg, 6),
            Math.Round(position.DistanceAu, 8),
            Signs[sign],
            degree,
            (int)(hundredths / 360000L),
            (int)(hundredths / 6000L % 60L),
            hundredths % 6000L / 100.0,
            Math.Round(position.SpeedDegDay, 6),
            position.SpeedDegDay < 0.0);
    }
}

/// <summary>What a chart rests on.</summary>
/// <param name="ServiceVersion">Version of the service.</param>
/// <param name="SpiceVersion">Name and version of the kernel reader.</param>
/// <param name="KernelSetTag">Kernel file that answered for the Earth at the instant.</param>
/// <param name="EclipticFrame">Always <c>ECLIPDATE</c>.</param>
/// <param name="Zodiac">tropical or sidereal.</param>
/// <param name="AyanamsaDeg">Ayanamsa with Δψ where the equinox is the true one, 6 decimals; null when tropical.</param>
/// <param name="ObserverFrameUsed">ITRF93 with measured Earth orientation, else UT1_MODEL, or IAU_EARTH under compat.</param>
/// <param name="RequestId">Id of the request.</param>
/// <param name="Timestamp">When it was answered, Unix seconds.</param>
/// <param name="ParityProfile">Echo.</param>
/// <param name="TimeResolution">How local time became UTC; null when UTC was given.</param>
/// <param name="ChartWarnings">What a reader should know.</param>
/// <param name="DeltaTSeconds">TT − UT1 used, s.</param>
/// <param name="AccuracyArcsec">Error bound of the worst body's longitude, arc seconds.</param>
/// <param name="Profile">iau or compat.</param>
/// <param name="GatewayRouting">Which slot answered and why.</param>
/// <param name="Provenance">Kernel files with digests, models and sources.</param>
public sealed record ChartMeta(
    string ServiceVersion,
    string SpiceVersion,
    string KernelSetTag,
    string EclipticFrame,
    string Zodiac,
    double? AyanamsaDeg,
    string ObserverFrameUsed,
    string? RequestId,
    long Timestamp,
    string ParityProfile,
    object? TimeResolution,
    IReadOnlyList<string> ChartWarnings,
    double DeltaTSeconds,
    double AccuracyArcsec,
    string Profile,
    GatewayRouting GatewayRouting,
    Provenance Provenance);

/// <summary>How a request was routed.</summary>
/// <param name="SelectedKernel">Slot: DE440 or DE441.</param>
/// <param name="Reason">explicit_override, optimal_coverage, historical_coverage or policy.</param>
/// <param name="Year">Astronomical year of the instant.</param>
/// <param name="ServiceUrl">Where the seed's gateway sent it; here the path of this service.</param>
public sealed record GatewayRouting(string SelectedKernel, string Reason, int Year, string ServiceUrl);
