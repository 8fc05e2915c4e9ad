using System.Globalization;
using System.Text.Json;
using Ephemeris.Api.Time;
using Platform.ServiceDefaults.Errors;

namespace Ephemeris.Api.States;

/// <summary>Reads instants in the scales that callers may name.</summary>
internal static class InstantArgument
{
    // Kernels end long before; this keeps day numbers exact.
    private const double MostJd = 1e8;

    /// <summary>A Julian date in a named scale as an epoch.</summary>
    /// <param name="scale">tt, tdb, ut1 or utc.</param>
    /// <param name="jd">Julian date.</param>
    /// <param name="deltaT">TT − UT1, s; null for table and model.</param>
    public static Epoch FromJd(string scale, JulianDate jd, double? deltaT) => scale switch
    {
        "tt" => Epoch.FromTt(jd, deltaT),
        "tdb" => Epoch.FromTdb(jd, deltaT),
        "ut1" => Epoch.FromUt1(jd, deltaT),
        _ => Epoch.FromUtc(new UtcInstant(jd.Day, jd.Fraction * JulianDate.SecondsPerDay), deltaT),
    };

    /// <summary>Reads one or many Julian dates: a number, a two-part <c>[day, fraction]</c> inside an array, or an array of numbers.</summary>
    public static bool TryReadJds(JsonElement value, string field, FieldFaults faults, List<JulianDate> into)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray())
            {
                if (!TryReadJd(item, field, faults, into))
                {
                    return false;
                }
            }

            return true;
        }

        return TryReadJd(value, field, faults, into);
    }

    /// <summary>Reads an instant given as ISO 8601 text or as a Julian date, in a scale.</summary>
    /// <param name="value">Text or number.</param>
    /// <param name="scale">tt, tdb, ut1 or utc.</param>
    /// <param name="deltaT">TT − UT1, s; null for table and model.</param>
    /// <param name="field">Name for faults.</param>
    /// <param name="faults">Takes what is wrong.</param>
    public static Epoch? Read(JsonElement value, string scale, double? deltaT, string field, FieldFaults faults)
    {
        if (value.ValueKind == JsonValueKind.Number)
        {
            List<JulianDate> jds = [];
            return TryReadJd(value, field, faults, jds) ? FromJd(scale, jds[0], deltaT) : null;
        }

        if (value.ValueKind == JsonValueKind.String)
        {
            if (ReadIso(value.GetString()!, out var instant) is { } problem)
            {
                faults.Add(field, problem, "INPUT.INVALID_FORMAT", value.GetString());
                return null;
            }

            return scale == "utc" ? Epoch.FromUtc(instant, deltaT) : FromJd(scale, instant.JulianDate, deltaT);
        }

        faults.Add(field, "must be an ISO 8601 instant or a Julian date", "INPUT.INVALID_FORMAT");
        return null;
    }

    /// <summary>Reads ISO 8601 text; without an offset it is taken as Greenwich's, a date alone as its midnight.</summary>
    /// <returns>What is wrong; null on success.</returns>
    public static string? ReadIso(string text, out UtcInstant instant)
    {
        var whole = text.Trim();
        if (!whole.Contains('T', StringComparison.OrdinalIgnoreCase) && !whole.Contains(':', StringComparison.Ordinal))
        {
            whole += "T00:00:00Z";
        }

        if (IsoInstant.TryParse(whole, out instant, out var problem) || IsoInstant.TryParse(whole + "Z", out instant, out _))
        {
            return null;
        }

        return problem;
    }

    /// <summary>A Julian date that can be worked with; NaN and the absurd are refused.</summary>
    public static bool IsJd(double value) => Math.Abs(value) <= MostJd;

    private static bool TryReadJd(JsonElement value, string field, FieldFaults faults, List<JulianDate> into)
    {
        // Decimal text keeps the digits that a double of 2.4 million days drops.
        if (value.ValueKind == JsonValueKind.Number
            && decimal.TryParse(value.GetRawText(), NumberStyles.Float, CultureInfo.InvariantCulture, out var exact)
            && IsJd((double)exact))
        {
            var day = Math.Floor(exact);
            into.Add(JulianDate.From((double)day, (double)(exact - day)));
            return true;
        }

        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 2
            && TryGetDouble(value[0], out var first) && TryGetDouble(value[1], out var second) && IsJd(first) && IsJd(second))
        {
            into.Add(JulianDate.From(first, second));
            return true;
        }

        faults.Add(field, "must be a Julian date", "INPUT.INVALID_FORMAT", value.ToString());
        return false;
    }

    /// <summary>A number of JSON; false for all else, where JsonElement's own method throws.</summary>
    public static bool TryGetDouble(JsonElement value, out double number)
    {
        number = 0.0;
        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out number);
    }
}
