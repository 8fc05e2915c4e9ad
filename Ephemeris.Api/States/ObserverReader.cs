using System.Globalization;
using System.Text.Json;
using Ephemeris.Api.Observers;
using Platform.ServiceDefaults.Errors;

namespace Ephemeris.Api.States;

/// <summary>Reads places given in degrees or in degrees, minutes and seconds.</summary>
internal static class ObserverReader
{
    /// <summary>Lowest place, m. Satellites observe too: the bounds only keep the numbers sane.</summary>
    public const double LeastElevationM = -6e6;

    /// <summary>Highest place, m.</summary>
    public const double MostElevationM = 1e9;

    // The pole has never been a second from its mean place.
    private const double MostPoleArcsec = 60.0;

    private static readonly char[] Separators = [' ', ':', '°', '\'', '"', '′', '″', 'd', 'm', 's'];

    /// <summary>Reads a place; null when there is none.</summary>
    public static Observer? Read(ObserverInput? input, FieldFaults faults)
    {
        if (input is null)
        {
            return null;
        }

        var latitude = Angle("observer.latitude", input.Latitude, input.LatitudeDms, faults);
        var longitude = Angle("observer.longitude", input.Longitude, input.LongitudeDms, faults);
        var elevation = input.Elevation ?? 0.0;
        Check("observer.latitude", latitude, -90.0, 90.0, faults);
        Check("observer.longitude", longitude, -360.0, 360.0, faults);
        Check("observer.elevation", elevation, LeastElevationM, MostElevationM, faults);
        return new Observer(latitude ?? 0.0, longitude ?? 0.0, elevation);
    }

    /// <summary>Degrees of <c>[d, m, s]</c> or of text such as <c>-77 03 56</c> or <c>77 03 56 W</c>; null when unreadable.</summary>
    public static double? Dms(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            double[] parts = [.. value.EnumerateArray().Select(part => InstantArgument.TryGetDouble(part, out var number) ? number : double.NaN)];
            return parts.Length is 0 or > 3 ? null : Sum(parts, parts.Any(double.IsNegative));
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        var text = value.GetString()!.Trim().ToLowerInvariant();
        // South and west may be written as letters at either end; a trailing s after digits may mean seconds.
        var negative = text.StartsWith('-') || text.StartsWith('−') || text.StartsWith('s') || text.StartsWith('w')
            || text.EndsWith('w') || text.EndsWith(" s", StringComparison.Ordinal);
        var fields = text.Trim('n', 's', 'e', 'w', '-', '−', '+', ' ').Split(Separators, StringSplitOptions.RemoveEmptyEntries);
        double[] numbers =
        [
            .. fields.Select(field => double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN),
        ];
        return numbers.Length is 0 or > 3 || numbers.Any(double.IsNaN) ? null : Sum(numbers, negative);
    }

    private static double Sum(double[] parts, bool negative)
    {
        var size = parts.Select((part, index) => Math.Abs(part) / Math.Pow(60.0, index)).Sum();
        return negative ? -size : size;
    }

    private static double? Angle(string field, double? degrees, JsonElement? dms, FieldFaults faults)
    {
        if (dms is not { ValueKind: not JsonValueKind.Null } given)
        {
            return degrees;
        }

        if (Dms(given) is { } angle && double.IsFinite(angle))
        {
            return angle;
        }

        faults.Add(field + "_dms", "must be [degrees, minutes, seconds] or text such as 38 55 17 N", "INPUT.INVALID_FORMAT", given.ToString());
        return 0.0;
    }

    /// <summary>Checks what a caller says of the Earth: TT − UT1 in s, and the pole <c>[x, y]</c> in arc seconds.</summary>
    public static void CheckEarth(double? deltaT, IReadOnlyList<double>? pole, FieldFaults faults)
    {
        Check("delta_t", deltaT ?? 0.0, -1e6, 1e6, faults);
        if (pole is not null && !(pole is [var x, var y] && Math.Abs(x) <= MostPoleArcsec && Math.Abs(y) <= MostPoleArcsec))
        {
            faults.Add("polar_motion_arcsec", $"must be [x, y] within ±{MostPoleArcsec}", "INPUT.INVALID", pole.Count);
        }
    }

    /// <summary>Notes a number that is missing or outside its range; NaN is outside every range.</summary>
    public static void Check(string field, double? value, double min, double max, FieldFaults faults)
    {
        if (!(value >= min && value <= max))
        {
            faults.Add(
                field,
                string.Create(CultureInfo.InvariantCulture, $"must be a number from {min} to {max}"),
                value is null ? FaultCodes.Required : "INPUT.INVALID",
                value);
        }
    }
}
