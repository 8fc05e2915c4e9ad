using System.Globalization;
using System.Text.Json;
using Ephemeris.Api.Charts;
using Ephemeris.Api.Frames;
using Ephemeris.Api.Kernels;
using Ephemeris.Api.Observers;
using Ephemeris.Api.Time;
using Platform.ServiceDefaults.Errors;

namespace Ephemeris.Api.States;

/// <summary><c>POST /v1/observe</c>.</summary>
internal static class Observe
{
    private const int MostCases = 1000;
    private const int MostLooks = 100_000;
    private const int Earth = 399;

    /// <summary>Answers a request.</summary>
    public static IResult Handle(ObserveRequest request, KernelStore kernels)
    {
        var current = kernels.Current;
        if (request.Cases is not { } cases)
        {
            return Look(request, current).ToResult();
        }

        if (cases.Count is 0 or > MostCases)
        {
            return new ErrorResult(new InvalidRequest(
                [new FieldFault("cases", $"must hold 1 to {MostCases} cases", "INPUT.INVALID", cases.Count.ToString(CultureInfo.InvariantCulture))]));
        }

        List<ObserveAnswer> answers = [];
        foreach (var one in cases)
        {
            if (one is null)
            {
                return new ErrorResult(new InvalidRequest([new FieldFault($"cases[{answers.Count}]", "must be an object", FaultCodes.Required)]));
            }

            if (!Look(Merge(one, request), current).TryGet(out var answer, out var error))
            {
                return new ErrorResult(error);
            }

            answers.Add(answer);
        }

        return TypedResults.Ok(new ObserveAnswer { Cases = answers });
    }

    private static ObserveRequest Merge(ObserveRequest one, ObserveRequest around)
    {
        var hasBody = one.Body is not null || one.Bodies is not null;
        var hasTime = HasTime(one);
        return one with
        {
            Body = hasBody ? one.Body : around.Body,
            Bodies = hasBody ? one.Bodies : around.Bodies,
            JdTt = hasTime ? one.JdTt : around.JdTt,
            JdTdb = hasTime ? one.JdTdb : around.JdTdb,
            JdUt1 = hasTime ? one.JdUt1 : around.JdUt1,
            JdUtc = hasTime ? one.JdUtc : around.JdUtc,
            TimesJdUtc = hasTime ? one.TimesJdUtc : around.TimesJdUtc,
            Utc = hasTime ? one.Utc : around.Utc,
            Time = hasTime ? one.Time : around.Time,
            Observer = one.Observer ?? around.Observer,
            Center = one.Center ?? around.Center,
            DeltaT = one.DeltaT ?? around.DeltaT,
            PolarMotionArcsec = one.PolarMotionArcsec ?? around.PolarMotionArcsec,
            Kernel = one.Kernel ?? around.Kernel,
            Corrections = one.Corrections ?? around.Corrections,
            Frame = one.Frame ?? around.Frame,
            Refraction = one.Refraction ?? around.Refraction,
            Cases = null,
        };
    }

    private static bool HasTime(ObserveRequest request) =>
        (request.JdTt ?? request.JdTdb ?? request.JdUt1 ?? request.JdUtc ?? request.TimesJdUtc) is not null
        || request.Utc is not null || request.Time is not null;

    private static Outcome<ObserveAnswer> Look(ObserveRequest request, KernelSet kernels)
    {
        FieldFaults faults = new();
        var bodies = ReadBodies(request, faults);
        var center = request.Center is { ValueKind: not JsonValueKind.Null } given ? Bodies.Read(given) : Earth;
        if (center is null)
        {
            faults.Add("center", "must be a NAIF id or the name of a body", "BODIES.UNSUPPORTED", request.Center?.ToString());
        }

        var place = ObserverReader.Read(request.Observer, faults);
        if (place is not null && center is not (null or Earth))
        {
            faults.Add("observer", "must be null unless center is the Earth", "SYSTEM.INCOMPATIBLE");
        }

        var corrections = ReadCorrections(request.Corrections, faults);
        var frame = NamedFrame.Canonical(request.Frame);
        if (frame is null)
        {
            faults.Add("frame", $"must be one of {string.Join(", ", NamedFrame.Names)}", "INPUT.INVALID", request.Frame);
        }

        ObserverReader.CheckEarth(request.DeltaT, request.PolarMotionArcsec, faults);
        ObserverReader.Check("refraction.temperature_c", request.Refraction?.TemperatureC ?? 10.0, -150.0, 150.0, faults);
        ObserverReader.Check("refraction.pressure_mbar", request.Refraction?.PressureMbar ?? 1010.0, 0.0, 2000.0, faults);
        var epochs = ReadEpochs(request, faults);
        if (faults.Error is null && (long)bodies.Count * epochs.Count is 0 or > MostLooks)
        {
            faults.Add("bodies", $"must make 1 to {MostLooks} looks with the instants", "INPUT.INVALID", (long)bodies.Count * epochs.Count);
        }

        if (faults.Error is { } invalid)
        {
            return invalid;
        }

        if (!kernels.Named(request.Kernel ?? "de440").TryGet(out var catalog, out var error))
        {
            return error;
        }

        List<Observation> looks = [];
        var isStoodIn = false;
        foreach (var epoch in epochs)
        {
            var frames = EpochFrames.At(epoch);
            var offset = place is { } site ? Viewpoint.Topocentric(site, frames) : default;
            var origin = Bodies.Resolve(catalog, center!.Value, epoch.Et);
            isStoodIn |= origin != center;
            error = Viewpoint.Create(catalog, epoch.Et, out var viewpoint, offset, origin);
            foreach (var body in bodies)
            {
                var id = Bodies.Resolve(catalog, body, epoch.Et);
                isStoodIn |= id != body;
                Observation? look = null;
                error ??= id == center && place is null
                    ? new LooksAtItself(id)
                    : See(catalog, viewpoint, epoch, frames, id, corrections, place, request.Refraction, frame!, out look);
                if (error is not null)
                {
                    return error;
                }

                looks.Add(look!);
            }
        }

        var source = request.DeltaT is not null || request.PolarMotionArcsec is not null ? "caller"
            : epochs[0].IsEarthOrientationMeasured ? "IERS C04" : "model";
        var basis = Basis(catalog, bodies, epochs[0], place is not null, source == "caller");
        var meta = new ObserveMeta(catalog.Name, Name(corrections), frame!, epochs[0].DeltaTSeconds, source, isStoodIn ? [Bodies.StandInNote] : [], basis);
        return Answer(looks, meta);
    }

    private static Provenance Basis(KernelCatalog catalog, List<int> bodies, in Epoch epoch, bool isTopocentric, bool isGiven)
    {
        var ephemeris = catalog.Files.Select(KernelRank.Of).LastOrDefault(rank => rank is not null)?.Ephemeris ?? catalog.Name;
        ChartBody[] known = [.. bodies.Select(id => new ChartBody("", id))];
        var bound = ChartAccuracy.BoundArcsec(ephemeris, known, epoch, isTopocentric, isGiven);
        return Provenance.Of(catalog, bodies, epoch, ModelProfile.Iau, isGiven, bound);
    }

    private static ObserveAnswer Answer(List<Observation> looks, ObserveMeta meta) => looks is [var only]
        ? new ObserveAnswer
        {
            Body = only.Body,
            JdTt = only.JdTt,
            GeometricDistanceAu = only.GeometricDistanceAu,
            LightTimeS = only.LightTimeS,
            Astrometric = only.Astrometric,
            ApparentGcrs = only.ApparentGcrs,
            ApparentOfDate = only.ApparentOfDate,
            EclipticOfDate = only.EclipticOfDate,
            Horizontal = only.Horizontal,
            PositionAu = only.PositionAu,
            Observations = looks,
            Meta = meta,
        }
        : new ObserveAnswer { Observations = looks, Meta = meta };

    private static Error? See(
        KernelCatalog catalog,
        in Viewpoint viewpoint,
        in Epoch epoch,
        in EpochFrames frames,
        int body,
        Corrections corrections,
        Observer? place,
        RefractionInput? air,
        string frame,
        out Observation? look)
    {
        look = null;
        var error = viewpoint.Observe(catalog, body, Corrections.None, out var geometric, out _)
            ?? viewpoint.Observe(catalog, body, Corrections.LightTime, out var light, out var astrometric);
        if (error is not null)
        {
            return error;
        }

        viewpoint.Observe(catalog, body, Corrections.LightTime, out light, out astrometric, geometric.LightTimeSeconds);
        viewpoint.Observe(catalog, body, corrections, out var corrected, out var direction, geometric.LightTimeSeconds);
        var distance = corrected.PositionKm.Norm / Astronomy.AuKm;
        HorizontalPlace? horizontal = null;
        if (place is { } site)
        {
            var (azimuth, altitude) = Horizon.Of(site, frames.Terrestrial * direction);
            horizontal = new HorizontalPlace(
                azimuth, altitude, air is null ? null : Horizon.Refracted(altitude, air.TemperatureC ?? 10.0, air.PressureMbar ?? 1010.0));
        }

        var ecliptic = frames.TrueEcliptic * direction;
        var vector = NamedFrame.FromIcrs(frame, frames) * (direction * distance);
        look = new Observation(
            body,
            epoch.Tt.Value,
            geometric.PositionKm.Norm / Astronomy.AuKm,
            corrected.LightTimeSeconds,
            Equatorial(astrometric, light.PositionKm.Norm / Astronomy.AuKm),
            Equatorial(direction, distance),
            Equatorial(frames.TrueEquator * direction, distance),
            new EclipticPlace(ecliptic.Longitude * Angles.RadToDeg, ecliptic.Latitude * Angles.RadToDeg),
            horizontal,
            [vector.X, vector.Y, vector.Z]);
        return null;
    }

    private static EquatorialPlace Equatorial(Cartesian direction, double distanceAu)
    {
        var degrees = direction.Longitude * Angles.RadToDeg;
        return new EquatorialPlace(degrees / 15.0, degrees, direction.Latitude * Angles.RadToDeg, distanceAu);
    }

    private static List<int> ReadBodies(ObserveRequest request, FieldFaults faults)
    {
        IReadOnlyList<JsonElement> wanted = request.Body is { ValueKind: not JsonValueKind.Null } one ? [one] : request.Bodies ?? [];
        List<int> bodies = [];
        for (var i = 0; i < wanted.Count; i++)
        {
            if (Bodies.Read(wanted[i]) is { } body)
            {
                bodies.Add(body);
            }
            else
            {
                faults.Add(
                    request.Body is null ? $"bodies[{i}]" : "body", "must be a NAIF id or the name of a body", "BODIES.UNSUPPORTED", wanted[i].ToString());
            }
        }

        if (wanted.Count == 0)
        {
            faults.Add("body", "or bodies is required", FaultCodes.Required);
        }

        return bodies;
    }

    private static List<Epoch> ReadEpochs(ObserveRequest request, FieldFaults faults)
    {
        List<Epoch> epochs = [];
        (string Field, string Scale, JsonElement? Value)[] numbers =
        [
            ("jd_tt", "tt", request.JdTt), ("jd_tdb", "tdb", request.JdTdb), ("jd_ut1", "ut1", request.JdUt1),
            ("jd_utc", "utc", request.JdUtc), ("times_jd_utc", "utc", request.TimesJdUtc),
        ];
        foreach (var (field, scale, value) in numbers)
        {
            List<JulianDate> jds = [];
            if (value is { ValueKind: not JsonValueKind.Null } given && InstantArgument.TryReadJds(given, field, faults, jds))
            {
                epochs.AddRange(jds.Select(jd => InstantArgument.FromJd(scale, jd, request.DeltaT)));
            }
        }

        foreach (var (scale, value) in request.Time ?? new Dictionary<string, JsonElement>())
        {
            if (scale is not ("utc" or "tdb" or "tt" or "ut1"))
            {
                faults.Add($"time.{scale}", "must be utc, tdb, tt or ut1", "INPUT.INVALID");
            }
            else if (InstantArgument.Read(value, scale, request.DeltaT, $"time.{scale}", faults) is { } epoch)
            {
                epochs.Add(epoch);
            }
        }

        if (request.Utc is { } utc)
        {
            if (InstantArgument.ReadIso(utc, out var instant) is { } problem)
            {
                faults.Add("utc", problem, "INPUT.INVALID_FORMAT", utc);
            }

            epochs.Add(Epoch.FromUtc(instant, request.DeltaT));
        }

        if (epochs.Count == 0 && faults.Error is null)
        {
            faults.Add("time", "or one of jd_tt, jd_tdb, jd_ut1, times_jd_utc is required", FaultCodes.Required);
        }

        return request.PolarMotionArcsec is [var x, var y] ? [.. epochs.Select(epoch => epoch.WithPole(x, y))] : epochs;
    }

    private static Corrections ReadCorrections(string? text, FieldFaults faults)
    {
        switch (text?.Trim().ToUpperInvariant())
        {
            case null or "" or "APPARENT": return Corrections.Apparent;
            case "NONE" or "GEOMETRIC": return Corrections.None;
            case "LT" or "ASTROMETRIC": return Corrections.LightTime;
            case "LT+S": return Corrections.LightTimeStellar;
            default:
                faults.Add("corrections", "must be none, LT, LT+S or apparent", "INPUT.INVALID", text);
                return Corrections.None;
        }
    }

    private static string Name(Corrections corrections) => corrections switch
    {
        Corrections.None => "none",
        Corrections.LightTime => "LT",
        Corrections.LightTimeStellar => "LT+S",
        _ => "apparent",
    };
}
