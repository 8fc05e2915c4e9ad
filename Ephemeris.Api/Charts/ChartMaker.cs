using System.Reflection;
using Ephemeris.Api.Frames;
using Ephemeris.Api.Gateway;
using Ephemeris.Api.Kernels;
using Ephemeris.Api.Operations;
using Ephemeris.Api.Time;
using Platform.ServiceDefaults.Errors;

namespace Ephemeris.Api.Charts;

/// <summary>From a checked order to an answer: routes it to a kernel and computes every body there.</summary>
internal sealed class ChartMaker(KernelStore kernels, KernelRouter router, EphemerisMetrics metrics, TimeProvider clock)
{
    private static readonly ChartBody TrueNode = ChartBody.Find("TrueNode")!;

    /// <summary>Name and version of the kernel reader.</summary>
    public static readonly string ReaderVersion = "Ephemeris.Api DAF/SPK reader " + Version;

    /// <summary>Version of the service.</summary>
    public static string Version => typeof(ChartMaker).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>Makes a chart.</summary>
    /// <param name="order">The order.</param>
    /// <param name="wish">What the caller said about kernels.</param>
    /// <param name="requestId">Id of the request.</param>
    /// <param name="timeResolution">How local time became UTC; null when UTC was given.</param>
    /// <param name="warnings">Warnings that came with the order.</param>
    public Outcome<CalculateAnswer> Make(
        ChartOrder order, RoutingWish wish, string? requestId, object? timeResolution = null, IReadOnlyList<string>? warnings = null)
    {
        var start = clock.GetTimestamp();
        var current = kernels.Current;
        var retreat = 0.0;
        // Second round: the light of a body left before the first choice of kernel begins.
        for (var round = 0; ; round++)
        {
            if (!router.Route(current, wish, order.Instant, order.Epoch.Et, retreat).TryGet(out var route, out var error))
            {
                return error;
            }

            var data = new Dictionary<string, BodyAnswer>(order.Bodies.Count);
            error = Compute(route.Slot.Catalog, order, data, out var shift);
            if (error is OutsideCoverage && round == 0 && retreat == 0.0)
            {
                retreat = ChartBody.LongestLightSeconds(order.Bodies);
                continue;
            }

            if (error is not null)
            {
                return error;
            }

            metrics.Positions(order.Zodiac, route.Slot.Name, false, order.Bodies.Count, clock.GetElapsedTime(start));
            return new CalculateAnswer(data, Meta(order, route, shift, requestId, timeResolution, warnings ?? []));
        }
    }

    /// <summary>Places of the order's bodies.</summary>
    private static Error? Compute(
        KernelCatalog catalog, ChartOrder order, Dictionary<string, BodyAnswer> data, out ZodiacShift shift)
    {
        var error = ChartEngine.Create(catalog, order.Epoch, order.Settings, out var engine);
        shift = engine.Shift;
        var origin = default(BodyPosition);
        if (error is null && order.IsDraconic)
        {
            error = engine.Locate(TrueNode, out origin);
        }

        foreach (var body in order.Bodies)
        {
            var position = default(BodyPosition);
            error ??= engine.Locate(body, out position);
            if (error is not null)
            {
                return error;
            }

            data.Add(body.Name, BodyAnswer.From(position with
            {
                LongitudeDeg = Angles.WrapDeg(position.LongitudeDeg - origin.LongitudeDeg),
                SpeedDegDay = position.SpeedDegDay - origin.SpeedDegDay,
            }));
        }

        return null;
    }

    /// <summary>Longitude of the Moon's true node, the origin of draconic zodiacs, degrees from the true equinox.</summary>
    internal static Error? DraconicOrigin(KernelCatalog catalog, ChartOrder order, out double longitudeDeg)
    {
        var node = default(BodyPosition);
        var error = ChartEngine.Create(catalog, order.Epoch, order.Settings, out var engine) ?? engine.Locate(TrueNode, out node);
        longitudeDeg = node.LongitudeDeg;
        return error;
    }

    private ChartMeta Meta(
        ChartOrder order, KernelRoute route, ZodiacShift shift, string? requestId, object? timeResolution, IReadOnlyList<string> warnings)
    {
        var isCompat = order.Settings.Profile == ModelProfile.Compat;
        var earth = route.Slot.Catalog.Find(399, order.Epoch.Et);
        var accuracy = ChartAccuracy.BoundArcsec(
            route.Slot.Ephemeris, order.Bodies, order.Epoch, order.Settings.Observer is not null, order.DeltaTIsGiven);
        return new ChartMeta(
            Version,
            ReaderVersion,
            Path.GetFileNameWithoutExtension(earth?.File.Name) ?? route.Slot.Catalog.Name,
            "ECLIPDATE",
            order.Zodiac,
            shift.AyanamsaDeg is { } degrees ? Math.Round(degrees, 6) : null,
            order.Epoch.IsEarthOrientationMeasured ? "ITRF93" : isCompat ? "IAU_EARTH" : "UT1_MODEL",
            requestId,
            clock.GetUtcNow().ToUnixTimeSeconds(),
            order.ParityProfile,
            timeResolution,
            [.. warnings, .. Warnings(order)],
            Math.Round(order.Epoch.DeltaTSeconds, 6),
            Math.Round(accuracy, 4),
            isCompat ? "compat" : "iau",
            new GatewayRouting(route.Slot.Name.ToUpperInvariant(), route.Reason, order.Instant.Date.Year, "/calculate"),
            Provenance.Of(
                route.Slot.Catalog, order.Bodies.Select(body => body.NaifId), order.Epoch, order.Settings.Profile, order.DeltaTIsGiven, accuracy));
    }

    private static IEnumerable<string> Warnings(ChartOrder order)
    {
        var error = DeltaT.StandardErrorSeconds(order.Epoch.Tt.JulianYear);
        if (!order.Instant.IsUtc)
        {
            yield return "Before 1972 birth_time is taken as UT1.";
        }

        if (!order.DeltaTIsGiven && error >= 1.0)
        {
            yield return $"ΔT of this year is known to about {error:F0} s.";
        }
    }
}
