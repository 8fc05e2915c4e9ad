using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ephemeris.Api.Tests.Fuzz;

/// <summary>A request made from a kept one: <c>METHOD path?query body</c>.</summary>
internal sealed record FuzzRequest(string Method, string Path, string? Body)
{
    /// <summary>Reads a line of a seeds file.</summary>
    public static FuzzRequest Read(string line)
    {
        var parts = line.Split(' ', 3);
        return new FuzzRequest(parts[0], parts[1], parts.Length == 3 ? parts[2] : null);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Method} {Path} {Body}";
}

/// <summary>Changes requests where parsers and validators have to decide: members, values, types, depth, text.</summary>
internal static class RequestMutator
{
    private const string Alphabet = "{}[]\",:0123456789-+.eE\\u tfn\u0661\u2212é&=%/ZTz";

    // Members of all routes, so that one route meets another's.
    private static readonly string[] Names =
    [
        "birth_time", "local_datetime", "latitude", "longitude", "elevation", "zodiac", "ayanamsa", "bodies", "kernel", "profile",
        "observer", "delta_t", "houses", "system", "house_system", "mc_hemisphere", "place", "when", "utc", "frame", "epoch", "time",
        "jd_tt", "jd_tdb", "jd_ut1", "et", "target", "center", "cases", "corrections", "refraction", "calendar", "charts", "range",
        "user_provided_offset", "user_provided_zone", "timezone_override", "disambiguation", "parity_profile", "unknown",
    ];

    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "-0", "-1", "1e308", "-1e308", "1e-320", "1e400", "9007199254740993", "90", "-90", "90.0000001",
        "180", "-180", "3e8", "-3100015.5", "8000016.5", "2451545.0", "\"\"", "\" \"", "\"x\"", "\"NaN\"", "\"37.7\"", "[]", "{}", "[[]]",
        "[null]", "[1,2]", "[\"a\",\"b\"]", "[[\"a\",\"b\"]]", "[{}]", "{\"utc\":[]}", "{\"lat\":1,\"lon\":\"x\"}", "\"2016-12-31T23:59:60Z\"",
        "\"-13200-05-06T00:00:00Z\"", "\"+17191-03-15T00:00:00Z\"", "\"+200000-12-31T23:59:59-23:59\"", "\"1883-11-18T12:00\"",
        "\"Sun\"", "[\"Sun\",\"Sun\"]", "[\"Chiron\"]", "\"de441\"", "\"lahiri\"", "\"koch\"", "\"julian\"", "\"\\u0000\"", "\"\\ud800\"", "\"as_entered\"",
    ];

    /// <summary>A request that differs from the seed in one to four places.</summary>
    public static FuzzRequest Mutate(FuzzRequest seed, Random random) => seed.Body is { } body
        ? seed with { Body = random.Next(5) == 0 ? FuzzRun.Mutate(body, Alphabet, random) : Structure(body, random) }
        : seed with { Path = Query(seed.Path, random) };

    private static string Structure(string body, Random random)
    {
        var root = JsonNode.Parse(body)!;
        for (var n = random.Next(1, 4); n > 0; n--)
        {
            var objects = Objects(root).ToList();
            var target = objects[random.Next(objects.Count)];
            var names = target.Select(member => member.Key).ToList();
            var name = names.Count > 0 && random.Next(4) > 0 ? names[random.Next(names.Count)] : Names[random.Next(Names.Length)];
            if (random.Next(5) == 0)
            {
                target.Remove(name);
            }
            else
            {
                target[name] = Value(target[name], random);
            }
        }

        var text = root.ToJsonString();
        for (var i = 0; i < Values.Length; i++)
        {
            text = text.Replace(Place(i), Values[i], StringComparison.Ordinal);
        }

        return random.Next(12) switch
        {
            // A member twice, bytes cut off, arrays too deep for anybody, white space and a second document.
            0 => text[..^1] + (text.Length > 2 ? "," : "") + $"\"{Names[random.Next(Names.Length)]}\":{Values[random.Next(Values.Length)]}}}",
            1 => text[..random.Next(text.Length)],
            2 => new string('[', random.Next(1, 300)) + text,
            3 => text + " " + Values[random.Next(Values.Length)],
            _ => text,
        };
    }

    private static JsonNode? Value(JsonNode? old, Random random)
    {
        if (old is JsonValue value && random.Next(3) == 0)
        {
            var factor = (random.NextDouble() - 0.5) * Math.Pow(10.0, random.Next(-3, 6));
            return value.GetValueKind() switch
            {
                JsonValueKind.Number => value.GetValue<double>() * factor,
                JsonValueKind.String => FuzzRun.Mutate(value.GetValue<string>(), Alphabet, random),
                _ => null,
            };
        }

        // Values that no JSON tree can hold come in when it is text.
        return Place(random.Next(Values.Length)).Trim('"');
    }

    private static string Place(int index) => string.Create(CultureInfo.InvariantCulture, $"\"@{index}@\"");

    private static IEnumerable<JsonObject> Objects(JsonNode? node) => node switch
    {
        JsonObject inner => inner.Select(member => member.Value).SelectMany(Objects).Prepend(inner),
        JsonArray list => list.SelectMany(Objects),
        _ => [],
    };

    private static string Query(string path, Random random)
    {
        var at = path.IndexOf('?', StringComparison.Ordinal);
        var result = new StringBuilder(at < 0 ? path : path[..at]);
        var separator = '?';
        foreach (var pair in at < 0 ? [] : path[(at + 1)..].Split('&'))
        {
            if (random.Next(6) == 0)
            {
                continue;
            }

            var (name, value) = (pair.Split('=')[0], Uri.UnescapeDataString(pair.Split('=')[^1]));
            value = random.Next(4) switch
            {
                0 => FuzzRun.Mutate(value, Alphabet, random),
                1 => Values[random.Next(Values.Length)].Trim('"'),
                2 => (random.NextDouble() * Math.Pow(10.0, random.Next(-5, 9))).ToString("R", CultureInfo.InvariantCulture),
                _ => value,
            };
            result.Append(separator).Append(name).Append('=').Append(Escape(value));
            separator = '&';
        }

        if (random.Next(8) == 0)
        {
            result.Append(separator).Append(Names[random.Next(Names.Length)]).Append('=').Append(Escape(Values[random.Next(Values.Length)]));
        }

        return result.ToString();
    }

    // Half of a surrogate pair has no escape; a real client could not send it either.
    private static string Escape(string text) => Uri.EscapeDataString(string.Concat(text.Where(c => !char.IsSurrogate(c))));
}
