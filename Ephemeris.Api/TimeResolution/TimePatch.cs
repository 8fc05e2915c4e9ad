namespace Ephemeris.Api.TimeResolution;

/// <summary>A box in degrees, edges included.</summary>
/// <param name="MinLatitudeDeg">Southern edge, −90…90.</param>
/// <param name="MaxLatitudeDeg">Northern edge, −90…90.</param>
/// <param name="MinLongitudeDeg">Western edge, −180…180.</param>
/// <param name="MaxLongitudeDeg">Eastern edge, −180…180.</param>
public sealed record GeoBox(double MinLatitudeDeg, double MaxLatitudeDeg, double MinLongitudeDeg, double MaxLongitudeDeg)
{
    private const double EarthRadiusKm = 6371.0088;

    /// <summary>Area on the mean sphere, km².</summary>
    public double AreaKm2 => EarthRadiusKm * EarthRadiusKm * (Sin(MaxLatitudeDeg) - Sin(MinLatitudeDeg))
        * (MaxLongitudeDeg - MinLongitudeDeg) * Math.PI / 180.0;

    /// <summary>True when the place lies in the box or on its edge.</summary>
    public bool Holds(GeoPlace place) =>
        place.LatitudeDeg >= MinLatitudeDeg && place.LatitudeDeg <= MaxLatitudeDeg
        && place.LongitudeDeg >= MinLongitudeDeg && place.LongitudeDeg <= MaxLongitudeDeg;

    private static double Sin(double degrees) => Math.Sin(degrees * Math.PI / 180.0);
}

/// <summary>A place on Earth.</summary>
/// <param name="LatitudeDeg">Geodetic latitude, −90…90.</param>
/// <param name="LongitudeDeg">East longitude, −180…180.</param>
public readonly record struct GeoPlace(double LatitudeDeg, double LongitudeDeg);

/// <summary>A correction of the tz database for a small region and a span of dates.</summary>
/// <param name="Id">Its name in the file.</param>
/// <param name="Box">Where it holds.</param>
/// <param name="FirstDayNumber">First local date, Julian day number.</param>
/// <param name="LastDayNumber">Last local date, Julian day number.</param>
/// <param name="ZoneId">Zone that the answer names.</param>
/// <param name="Rules">Clocks while it holds: an offset, with or without the summer hour.</param>
/// <param name="Reason">Why, for the answer.</param>
/// <param name="Confidence">How sure its author was.</param>
/// <param name="Sources">Where its author had it from.</param>
public sealed record TimePatch(
    string Id,
    GeoBox Box,
    long FirstDayNumber,
    long LastDayNumber,
    string ZoneId,
    ZoneRules Rules,
    string Reason,
    Confidence Confidence,
    IReadOnlyList<string> Sources)
{
    /// <summary>Clocks at a fixed standard offset, with the American summer hour (last Sundays of April and October, 2:00) or without.</summary>
    /// <param name="offsetSeconds">Standard offset, local minus universal time, s.</param>
    /// <param name="hasSummerHour">Whether clocks go forward in summer.</param>
    public static ZoneRules Clocks(int offsetSeconds, bool hasSummerHour)
    {
        var west = TimeSpan.FromSeconds(Math.Abs(offsetSeconds));
        var sign = offsetSeconds > 0 ? "-" : "";
        var rule = $"<std>{sign}{(int)west.TotalHours}:{west.Minutes:00}:{west.Seconds:00}" + (hasSummerHour ? "<dst>,M4.5.0,M10.5.0" : "");
        return PosixRule.TryParse(rule, out var footer)
            ? new ZoneRules([], [], [footer!.Standard], footer)
            : throw new ArgumentOutOfRangeException(nameof(offsetSeconds), offsetSeconds, "wanted −86400…86400");
    }

    /// <summary>True on the local dates for which the patch was written.</summary>
    public bool Covers(LocalDateTime local) => local.DayNumber >= FirstDayNumber && local.DayNumber <= LastDayNumber;
}
