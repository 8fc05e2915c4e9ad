using System.Text;

namespace Platform.ServiceDefaults.Telemetry;

/// <summary>
/// Names and values in the Prometheus text format. A name that is one already (<c>ercp_runs_total</c>) is kept to the
/// letter; a dotted OpenTelemetry name (<c>http.server.request.duration</c>) gets underscores and its unit as a suffix,
/// after OpenTelemetry's "Prometheus and OpenMetrics Compatibility".
/// </summary>
internal static class PrometheusNames
{
    // UCUM units as the convention spells them out.
    private static readonly Dictionary<string, string> Units = new(StringComparer.Ordinal)
    {
        ["s"] = "seconds",
        ["ms"] = "milliseconds",
        ["us"] = "microseconds",
        ["ns"] = "nanoseconds",
        ["min"] = "minutes",
        ["h"] = "hours",
        ["d"] = "days",
        ["By"] = "bytes",
        ["KBy"] = "kilobytes",
        ["MBy"] = "megabytes",
        ["KiBy"] = "kibibytes",
        ["MiBy"] = "mebibytes",
        ["m"] = "meters",
        ["V"] = "volts",
        ["W"] = "watts",
        ["J"] = "joules",
        ["g"] = "grams",
        ["Cel"] = "celsius",
        ["Hz"] = "hertz",
        ["%"] = "percent",
        ["1"] = "ratio",
    };

    /// <summary>The name of a metric family.</summary>
    /// <param name="name">Name of the instrument.</param>
    /// <param name="unit">Its unit, may be empty.</param>
    /// <param name="counter">True for what only grows: such names end in <c>_total</c>.</param>
    /// <param name="gauge">True for what goes up and down: only there is the unit <c>1</c> a ratio.</param>
    internal static string Metric(string name, string unit, bool counter, bool gauge)
    {
        var kept = Sanitize(name, colon: true);
        if (kept != name && Suffix(unit, gauge) is { } suffix && !EndsWith(kept, suffix))
        {
            kept = counter && EndsWith(kept, "total") ? $"{kept[..^"_total".Length]}_{suffix}" : $"{kept}_{suffix}";
        }

        return counter && !EndsWith(kept, "total") ? kept + "_total" : kept;
    }

    /// <summary>The name of a label: letters, digits and underscores, no digit first.</summary>
    internal static string Label(string name) => Sanitize(name, colon: false);

    /// <summary>Escapes a label's value.</summary>
    internal static StringBuilder AppendValue(this StringBuilder text, string value)
    {
        foreach (var c in value)
        {
            _ = c switch
            {
                '\\' => text.Append("\\\\"),
                '"' => text.Append("\\\""),
                '\n' => text.Append("\\n"),
                _ => text.Append(c),
            };
        }

        return text;
    }

    /// <summary>Escapes a help text, where quotes stand for themselves.</summary>
    internal static string Help(string description) =>
        description.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string? Suffix(string unit, bool gauge)
    {
        // {request} and the like only annotate.
        if (unit.Length == 0 || unit[0] == '{' || (unit == "1" && !gauge))
        {
            return null;
        }

        if (Units.TryGetValue(unit, out var word))
        {
            return word;
        }

        return unit.Split('/') is [var over, var per] && per.Length > 0
            ? $"{Suffix(over, gauge: false)}_per_{Suffix(per, gauge: false)?.TrimEnd('s') ?? per}".TrimStart('_')
            : Sanitize(unit, colon: false);
    }

    private static bool EndsWith(string name, string word) => name.EndsWith("_" + word, StringComparison.Ordinal);

    private static string Sanitize(string name, bool colon)
    {
        var text = new StringBuilder(name.Length + 1);
        foreach (var c in name)
        {
            var kept = char.IsAsciiLetterOrDigit(c) || c == '_' || (colon && c == ':');
            text.Append(kept ? c : '_');
        }

        if (text.Length == 0 || char.IsAsciiDigit(text[0]))
        {
            text.Insert(0, '_');
        }

        return text.ToString();
    }
}
