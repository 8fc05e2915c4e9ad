using System.Globalization;

namespace Ephemeris.Api.TimeResolution;

/// <summary>The clocks that a local time is read on: a zone of the tz database, a label such as EST, or a bare offset.</summary>
/// <param name="Id">Name for the answer.</param>
/// <param name="Rules">Its offsets.</param>
/// <param name="IsFixed">True for labels and offsets.</param>
public sealed record ClockSource(string Id, ZoneRules Rules, bool IsFixed)
{
    // American labels mean one offset all year; the tz database's zones of the same names mean something else.
    private static readonly Dictionary<string, (int OffsetSeconds, bool IsDst)> Labels = new(StringComparer.OrdinalIgnoreCase)
    {
        ["EST"] = (-18000, false),
        ["EDT"] = (-14400, true),
        ["CST"] = (-21600, false),
        ["CDT"] = (-18000, true),
        ["MST"] = (-25200, false),
        ["MDT"] = (-21600, true),
        ["PST"] = (-28800, false),
        ["PDT"] = (-25200, true),
    };

    /// <summary>Clocks that never change.</summary>
    public static ClockSource Fixed(string id, int offsetSeconds, bool isDst = false) =>
        new(id, new ZoneRules([], [], [new LocalTimeType(offsetSeconds, isDst, id)], null), true);

    /// <summary>An offset as a name, <c>+05:30</c> or <c>-00:25:21</c>.</summary>
    public static string OffsetName(int offsetSeconds)
    {
        var size = TimeSpan.FromSeconds(Math.Abs((long)offsetSeconds));
        var sign = offsetSeconds < 0 ? '-' : '+';
        return string.Create(CultureInfo.InvariantCulture, $"{sign}{(int)size.TotalHours:00}:{size.Minutes:00}")
            + (size.Seconds == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $":{size.Seconds:00}"));
    }

    /// <summary>Finds clocks by a label, a zone's name or an offset <c>±HH:MM[:SS]</c>; null when it is none of these.</summary>
    public static ClockSource? Find(string text, ZoneCatalogue zones)
    {
        text = text.Trim();
        if (Labels.TryGetValue(text, out var label))
        {
            return Fixed(text.ToUpperInvariant(), label.OffsetSeconds, label.IsDst);
        }

        if (zones.TryGet(text, out var id, out var rules))
        {
            return new ClockSource(id, rules, false);
        }

        var digits = text.Length > 1 && text[0] is '+' or '-' ? text[1..] : "";
        return TimeSpan.TryParseExact(digits, [@"hh\:mm", @"hh\:mm\:ss", "hhmm"], CultureInfo.InvariantCulture, out var size)
            ? Fixed(text, (int)size.TotalSeconds * (text[0] == '-' ? -1 : 1))
            : null;
    }
}
