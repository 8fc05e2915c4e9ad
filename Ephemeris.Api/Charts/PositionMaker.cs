using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using Ephemeris.Api.Frames;
using Ephemeris.Api.Gateway;
using Ephemeris.Api.Kernels;
using Ephemeris.Api.Operations;
using Ephemeris.Api.States;
using Ephemeris.Api.Time;
using Ephemeris.Api.TimeResolution;
using Microsoft.Extensions.Options;
using Platform.ServiceDefaults.Errors;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace Ephemeris.Api.Charts;

/// <summary>A positions answer as it goes over the wire.</summary>
/// <param name="Json">The document.</param>
/// <param name="Etag">Its tag.</param>
internal sealed record MadePositions(byte[] Json, string Etag);

/// <summary>From a positions request to its cached answer.</summary>
internal sealed partial class PositionMaker(
    KernelStore kernels,
    KernelRouter router,
    ResolveTime resolver,
    ZoneCatalogue zones,
    PatchSet patches,
    AnswerCache cache,
    EphemerisMetrics metrics,
    TimeProvider clock,
    IOptions<JsonOptions> json)
{
    private const string Ecliptic = "ecliptic_of_date";

    private static readonly string[] Profiles = ["strict_history", "best_effort", "modern_only"];

    /// <summary>Makes an answer, or takes it from the cache.</summary>
    public async Task<Outcome<MadePositions>> MakeAsync(PositionsRequest request, RoutingWish wish)
    {
        if (!Read(request).TryGet(out var order, out var error))
        {
            return error;
        }

        var set = kernels.Current;
        var canonical = JsonSerializer.Serialize(new SortedDictionary<string, object?>(StringComparer.Ordinal)
        {
            ["ayanamsha"] = order.Ayanamsa?.Id,
            ["bodies"] = order.Bodies.Select(body => body.Name),
            ["catalogue"] = set.Digest,
            ["epoch"] = order.Epoch,
            ["frame"] = order.Frame,
            ["kernel"] = $"{wish.Kernel}/{wish.HistoricalEnabled}",
            ["observer"] = "geocentric",
            ["patches"] = patches.Version,
            ["profile"] = "iau/" + order.Profile,
            ["system"] = order.System,
            ["type"] = "positions",
            ["tzdb"] = zones.Version,
            ["utc"] = order.Instant.ToIso(9),
        });
        Error? failure = null;
        var start = clock.GetTimestamp();
        var slot = "cache";
        var (answer, isHit) = await cache.GetAsync(canonical, cache.PositionTtl, () => new ValueTask<byte[]?>(Make())).ConfigureAwait(false);
        if (answer is null)
        {
            return failure!;
        }

        metrics.Positions(order.System, slot, isHit, order.Bodies.Count, clock.GetElapsedTime(start));

        // The tag stands last in the document: "etag":"0123456789abcdef"}
        return new MadePositions(answer, System.Text.Encoding.ASCII.GetString(answer.AsSpan(answer.Length - 18, 16)));

        byte[]? Make()
        {
            if (!Compute(order, set, wish, out slot).TryGet(out var computed, out failure))
            {
                return null;
            }

            var options = json.Value.SerializerOptions;
            var bare = JsonSerializer.SerializeToUtf8Bytes(computed, options);
            var etag = Convert.ToHexStringLower(SHA256.HashData(bare))[..16];
            return JsonSerializer.SerializeToUtf8Bytes(computed with { Etag = etag }, options);
        }
    }

    private Outcome<PositionsAnswer> Compute(PositionsOrder order, KernelSet set, RoutingWish wish, out string slot)
    {
        slot = "none";
        var epoch = Epoch.FromUtc(order.Instant);
        var retreat = 0.0;
        // Second round: the light of a body left before the first choice of kernel begins.
        for (var round = 0; ; round++)
        {
            if (!router.Route(set, wish, order.Instant, epoch.Et, retreat).TryGet(out var route, out var error))
            {
                return error;
            }

            slot = route.Slot.Name;
            var outcome = Compute(order, epoch, route);
            if (round > 0 || outcome.Error is not OutsideCoverage)
            {
                return outcome;
            }

            retreat = ChartBody.LongestLightSeconds(order.Bodies);
        }
    }

    private Outcome<PositionsAnswer> Compute(PositionsOrder order, in Epoch epoch, KernelRoute route)
    {
        var frames = EpochFrames.At(epoch);
        var error = Viewpoint.Create(route.Slot.Catalog, epoch.Et, out var viewpoint);
        var rotation = order.NamedFrame == "true_ecliptic_of_date" ? frames.TrueEcliptic : NamedFrame.FromIcrs(order.NamedFrame, frames);
        // Counted from the equinox of the epoch: of date the true one, of J2000 the mean one. Right ascensions have no zodiac.
        var ayanamsa = order.Ayanamsa is not { } zodiac ? (double?)null
            : order.Frame == Ecliptic && order.Epoch == "J2000" ? zodiac.MeanDeg(0.0)
            : zodiac.MeanDeg(frames.Centuries) + (frames.Nutation.DeltaPsi * Angles.RadToDeg);
        List<PositionAnswer> positions = [];
        foreach (var body in order.Bodies)
        {
            var direction = default(Cartesian);
            error ??= Locate(route.Slot.Catalog, viewpoint, frames, body, out direction);
            if (error is not null)
            {
                return error;
            }

            var place = rotation * direction;
            var longitude = Angles.RoundDeg((place.Longitude * Angles.RadToDeg) - (ayanamsa ?? 0.0), 6);
            var latitude = Math.Round(place.Latitude * Angles.RadToDeg, 6);
            positions.Add(order.Frame != Ecliptic
                ? new PositionAnswer(body.Name, null, null, Math.Round(place.Longitude * 12.0 / Math.PI, 8) % 24.0, latitude)
                : new PositionAnswer(body.Name, longitude, latitude, null, null));
        }

        return new PositionsAnswer(
            order.Instant.ToIso(order.Instant.SecondsOfDay % 1.0 == 0.0 ? 0 : 6),
            new PositionsProvenance(
                zones.Version,
                patches.Version,
                order.Profile,
                ayanamsa is { } value ? new AyanamshaUsed(order.Ayanamsa!.Id, Math.Round(value, 6)) : null,
                route.Slot.Catalog.Name,
                order.Frame,
                order.Epoch,
                route.Slot.Ephemeris,
                Provenance.Of(
                    route.Slot.Catalog,
                    order.Bodies.Select(body => body.NaifId),
                    epoch,
                    ModelProfile.Iau,
                    false,
                    ChartAccuracy.BoundArcsec(route.Slot.Ephemeris, order.Bodies, epoch, isTopocentric: false, deltaTIsGiven: false))),
            positions,
            null);
    }

    /// <summary>Apparent geocentric direction along ICRS axes.</summary>
    private static Error? Locate(
        KernelCatalog catalog, in Viewpoint viewpoint, in EpochFrames frames, ChartBody body, out Cartesian direction)
    {
        if (body.Kind == ChartBodyKind.Kernel)
        {
            return viewpoint.Observe(catalog, body.NaifId, Corrections.Apparent, out _, out direction);
        }

        direction = default;
        var ecliptic = LongTermPrecession.ChartEcliptic(frames.Centuries);
        if (!catalog.State(301, 399, viewpoint.Time).TryGet(out var state, out var error))
        {
            return error;
        }

        var moon = new StateVector(ecliptic * state.PositionKm, ecliptic * state.VelocityKmS);
        var point = body.Kind switch
        {
            ChartBodyKind.MeanNode => LunarOrbit.MeanNode(frames.Centuries),
            ChartBodyKind.MeanApogee => LunarOrbit.MeanApogee(frames.Centuries),
            ChartBodyKind.TrueNode => LunarOrbit.TrueNode(moon),
            _ => LunarOrbit.OsculatingApogee(moon),
        };
        direction = ecliptic.Transpose * point.Unit;
        return null;
    }

    private Outcome<PositionsOrder> Read(PositionsRequest request)
    {
        if (!Instant(request).TryGet(out var instant, out var error))
        {
            return error;
        }

        var system = request.System?.Trim().ToLowerInvariant();
        if (system is not ("tropical" or "sidereal"))
        {
            return new PositionsInvalid("INPUT.INVALID", "system", $"'{request.System}' is not tropical or sidereal");
        }

        var id = request.Ayanamsha?.Id;
        if (system == "sidereal" && string.IsNullOrWhiteSpace(id))
        {
            return new PositionsInvalid("AYANAMSHA.REQUIRED", "ayanamsha.id", "is required for the sidereal system");
        }

        if (system == "tropical" && request.Ayanamsha is not null)
        {
            return new PositionsInvalid("SYSTEM.INCOMPATIBLE", "ayanamsha", "does not go with the tropical system");
        }

        var ayanamsa = id is null ? null : Ayanamsa.Find(id);
        if (id is not null && ayanamsa is null)
        {
            return new PositionsInvalid(
                "AYANAMSHA.UNSUPPORTED", "ayanamsha.id", $"'{id}' is not one of {string.Join(", ", Ayanamsa.All.Select(known => known.Id))}");
        }

        var frame = request.Frame?.Type?.Trim().ToLowerInvariant() ?? Ecliptic;
        var epoch = request.Epoch?.Trim().ToUpperInvariant() switch { null or "OF_DATE" => "of_date", "J2000" => "J2000", _ => null };
        if (frame is not (Ecliptic or "ecliptic" or "equatorial") || epoch is null)
        {
            return new PositionsInvalid(
                "INPUT.INVALID",
                epoch is null ? "epoch" : "frame.type",
                epoch is null ? $"'{request.Epoch}' is not of_date or J2000" : $"'{request.Frame?.Type}' is not ecliptic_of_date or equatorial");
        }

        frame = frame == "equatorial" ? frame : Ecliptic;
        var profile = request.ParityProfile?.Trim().ToLowerInvariant() ?? Profiles[0];
        if (!Profiles.Contains(profile))
        {
            return new PositionsInvalid("INPUT.INVALID", "parity_profile", $"'{request.ParityProfile}' is not one of {string.Join(", ", Profiles)}");
        }

        if (request.Bodies is not { Count: > 0 and <= 64 } names)
        {
            return new PositionsInvalid("INPUT.INVALID", "bodies", "must name 1 to 64 bodies");
        }

        List<ChartBody> bodies = [];
        foreach (var name in names)
        {
            if (ChartBody.Find(name) is not { } body)
            {
                return new PositionsInvalid(
                    "BODIES.UNSUPPORTED", "bodies", $"'{name}' is not one of {string.Join(", ", ChartBody.All.Select(known => known.Name))}");
            }

            bodies.Add(body);
        }

        return new PositionsOrder(instant, system, ayanamsa, frame, epoch, profile, bodies);
    }

    private Outcome<UtcInstant> Instant(PositionsRequest request)
    {
        var (utc, local) = (request.When?.Utc, request.When?.LocalDatetime);
        if (string.IsNullOrWhiteSpace(utc) == string.IsNullOrWhiteSpace(local))
        {
            return string.IsNullOrWhiteSpace(utc)
                ? new PositionsInvalid("INPUT.MISSING_REQUIRED", "when", "must hold utc, or local_datetime with place")
                : new PositionsInvalid("INPUT.INVALID", "when", "must hold utc or local_datetime, not both");
        }

        if (!string.IsNullOrWhiteSpace(utc))
        {
            if (InstantArgument.ReadIso(utc, out var instant) is not { } problem)
            {
                return instant;
            }

            // A date alone is its midnight, as in ISO 8601.
            var text = UtcMark().Replace(utc, "");
            text = text.Contains(':', StringComparison.Ordinal) ? text : text + " 00:00";
            if (LocalDateTimeText.TryRead(text, CalendarKind.Civil, lenient: true, out var written) is not null)
            {
                return new PositionsInvalid("INPUT.INVALID_FORMAT", "when.utc", $"'{utc}' {problem}");
            }

            return UtcInstant.FromUnix(written.Seconds + written.Fraction);
        }

        var wanted = new TimeResolveRequest
        {
            LocalDatetime = local,
            Place = request.When!.Place,
            ParityProfile = request.ParityProfile,
        };
        return resolver.Resolve(wanted, lenient: true).TryGet(out var resolved, out var error) ? resolved.Instant : error;
    }

    [GeneratedRegex(@"\s*\b(?:UTC|GMT|Z)\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex UtcMark();

    /// <summary>A request, read and checked.</summary>
    private sealed record PositionsOrder(
        UtcInstant Instant, string System, Ayanamsa? Ayanamsa, string Frame, string Epoch, string Profile, IReadOnlyList<ChartBody> Bodies)
    {
        public string NamedFrame => (Frame, Epoch) switch
        {
            ("equatorial", "of_date") => "true_equator_of_date",
            ("equatorial", _) => "icrs",
            (_, "of_date") => "true_ecliptic_of_date",
            _ => "ecliptic_j2000",
        };
    }
}
