using Ephemeris.Api.Charts;
using Ephemeris.Api.Frames;
using Ephemeris.Api.Gateway;
using Ephemeris.Api.Kernels;
using Ephemeris.Api.Time;
using Platform.ServiceDefaults.Errors;

namespace Ephemeris.Api.Events;

/// <summary><c>GET /v1/events/{kind}</c>: searches on the same states that charts are made of.</summary>
internal sealed class FindEvents(KernelStore kernels, KernelRouter router, TimeProvider clock)
{
    private const double YearDays = 366.0;
    private const double CenturyDays = 36525.0;
    private const int MostEvents = 10_000;

    private static readonly ChartBody[] SunAndMoon = [ChartBody.Find("Sun")!, ChartBody.Find("Moon")!];
    private static readonly string[] Planets = ["Mercury", "Venus", "Mars", "Jupiter", "Saturn", "Uranus", "Neptune", "Pluto"];

    /// <summary>Kinds of events.</summary>
    public static readonly string[] Kinds =
        ["rise-set", "transits", "seasons", "phases", "eclipses", "ingresses", "stations", "conjunctions"];

    /// <summary>Answers a request.</summary>
    public Outcome<EventsAnswer> Find(string kind, HttpRequest request, CancellationToken cancelled)
    {
        var query = new EventQuery(request, clock);
        var isLocal = kind is "rise-set" or "transits";
        var (start, end) = query.Span(isLocal ? 1.0 : YearDays, isLocal ? YearDays : CenturyDays);
        var search = Search(kind, query);
        if (query.Error is { } error)
        {
            return error;
        }

        if (search is null)
        {
            return new UnknownEvents(kind);
        }

        var (first, last) = (Epoch.FromUtc(start), Epoch.FromUtc(end));
        if (!router.Route(kernels.Current, RoutingWish.Of(request, null), (start, first.Et), (end, last.Et)).TryGet(out var route, out error))
        {
            return error;
        }

        var sky = new EventSky(route.Slot, first, cancelled);
        try
        {
            var found = new List<EventAnswer>();
            foreach (var one in search.Value.Events(sky, sky.Seconds(last)))
            {
                found.Add(one);
                if (found.Count > MostEvents)
                {
                    return new TooManyEvents(MostEvents);
                }
            }

            found.Sort((a, b) => a.Instant.JulianDate.SecondsSince(b.Instant.JulianDate).CompareTo(0.0));
            return new EventsAnswer(kind, start.ToIso(), end.ToIso(), search.Value.PrecisionSeconds, route.Slot.Catalog.Name, found, Basis(route.Slot, search.Value.Bodies, first, last, isLocal));
        }
        catch (EventFailure failure)
        {
            return failure.Error;
        }
    }

    /// <summary>What the places rest on, with the bound of whichever end of the span is known worse.</summary>
    internal static Provenance Basis(KernelSlot slot, IReadOnlyList<ChartBody> bodies, in Epoch first, in Epoch last, bool isLocal) => Provenance.Of(
        slot.Catalog,
        bodies.Select(body => body.NaifId),
        first,
        ModelProfile.Iau,
        false,
        Math.Max(
            ChartAccuracy.BoundArcsec(slot.Ephemeris, bodies, first, isLocal, deltaTIsGiven: false),
            ChartAccuracy.BoundArcsec(slot.Ephemeris, bodies, last, isLocal, deltaTIsGiven: false)));

    private static (double PrecisionSeconds, IReadOnlyList<ChartBody> Bodies, Func<EventSky, double, IEnumerable<EventAnswer>> Events)? Search(string kind, EventQuery query)
    {
        switch (kind)
        {
            case "rise-set":
                var (risers, place, horizon) = (query.Bodies(["Sun"]), query.Place(), query.Number("horizon", -30.0, 30.0));
                return (HorizonEvents.PrecisionSeconds, risers, (sky, until) => risers.SelectMany(body => HorizonEvents.RisesAndSets(sky, body, place, horizon, until)));
            case "transits":
                var (passers, meridian) = (query.Bodies(["Sun"]), query.Place());
                return (HorizonEvents.PrecisionSeconds, passers, (sky, until) => passers.SelectMany(body => HorizonEvents.Transits(sky, body, meridian, until)));
            case "seasons":
                return (LongitudeEvents.PrecisionSeconds, SunAndMoon[..1], LongitudeEvents.Seasons);
            case "phases":
                return (LongitudeEvents.PrecisionSeconds, SunAndMoon, LongitudeEvents.Phases);
            case "eclipses":
                var type = query.Word("type", "all", "solar", "lunar");
                return (Eclipses.PrecisionSeconds, SunAndMoon, (sky, until) => Eclipses.Find(sky, type != "lunar", type != "solar", until));
            case "ingresses":
                var (bodies, zodiac) = (query.Bodies([.. ChartBody.Seven.Select(body => body.Name)]), query.Zodiac());
                return (LongitudeEvents.PrecisionSeconds, bodies, (sky, until) => bodies.SelectMany(body => LongitudeEvents.Ingresses(sky, body, zodiac, until)));
            case "stations":
                var wanderers = query.Bodies(Planets, "Sun", "Moon");
                return (LongitudeEvents.StationPrecisionSeconds, wanderers, (sky, until) => wanderers.SelectMany(body => LongitudeEvents.Stations(sky, body, until)));
            case "conjunctions":
                var pair = query.Bodies(["Mercury", "Venus", "Mars", "Jupiter", "Saturn"]);
                if (pair.Count < 2)
                {
                    query.Fault("bodies", "must name at least two bodies");
                }

                return (LongitudeEvents.PrecisionSeconds, pair, (sky, until) =>
                    from i in Enumerable.Range(0, pair.Count)
                    from j in Enumerable.Range(i + 1, pair.Count - i - 1)
                    from found in LongitudeEvents.Conjunctions(sky, pair[i], pair[j], until)
                    select found);
            default:
                return null;
        }
    }
}

/// <summary>A kind of event that is not searched.</summary>
/// <param name="Kind">What was asked.</param>
public sealed record UnknownEvents(string Kind) : Error(
    404, "INPUT.INVALID", "Unknown kind of event", $"events '{(Kind.Length <= 40 ? Kind : Kind[..40])}' are not one of {string.Join(", ", FindEvents.Kinds)}");

/// <summary>More events than one answer carries.</summary>
/// <param name="Most">The limit.</param>
public sealed record TooManyEvents(int Most) : Error(
    422, "INPUT.INVALID", "Too many events", $"The span holds more than {Most} events: ask for less.");
