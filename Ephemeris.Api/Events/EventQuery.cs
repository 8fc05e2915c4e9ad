using System.Globalization;
using Ephemeris.Api.Charts;
using Ephemeris.Api.Observers;
using Ephemeris.Api.Time;
using Platform.ServiceDefaults.Errors;

namespace Ephemeris.Api.Events;

/// <summary>Reads the query of an event search, collecting every fault.</summary>
internal sealed class EventQuery(HttpRequest request, TimeProvider clock)
{
    private readonly FieldFaults _faults = new();

    /// <summary>All faults so far; null when there are none.</summary>
    public Error? Error => _faults.Error;

    /// <summary>Start and end: <c>start</c> (default now) and <c>end</c> or <c>days</c>.</summary>
    public (UtcInstant Start, UtcInstant End) Span(double defaultDays, double mostDays)
    {
        var start = Instant("start") ?? UtcInstant.FromUnix(clock.GetUtcNow().ToUnixTimeSeconds());
        var days = Number("days", 0.0, mostDays);
        var end = Instant("end") ?? UtcInstant.From(start.Date, start.SecondsOfDay + ((days ?? defaultDays) * JulianDate.SecondsPerDay));
        var length = end.JulianDate.SecondsSince(start.JulianDate) / JulianDate.SecondsPerDay;
        if (length < 0.0 || length > mostDays)
        {
            _faults.Add("end", string.Create(CultureInfo.InvariantCulture, $"must lie 0 to {mostDays} days after start"), "INPUT.INVALID");
        }

        return (start, end);
    }

    /// <summary><c>body</c> or <c>bodies</c> (comma separated), bodies of kernels only.</summary>
    public IReadOnlyList<ChartBody> Bodies(string[] fallback, params string[] excluded)
    {
        var text = request.Query["bodies"].ToString() is { Length: > 0 } several ? several : request.Query["body"].ToString();
        var names = text.Length == 0 ? fallback : text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var bodies = new List<ChartBody>();
        foreach (var name in names)
        {
            if (ChartBody.Find(name) is { Kind: ChartBodyKind.Kernel } body && !excluded.Contains(body.Name))
            {
                bodies.Add(body);
            }
            else
            {
                _faults.Add("bodies", "must name bodies with states of their own that the event can happen to", "BODIES.UNSUPPORTED", name);
            }
        }

        return bodies;
    }

    /// <summary>Place: <c>latitude</c>, <c>longitude</c> (or <c>lat</c>, <c>lon</c>) and <c>elevation</c> in m.</summary>
    public Observer Place()
    {
        var latitude = Number("latitude", -90.0, 90.0) ?? Number("lat", -90.0, 90.0);
        var longitude = Number("longitude", -180.0, 180.0) ?? Number("lon", -180.0, 180.0);
        if (latitude is null || longitude is null)
        {
            _faults.Add(latitude is null ? "latitude" : "longitude", "is required", FaultCodes.Required);
        }

        return new Observer(latitude ?? 0.0, longitude ?? 0.0, Number("elevation", -500.0, 10000.0) ?? 0.0);
    }

    /// <summary>Sidereal zodiac by <c>zodiac=sidereal</c> and <c>ayanamsa</c>; null when tropical (default).</summary>
    public Ayanamsa? Zodiac()
    {
        if (Word("zodiac", "tropical", "sidereal") == "tropical")
        {
            return null;
        }

        var id = request.Query["ayanamsa"].ToString() is { Length: > 0 } given ? given : "lahiri";
        if (Ayanamsa.Find(id) is { } ayanamsa)
        {
            return ayanamsa;
        }

        _faults.Add("ayanamsa", "must be an id of GET /v1/ayanamsas", "AYANAMSHA.UNSUPPORTED", id);
        return null;
    }

    /// <summary>One of several words; the first is the default.</summary>
    public string Word(string field, params string[] words)
    {
        var text = request.Query[field].ToString();
        var found = text.Length == 0 ? words[0] : Array.Find(words, word => word.Equals(text, StringComparison.OrdinalIgnoreCase));
        if (found is null)
        {
            _faults.Add(field, $"must be {string.Join(" or ", words)}", "INPUT.INVALID", text);
        }

        return found ?? words[0];
    }

    /// <summary>A number in a range; null when it is not given.</summary>
    public double? Number(string field, double min, double max)
    {
        var text = request.Query[field].ToString();
        if (text.Length == 0)
        {
            return null;
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max)
        {
            return value;
        }

        _faults.Add(field, string.Create(CultureInfo.InvariantCulture, $"must be a number from {min} to {max}"), "INPUT.INVALID", text);
        return null;
    }

    /// <summary>Adds a fault found by the caller.</summary>
    public void Fault(string field, string wanted) => _faults.Add(field, wanted, "INPUT.INVALID");

    private UtcInstant? Instant(string field)
    {
        var text = request.Query[field].ToString();
        if (text.Length == 0)
        {
            return null;
        }

        // A date alone is its midnight.
        if (IsoInstant.TryParse(text.Contains('T', StringComparison.OrdinalIgnoreCase) ? text : text + "T00:00:00Z", out var instant, out var problem))
        {
            return instant;
        }

        _faults.Add(field, problem!, "INPUT.INVALID_FORMAT", text);
        return null;
    }
}
