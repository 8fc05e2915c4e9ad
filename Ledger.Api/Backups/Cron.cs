using System.Globalization;

namespace Ledger.Api.Backups;

/// <summary>
/// A schedule in the five fields of cron (minute, hour, day of month, month, day of week), in UTC. Each field is <c>*</c>, or a list
/// of numbers, ranges <c>a-b</c> and steps <c>*/n</c> or <c>a-b/n</c>; months and days may be named by three letters, Sunday is 0 and
/// 7. As in cron, when neither day field is <c>*</c> a day that fits either will do. <c>@hourly</c>, <c>@daily</c>, <c>@weekly</c> and
/// <c>@monthly</c> stand for what they say.
/// </summary>
internal sealed class Cron
{
    // Four years hold every date there is; 29 February may be eight away around 2100.
    private const int MaxDays = 366 * 9;

    private static readonly string[] Months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
    private static readonly string[] Weekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

    private readonly string _text;
    private readonly ulong _minutes;
    private readonly ulong _hours;
    private readonly ulong _days;
    private readonly ulong _months;
    private readonly ulong _weekdays;
    private readonly bool _eitherDay;

    private Cron(string text, ulong minutes, ulong hours, ulong days, ulong months, ulong weekdays, bool eitherDay) =>
        (_text, _minutes, _hours, _days, _months, _weekdays, _eitherDay) = (text, minutes, hours, days, months, weekdays, eitherDay);

    /// <summary>Reads a schedule; null when it cannot be read, or never comes.</summary>
    public static Cron? TryParse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var fields = (text.Trim().ToUpperInvariant() switch
        {
            "@HOURLY" => "0 * * * *",
            "@DAILY" or "@MIDNIGHT" => "0 0 * * *",
            "@WEEKLY" => "0 0 * * 0",
            "@MONTHLY" => "0 0 1 * *",
            var plain => plain,
        }).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != 5
            || Field(fields[0], 0, 59, []) is not { } minutes || Field(fields[1], 0, 23, []) is not { } hours
            || Field(fields[2], 1, 31, []) is not { } days || Field(fields[3], 1, 12, Months) is not { } months
            || Field(fields[4], 0, 7, Weekdays) is not { } weekdays)
        {
            return null;
        }

        // Sunday's two numbers are one day.
        weekdays |= weekdays >> 7 & 1;
        var cron = new Cron(text, minutes, hours, days, months, weekdays, fields[2][0] != '*' && fields[4][0] != '*');
        return cron.Next(DateTimeOffset.UnixEpoch) is null ? null : cron;
    }

    /// <summary>The first time after another that fits, to the minute; null when none comes within nine years.</summary>
    public DateTimeOffset? Next(DateTimeOffset after)
    {
        var from = after.UtcDateTime;
        var day = from.Date;
        var minuteOfDay = (from.Hour * 60) + from.Minute + 1;
        for (var i = 0; i < MaxDays; i++, day = day.AddDays(1), minuteOfDay = 0)
        {
            if (!Fits(day))
            {
                continue;
            }

            for (var at = minuteOfDay; at < 24 * 60; at++)
            {
                if (Has(_hours, at / 60) && Has(_minutes, at % 60))
                {
                    return new DateTimeOffset(day.AddMinutes(at), TimeSpan.Zero);
                }
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public override string ToString() => _text;

    private static ulong? Field(string field, int first, int last, string[] names)
    {
        ulong set = 0;
        foreach (var part in field.Split(','))
        {
            var (range, step) = part.Split('/') switch
            {
                [var alone] => (alone, 1),
                [var stepped, var by] when Number(by) is > 0 and var n => (stepped, n),
                _ => ("", 0),
            };
            var ends = range == "*" ? [first, last] : range.Split('-').Select(end => Named(end, first, names)).ToArray();
            if (ends.Length is 0 or > 2 || ends.Any(end => end is null || end < first || end > last) || ends[0] > ends[^1])
            {
                return null;
            }

            // "5/15" means from 5 on.
            var until = ends.Length == 1 && step > 1 ? last : ends[^1]!.Value;
            for (var value = ends[0]!.Value; value <= until; value += step)
            {
                set |= 1UL << value;
            }
        }

        return set;
    }

    private static int? Named(string text, int first, string[] names) =>
        Array.IndexOf(names, text) is >= 0 and var at ? first + at : Number(text);

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static bool Has(ulong set, int value) => (set >> value & 1) == 1;

    private bool Fits(DateTime day)
    {
        var (monthday, weekday) = (Has(_days, day.Day), Has(_weekdays, (int)day.DayOfWeek));
        return Has(_months, day.Month) && (_eitherDay ? monthday || weekday : monthday && weekday);
    }
}
