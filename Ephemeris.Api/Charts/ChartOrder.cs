using System.Globalization;
using Ephemeris.Api.Frames;
using Ephemeris.Api.Observers;
using Ephemeris.Api.Time;
using Platform.ServiceDefaults.Errors;

namespace Ephemeris.Api.Charts;

/// <summary>A chart request, read and checked.</summary>
/// <param name="Instant">Civil instant.</param>
/// <param name="Epoch">The same in every scale.</param>
/// <param name="Place">Place of the chart, used also when it is geocentric (houses).</param>
/// <param name="Settings">Conditions.</param>
/// <param name="Bodies">Bodies in the order of the request, each once.</param>
/// <param name="ParityProfile">Echo.</param>
/// <param name="DeltaTIsGiven">True when the caller gave ΔT.</param>
/// <param name="IsDraconic">Longitudes count from the Moon's true node.</param>
internal sealed record ChartOrder(
    UtcInstant Instant,
    Epoch Epoch,
    Observer Place,
    ChartSettings Settings,
    IReadOnlyList<ChartBody> Bodies,
    string ParityProfile,
    bool DeltaTIsGiven,
    bool IsDraconic = false)
{
    private const double MostDeltaTSeconds = 1e6;
    private const int MostBodies = 64;
    private const int LongestProfile = 64;

    /// <summary>Zodiac in words.</summary>
    public string Zodiac => IsDraconic ? "draconic" : Settings.Ayanamsa is null ? "tropical" : "sidereal";

    /// <summary>Reads a request whose instant is in <c>birth_time</c>.</summary>
    public static Outcome<ChartOrder> Read(CalculateRequest request)
    {
        if (string.IsNullOrWhiteSpace(request.BirthTime))
        {
            return new FieldRequired("birth_time");
        }

        FieldFaults faults = new();
        if (!IsoInstant.TryParse(request.BirthTime, out var instant, out var problem))
        {
            faults.Add("birth_time", problem!, "INPUT.INVALID_FORMAT", request.BirthTime);
        }

        return Read(request, instant, faults);
    }

    /// <summary>Reads the rest of a request whose instant is known.</summary>
    public static Outcome<ChartOrder> Read(CalculateRequest request, UtcInstant instant, FieldFaults faults)
    {
        var latitude = Number(faults, "latitude", request.Latitude, -90.0, 90.0, null);
        var longitude = Number(faults, "longitude", request.Longitude, -180.0, 180.0, null);
        var elevation = Number(faults, "elevation", request.Elevation, -500.0, 10000.0, 0.0);
        var deltaT = request.DeltaT is null
            ? (double?)null
            : Number(faults, "delta_t", request.DeltaT, -MostDeltaTSeconds, MostDeltaTSeconds, null);
        var zodiac = Word(faults, "zodiac", request.Zodiac, "sidereal", "tropical", "draconic");
        var profile = Word(faults, "profile", request.Profile, "iau", "compat");
        var observer = Word(faults, "observer", request.Observer, "topocentric", "geocentric", "heliocentric");
        var ayanamsa = request.AyanamsaDefinition is { } own ? Define(faults, own) : Ayanamsa.Find(request.Ayanamsa ?? "lahiri");
        if (ayanamsa is null)
        {
            faults.Add("ayanamsa", $"must be one of {string.Join(", ", Ayanamsa.All.Select(known => known.Id))}", "AYANAMSHA.UNSUPPORTED", request.Ayanamsa);
        }

        var bodies = ReadBodies(request.Bodies, faults, observer == "heliocentric");
        if (request.ParityProfile?.Length > LongestProfile)
        {
            faults.Add("parity_profile", $"must have at most {LongestProfile} characters", "INPUT.INVALID");
        }

        if (faults.Error is { } error)
        {
            return error;
        }

        var place = new Observer(latitude, longitude, elevation);
        var settings = new ChartSettings(
            profile == "iau" ? ModelProfile.Iau : ModelProfile.Compat,
            observer == "topocentric" ? place : null,
            zodiac == "sidereal" ? ayanamsa : null,
            observer == "heliocentric");
        return new ChartOrder(
            instant,
            Epoch.FromUtc(instant, deltaT),
            place,
            settings,
            bodies,
            request.ParityProfile ?? "strict_history",
            deltaT is not null,
            zodiac == "draconic");
    }

    private static Ayanamsa Define(FieldFaults faults, AyanamsaDefinition own)
    {
        var value = Number(faults, "ayanamsa_definition.value_deg", own.ValueDeg, -360.0, 360.0, null);
        double? epoch = own.JdTt is null ? null : Number(faults, "ayanamsa_definition.jd_tt", own.JdTt, -1e7, 1e7, null);
        return new Ayanamsa("custom", "Defined by the caller", epoch, value);
    }

    private static IReadOnlyList<ChartBody> ReadBodies(IReadOnlyList<string>? names, FieldFaults faults, bool isHeliocentric)
    {
        if (names is null)
        {
            return isHeliocentric ? ChartBody.Heliocentric : ChartBody.Seven;
        }

        if (names.Count is 0 or > MostBodies)
        {
            faults.Add("bodies", $"must name 1 to {MostBodies} bodies", "BODIES.UNSUPPORTED", names.Count);
            return [];
        }

        List<ChartBody> bodies = [];
        for (var i = 0; i < names.Count; i++)
        {
            var named = isHeliocentric && ChartBody.Earth.Name.Equals(names[i]?.Trim(), StringComparison.OrdinalIgnoreCase)
                ? ChartBody.Earth
                : ChartBody.Find(names[i]);
            if (isHeliocentric && (named is { Name: "Sun" or "Moon" } or { Kind: not ChartBodyKind.Kernel }))
            {
                faults.Add($"bodies[{i}]", "must be a body that goes round the Sun", "BODIES.UNSUPPORTED", names[i]);
            }
            else if (named is not { } body)
            {
                faults.Add(
                    $"bodies[{i}]", $"must be one of {string.Join(", ", ChartBody.All.Select(known => known.Name))}", "BODIES.UNSUPPORTED", names[i]);
            }
            else if (!bodies.Contains(body))
            {
                bodies.Add(body);
            }
        }

        return bodies;
    }

    private static double Number(FieldFaults faults, string field, double? value, double min, double max, double? fallback)
    {
        if (value is null && fallback is { } given)
        {
            return given;
        }

        // NaN fails both comparisons.
        if (value is not { } number || !(number >= min && number <= max))
        {
            var wanted = string.Create(CultureInfo.InvariantCulture, $"must be a number from {min} to {max}");
            faults.Add(field, value is null ? "is required: " + wanted : wanted, value is null ? FaultCodes.Required : "INPUT.INVALID", value);
            return 0.0;
        }

        return number;
    }

    private static string Word(FieldFaults faults, string field, string? value, params ReadOnlySpan<string> words)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            return words[0];
        }

        foreach (var word in words)
        {
            if (word.Equals(value.Trim(), StringComparison.OrdinalIgnoreCase))
            {
                return word;
            }
        }

        faults.Add(field, $"must be {string.Join(" or ", words.ToArray())}", "INPUT.INVALID", value);
        return words[0];
    }
}
