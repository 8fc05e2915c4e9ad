using Ephemeris.Api.Charts;
using Ephemeris.Api.Frames;
using Ephemeris.Api.Gateway;
using Ephemeris.Api.Kernels;
using Ephemeris.Api.Time;
using Platform.ServiceDefaults.Errors;

namespace Ephemeris.Api.Events;

/// <summary>When does a body come back to a longitude?</summary>
public sealed record ReturnsRequest
{
    /// <summary>Body with states of its own, such as Sun, Moon or Saturn.</summary>
    public string? Body { get; init; }

    /// <summary>Ecliptic longitude to come back to, 0–360; or <see cref="BirthTime"/>.</summary>
    public double? Longitude { get; init; }

    /// <summary>Instant whose geocentric longitude of the body is taken, ISO 8601 with offset.</summary>
    public string? BirthTime { get; init; }

    /// <summary>From when to search, ISO 8601 with offset.</summary>
    public string? Start { get; init; }

    /// <summary>How many returns, 1–100. Default 1.</summary>
    public int? Count { get; init; }

    /// <summary>tropical (default) or sidereal.</summary>
    public string? Zodiac { get; init; }

    /// <summary>Ayanamsa of the sidereal zodiac, default lahiri.</summary>
    public string? Ayanamsa { get; init; }

    /// <summary>de440 or de441.</summary>
    public string? Kernel { get; init; }
}

/// <summary>Returns found.</summary>
/// <param name="Body">The body.</param>
/// <param name="LongitudeDeg">The longitude, degrees.</param>
/// <param name="Zodiac">tropical or sidereal.</param>
/// <param name="TimePrecisionSeconds">Precision of the search, s.</param>
/// <param name="Kernel">Kernel of the positions.</param>
/// <param name="Returns">In order of time; those in retrograde motion are named so.</param>
/// <param name="Provenance">Kernel files with digests, models, sources and the error bound of places at the start.</param>
public sealed record ReturnsAnswer(
    string Body, double LongitudeDeg, string Zodiac, double TimePrecisionSeconds, string Kernel, IReadOnlyList<EventAnswer> Returns, Provenance Provenance);

/// <summary><c>POST /v1/returns</c>.</summary>
internal sealed class FindReturns(KernelStore kernels, KernelRouter router)
{
    private const int MostReturns = 100;

    // Neptune and Pluto need 165 and 248 years for a turn.
    private const double ReachSeconds = 300.0 * 365.25 * JulianDate.SecondsPerDay;

    /// <summary>Answers a request.</summary>
    public Outcome<ReturnsAnswer> Find(ReturnsRequest request, RoutingWish wish, CancellationToken cancelled)
    {
        FieldFaults faults = new();
        var body = ChartBody.Find(request.Body);
        if (body is not { Kind: ChartBodyKind.Kernel })
        {
            faults.Add("body", "must name a body with states of its own", "BODIES.UNSUPPORTED", request.Body);
        }

        var count = request.Count ?? 1;
        if (count is < 1 or > MostReturns)
        {
            faults.Add("count", $"must be 1 to {MostReturns}", "INPUT.INVALID", count);
        }

        var isSidereal = "sidereal".Equals(request.Zodiac, StringComparison.OrdinalIgnoreCase);
        if (!isSidereal && request.Zodiac is not null && !"tropical".Equals(request.Zodiac, StringComparison.OrdinalIgnoreCase))
        {
            faults.Add("zodiac", "must be tropical or sidereal", "INPUT.INVALID", request.Zodiac);
        }

        var ayanamsa = isSidereal ? Charts.Ayanamsa.Find(request.Ayanamsa ?? "lahiri") : null;
        if (isSidereal && ayanamsa is null)
        {
            faults.Add("ayanamsa", "must be an id of GET /v1/ayanamsas", "AYANAMSHA.UNSUPPORTED", request.Ayanamsa);
        }

        if (request.Longitude is null == request.BirthTime is null)
        {
            faults.Add("longitude", "or birth_time, and not both, is required", FaultCodes.Required);
        }
        else if (request.Longitude is { } given && !(given >= 0.0 && given <= 360.0))
        {
            faults.Add("longitude", "must be a number from 0 to 360", "INPUT.INVALID", given);
        }

        var start = Instant(faults, "start", request.Start);
        var birth = request.BirthTime is null ? default : Instant(faults, "birth_time", request.BirthTime);
        if (faults.Error is { } error)
        {
            return error;
        }

        try
        {
            return Search(request, body!, ayanamsa, start, birth, count, wish, cancelled);
        }
        catch (EventFailure failure)
        {
            return failure.Error;
        }
    }

    private Outcome<ReturnsAnswer> Search(
        ReturnsRequest request, ChartBody body, Ayanamsa? ayanamsa, UtcInstant start, UtcInstant birth, int count, RoutingWish wish, CancellationToken cancelled)
    {
        var current = kernels.Current;
        var longitude = request.Longitude ?? 0.0;
        if (request.BirthTime is not null)
        {
            var natal = Epoch.FromUtc(birth);
            if (!router.Route(current, wish, birth, natal.Et, 0.0).TryGet(out var natalRoute, out var natalError))
            {
                return natalError;
            }

            longitude = new EventSky(natalRoute.Slot, natal, cancelled).Longitude(body, 0.0, ayanamsa);
        }

        var from = Epoch.FromUtc(start);
        if (!router.Route(current, wish, start, from.Et, 0.0).TryGet(out var route, out var error))
        {
            return error;
        }

        var found = Returns(route.Slot, out var end);
        if (found.Count < count && end < ReachSeconds)
        {
            // The kernels end before the last return: only a slot that reaches further can tell.
            var beyond = UtcInstant.From(start.Date, start.SecondsOfDay + end + JulianDate.SecondsPerDay);
            if (!router.Route(current, wish, (start, from.Et), (beyond, Epoch.FromUtc(beyond).Et)).TryGet(out route, out error))
            {
                return error;
            }

            found = Returns(route.Slot, out end);
            if (found.Count < count && end < ReachSeconds)
            {
                return new OutsideSlot(route.Slot.Name, start.ToIso() + " with the returns after it", route.Slot.Coverage);
            }
        }

        List<EventAnswer> Returns(KernelSlot slot, out double end)
        {
            var sky = new EventSky(slot, from, cancelled);
            end = sky.Latest;
            return [.. LongitudeEvents.Returns(sky, body, longitude, ayanamsa, Math.Min(ReachSeconds, end)).Take(count)];
        }

        return new ReturnsAnswer(
            body.Name, Angles.RoundDeg(longitude, 6), ayanamsa is null ? "tropical" : "sidereal", LongitudeEvents.PrecisionSeconds, route.Slot.Catalog.Name, found,
            FindEvents.Basis(route.Slot, [body], from, from, isLocal: false));
    }

    private static UtcInstant Instant(FieldFaults faults, string field, string? text)
    {
        if (!IsoInstant.TryParse(text ?? "", out var instant, out var problem))
        {
            faults.Add(field, text is null ? "is required" : problem!, text is null ? FaultCodes.Required : "INPUT.INVALID_FORMAT", text);
        }

        return instant;
    }
}
