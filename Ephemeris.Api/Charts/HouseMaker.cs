using Ephemeris.Api.Frames;
using Ephemeris.Api.Gateway;
using Ephemeris.Api.Kernels;
using Ephemeris.Api.TimeResolution;
using Platform.ServiceDefaults.Errors;

namespace Ephemeris.Api.Charts;

/// <summary>From a chart request to houses and to whole charts.</summary>
internal sealed class HouseMaker(KernelStore kernels, KernelRouter router, ChartMaker charts, ResolveTime resolver)
{
    /// <summary>Houses alone: <c>POST /houses</c>.</summary>
    public Outcome<HousesAnswer> Houses(ChartRequest request, RoutingWish wish)
    {
        if (!Read(request).TryGet(out var wanted, out var error))
        {
            return error;
        }

        return Houses(wanted, wish, wanted.System);
    }

    /// <summary>A chart, with the houses that its request wants: <c>POST /calculate</c>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="order">The same, checked.</param>
    /// <param name="time">Its instant.</param>
    /// <param name="wish">What the caller said about kernels.</param>
    /// <param name="requestId">Id of the request.</param>
    public Outcome<CalculateAnswer> Make(
        CalculateRequest request, ChartOrder order, ChartTime time, RoutingWish wish, string? requestId)
    {
        var outcome = charts.Make(order, wish, requestId, time.Resolution, time.Warnings);
        return request.Houses is { } wanted && outcome.TryGet(out var chart, out _) ? Join(chart, wanted, order, time, wish) : outcome;
    }

    /// <summary>Bodies, houses and aspects: <c>POST /v1/chart</c>.</summary>
    public Outcome<ChartAnswer> Chart(ChartRequest request, RoutingWish wish, string? requestId)
    {
        // The body is that of /calculate, and so is the answer to one without an instant.
        if (string.IsNullOrWhiteSpace(request.BirthTime) && string.IsNullOrWhiteSpace(request.LocalDatetime))
        {
            return new FieldRequired("birth_time");
        }

        if (!Read(request).TryGet(out var wanted, out var error))
        {
            return error;
        }

        // Nobody asked for Placidus by name: where it does not exist, whole signs stand in.
        var isAsked = SystemOf(request) is not null;
        var isPolar = Math.Abs(wanted.Order.Place.LatitudeDeg) > Charts.Houses.PolarLimitDeg;
        var system = !isAsked && isPolar ? HouseSystem.WholeSign : wanted.System;
        if (!charts.Make(wanted.Order, wish, requestId, wanted.Time.Resolution, wanted.Time.Warnings).TryGet(out var places, out error)
            || !Houses(wanted, wish, system).TryGet(out var houses, out error))
        {
            return error;
        }

        var aspects = Aspects.Find([.. places.Data.Select(body => (body.Key, body.Value.Longitude))]);
        return new ChartAnswer(places.Data, houses, aspects, places.Meta);
    }

    private Outcome<CalculateAnswer> Join(CalculateAnswer chart, HousesWish wanted, ChartOrder order, ChartTime time, RoutingWish wish)
    {
        FieldFaults faults = new();
        var (system, hemisphere) = Words("houses.", wanted.System ?? wanted.HouseSystem, wanted.McHemisphere, faults);
        return faults.Error is { } invalid ? invalid
            : Houses(new Wanted(order, time, system, hemisphere), wish, system).TryGet(out var houses, out var error) ? chart with { Houses = houses }
            : error;
    }

    private Outcome<Wanted> Read(ChartRequest request)
    {
        FieldFaults faults = new();
        var (system, hemisphere) = Words("", SystemOf(request), request.McHemisphere ?? request.Houses?.McHemisphere, faults);
        if (!ChartTime.Read(request, resolver, faults).TryGet(out var time, out var error))
        {
            return error;
        }

        return ChartOrder.Read(request, time.Instant, faults).TryGet(out var order, out error)
            ? new Wanted(order, time, system, hemisphere)
            : error;
    }

    private static string? SystemOf(ChartRequest request) =>
        request.System ?? request.HouseSystem ?? request.Houses?.System ?? request.Houses?.HouseSystem;

    private static (HouseSystem System, McHemisphere Hemisphere) Words(string prefix, string? system, string? hemisphere, FieldFaults faults)
    {
        if (!HouseWords.TrySystem(system, out var known))
        {
            faults.Add(prefix + "system", $"must be one of {HouseWords.Names}", "INPUT.INVALID", system);
        }

        if (!HouseWords.TryHemisphere(hemisphere, out var end))
        {
            faults.Add(prefix + "mc_hemisphere", "must be south, north or auto", "INPUT.INVALID", hemisphere);
        }

        return (known, end);
    }

    private Outcome<HousesAnswer> Houses(Wanted wanted, RoutingWish wish, HouseSystem system)
    {
        var order = wanted.Order;
        if (!router.Route(kernels.Current, wish, order.Instant, order.Epoch.Et, 0.0).TryGet(out var route, out var error))
        {
            return error;
        }

        var frames = EpochFrames.At(order.Epoch);
        var isTrue = order.Settings.Profile == ModelProfile.Iau;
        var obliquity = isTrue ? frames.TrueObliquity : CompatEcliptic.Obliquity(frames.Centuries);
        var sidereal = isTrue ? frames.ApparentSiderealTime : EarthRotation.MeanSiderealTime(order.Epoch.Ut1, frames.Centuries);
        var armc = Angles.WrapDeg((sidereal * Angles.RadToDeg) + order.Place.LongitudeDeg);
        if (!Charts.Houses.Compute(system, armc, obliquity * Angles.RadToDeg, order.Place.LatitudeDeg).TryGet(out var houses, out error))
        {
            return error;
        }

        var ayanamsa = ZodiacShift.Of(order.Settings, frames).AyanamsaDeg;
        var origin = ayanamsa ?? 0.0;
        if (order.IsDraconic && ChartMaker.DraconicOrigin(route.Slot.Catalog, order, out origin) is { } failure)
        {
            return failure;
        }

        double Turned(double longitude)
        {
            var rounded = Math.Round(Angles.WrapDeg(longitude - origin), 6);
            return rounded >= 360.0 ? 0.0 : rounded;
        }

        var ascendant = Turned(houses.Ascendant);
        var cusps = system == HouseSystem.WholeSign
            ? Enumerable.Range(0, 12).Select(house => ((Math.Floor(ascendant / 30.0) + house) % 12) * 30.0)
            : houses.Cusps.Select(Turned);
        var isNorth = wanted.Hemisphere == McHemisphere.North
            || (wanted.Hemisphere == McHemisphere.Auto && order.Place.LatitudeDeg < 0.0);
        return new HousesAnswer(
            HouseWords.Of(system),
            "ECLIPDATE",
            "ecliptic_of_date",
            isTrue ? "IAU2006/2000A-true" : "IAU1980-mean",
            order.Zodiac,
            order.Settings.Ayanamsa?.Id,
            ayanamsa is { } degrees ? Math.Round(degrees, 6) : null,
            ascendant,
            Turned(isNorth ? houses.Midheaven + 180.0 : houses.Midheaven),
            [.. cusps],
            Turned(houses.Vertex),
            Math.Round(armc, 6) % 360.0,
            [.. wanted.Time.Warnings, .. WarningsOf(houses, wanted, system)],
            wanted.Time.Resolution,
            new GatewayRouting(route.Slot.Name.ToUpperInvariant(), route.Reason, order.Instant.Date.Year, "/houses"),
            Provenance.OfSky(order.Epoch, order.Settings.Profile, order.DeltaTIsGiven));
    }

    private static IEnumerable<string> WarningsOf(HouseCusps houses, Wanted wanted, HouseSystem system)
    {
        if (system != wanted.System)
        {
            yield return $"{HouseWords.Of(wanted.System)} houses do not exist at this latitude: {HouseWords.Of(system)} houses are given";
        }

        if (houses.RunBackward)
        {
            yield return "Beyond the polar circle the houses run against the signs here, and mc is the end of the meridian above the horizon";
        }
    }

    private sealed record Wanted(ChartOrder Order, ChartTime Time, HouseSystem System, McHemisphere Hemisphere);
}
