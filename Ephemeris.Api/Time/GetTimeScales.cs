using System.Globalization;
using Ephemeris.Api.States;
using Platform.ServiceDefaults.Errors;

namespace Ephemeris.Api.Time;

/// <summary>One instant in all scales.</summary>
/// <param name="Utc">Civil label: UTC from 1972 on, UT1 before.</param>
/// <param name="Jd">Julian date of the civil label.</param>
/// <param name="JdTt">Julian date TT.</param>
/// <param name="JdTdb">Julian date TDB.</param>
/// <param name="JdUt1">Julian date UT1.</param>
/// <param name="Et">TDB seconds past J2000.</param>
/// <param name="Tt">TT as ISO 8601, without offset.</param>
/// <param name="TaiMinusUtc">TAI − UTC, s; null before 1972.</param>
/// <param name="TdbMinusTt">TDB − TT, s.</param>
/// <param name="Ut1MinusUtc">UT1 − UTC, s; 0 before 1972.</param>
/// <param name="DeltaT">TT − UT1, s.</param>
/// <param name="DeltaTErrorSeconds">One standard error of ΔT, s.</param>
/// <param name="PoleArcsec">Polar motion x, y, arc seconds.</param>
/// <param name="Source"><c>IERS C04</c> or <c>model</c>.</param>
/// <param name="Calendar">Calendar in which the date was read.</param>
/// <param name="Gregorian">Date in the proleptic Gregorian calendar, year astronomical.</param>
/// <param name="Julian">The same in the Julian calendar.</param>
public sealed record TimeScalesAnswer(
    string Utc,
    double Jd,
    double JdTt,
    double JdTdb,
    double JdUt1,
    double Et,
    string Tt,
    int? TaiMinusUtc,
    double TdbMinusTt,
    double Ut1MinusUtc,
    double DeltaT,
    double DeltaTErrorSeconds,
    double[] PoleArcsec,
    string Source,
    string Calendar,
    string Gregorian,
    string Julian);

/// <summary><c>GET /v1/timescales?utc=…|date=…&amp;calendar=|jd_tt=|jd_tdb=|jd_ut1=|jd_utc=</c>.</summary>
internal static class GetTimeScales
{
    /// <summary>Answers a request.</summary>
    public static IResult Handle(HttpRequest request)
    {
        FieldFaults faults = new();
        var query = request.Query;
        var calendar = query["calendar"].ToString().Trim().ToLowerInvariant() switch
        {
            "" or "gregorian" or "civil" => "gregorian",
            "julian" => "julian",
            var other => Bad("calendar", "must be gregorian or julian", other, faults),
        };
        var epoch = Read(query, calendar == "julian", faults);
        return faults.Error is { } error ? new ErrorResult(error) : TypedResults.Ok(Answer(epoch, calendar));
    }

    /// <summary>The instant that a query names, by <c>utc</c>, <c>date</c> or a Julian date.</summary>
    internal static Epoch Read(IQueryCollection query, bool isJulian, FieldFaults faults)
    {
        var deltaT = Number(query, "delta_t", faults);
        foreach (var scale in new[] { "tt", "tdb", "ut1", "utc" })
        {
            if (Number(query, "jd_" + scale, faults) is { } jd)
            {
                return InstantArgument.FromJd(scale, JulianDate.From(jd), deltaT);
            }
        }

        if (query["date"].ToString() is { Length: > 0 } date)
        {
            if (!TryReadDate(date, isJulian, out var instant))
            {
                faults.Add("date", "must be a date such as 1957-10-04.81 or 1957-10-04T19:26:24", "INPUT.INVALID_FORMAT", date);
            }

            return Epoch.FromUtc(instant, deltaT);
        }

        if (query["utc"].ToString() is { Length: > 0 } utc)
        {
            // A plus in a query means a blank.
            if (InstantArgument.ReadIso(utc.Replace(' ', '+'), out var instant) is { } problem
                && (problem = InstantArgument.ReadIso(utc, out instant)) is not null)
            {
                faults.Add("utc", problem, "INPUT.INVALID_FORMAT", utc);
            }

            return Epoch.FromUtc(instant, deltaT);
        }

        faults.Add("utc", "or date is required", FaultCodes.Required);
        return default;
    }

    /// <summary>A query's number; null when absent.</summary>
    internal static double? Number(IQueryCollection query, string field, FieldFaults faults)
    {
        var text = query[field].ToString();
        if (text.Length == 0)
        {
            return null;
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && InstantArgument.IsJd(value))
        {
            return value;
        }

        faults.Add(field, "must be a number", "INPUT.INVALID_FORMAT", text);
        return null;
    }

    /// <summary>Reads a date with a decimal day or a time of day, in either calendar.</summary>
    internal static bool TryReadDate(string text, bool isJulian, out UtcInstant instant)
    {
        instant = default;
        var body = text.Trim();
        var fraction = 0.0;
        var clock = body.IndexOfAny(['T', 't', ' ']);
        if (clock > 0)
        {
            if (!IsoInstant.TryParseLocal("2000-01-01T" + body[(clock + 1)..].TrimEnd('Z', 'z'), out _, out var seconds, out _, out var rest, out _)
                || !rest.IsEmpty)
            {
                return false;
            }

            fraction = seconds / JulianDate.SecondsPerDay;
            body = body[..clock];
        }

        var sign = body.StartsWith('-') || body.StartsWith('−') ? -1 : 1;
        var parts = body.TrimStart('-', '−', '+').Split('-');
        if (parts.Length != 3
            || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var year)
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var month)
            || !double.TryParse(parts[2], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var day)
            || year > 200_000 || month is < 1 or > 12 || day is < 1.0 or >= 32.0 || (fraction > 0.0 && day != Math.Floor(day)))
        {
            return false;
        }

        var date = new CalendarDate(sign * year, month, (int)day);
        var number = isJulian ? CalendarDays.JulianDayNumber(date) : CalendarDays.GregorianDayNumber(date);
        // A day that the month lacks leads into the next one.
        if ((isJulian ? CalendarDays.Julian(number) : CalendarDays.Gregorian(number)) != date)
        {
            return false;
        }

        // A decimal day carries its own rounding: to the microsecond is what it means.
        var secondsOfDay = Math.Round((day - Math.Floor(day) + fraction) * JulianDate.SecondsPerDay, 6);
        instant = new UtcInstant(number - 0.5, secondsOfDay);
        return true;
    }

    private static TimeScalesAnswer Answer(in Epoch epoch, string calendar)
    {
        var civil = epoch.ToUtc();
        var jd = civil.JulianDate;
        var number = (long)(civil.MidnightJd + 0.5);
        int? tai = civil.IsUtc ? LeapSeconds.TaiMinusUtc(civil.MidnightJd) : null;
        return new TimeScalesAnswer(
            civil.ToIso(3),
            jd.Value,
            epoch.Tt.Value,
            epoch.Tdb.Value,
            epoch.Ut1.Value,
            epoch.Et.Seconds,
            new UtcInstant(epoch.Tt.Day, epoch.Tt.Fraction * JulianDate.SecondsPerDay).ToIso(6).TrimEnd('Z'),
            tai,
            Epoch.TdbMinusTtSeconds(epoch.Tt),
            tai is { } seconds ? seconds + Epoch.TtMinusTaiSeconds - epoch.DeltaTSeconds : 0.0,
            epoch.DeltaTSeconds,
            Time.DeltaT.StandardErrorSeconds(epoch.Tt.JulianYear),
            [epoch.PoleXArcsec, epoch.PoleYArcsec],
            epoch.IsEarthOrientationMeasured ? "IERS C04" : "model",
            calendar,
            Text(CalendarDays.Gregorian(number)),
            Text(CalendarDays.Julian(number)));
    }

    private static string Text(CalendarDate date) =>
        string.Create(CultureInfo.InvariantCulture, $"{date.Year:0000;-0000}-{date.Month:00}-{date.Day:00}");

    private static string Bad(string field, string wanted, string value, FieldFaults faults)
    {
        faults.Add(field, wanted, "INPUT.INVALID", value);
        return value;
    }
}
