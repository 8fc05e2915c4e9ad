using System.Text.Json;
using System.Text.Json.Serialization;
using Ephemeris.Api.Kernels;
using Ephemeris.Api.Time;
using Platform.ServiceDefaults.Errors;

namespace Ephemeris.Api.States;

/// <summary>Geometric states, as Horizons' vectors without corrections.</summary>
public sealed record StateRequest
{
    /// <summary>NAIF id or name.</summary>
    public JsonElement? Target { get; init; }

    /// <summary>NAIF id or name; default 0, the solar-system barycentre.</summary>
    public JsonElement? Center { get; init; }

    /// <summary>Julian date TDB, or an array of them.</summary>
    public JsonElement? JdTdb { get; init; }

    /// <summary>TDB seconds past J2000, or an array of them, instead.</summary>
    public JsonElement? Et { get; init; }

    /// <summary><c>de440</c> (default), <c>de441</c>, or the name of a loaded file.</summary>
    public string? Kernel { get; init; }

    /// <summary><c>km</c> (km and km/s; default) or <c>au</c> (au and au/day).</summary>
    public string? Units { get; init; }
}

/// <summary>One state.</summary>
/// <param name="JdTdb">Instant, Julian date TDB.</param>
/// <param name="Position">x, y, z along the axes J2000 (ICRF).</param>
/// <param name="Velocity">Their rates.</param>
public sealed record StateAt(double JdTdb, double[] Position, double[] Velocity);

/// <summary>A link of the chain of segments.</summary>
/// <param name="Target">NAIF id.</param>
/// <param name="Center">NAIF id.</param>
/// <param name="Type">SPK data type.</param>
/// <param name="Kernel">File.</param>
/// <param name="Segment">Segment name.</param>
public sealed record ChainLink(int Target, int Center, int Type, string Kernel, string Segment);

/// <summary>States and what they rest on. <c>Position</c> and <c>Velocity</c> are those of the first epoch.</summary>
/// <param name="Target">NAIF id that answered.</param>
/// <param name="Center">NAIF id.</param>
/// <param name="JdTdb">First epoch.</param>
/// <param name="Position">x, y, z.</param>
/// <param name="Velocity">Their rates.</param>
/// <param name="States">All epochs, when several were asked.</param>
/// <param name="Frame">Always <c>J2000</c>.</param>
/// <param name="Units"><c>km</c> or <c>au</c>.</param>
/// <param name="AuKm">The au in use.</param>
/// <param name="Kernel">File of the target's segment.</param>
/// <param name="SegmentType">SPK data type of the target's segment; 0 when target and centre are one.</param>
/// <param name="Chain">Segments used for the first epoch, target's side first.</param>
/// <param name="Meta">Notes, and the digest of the kernel.</param>
public sealed record StateAnswer(
    int Target,
    int Center,
    double JdTdb,
    double[] Position,
    double[] Velocity,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<StateAt>? States,
    string Frame,
    string Units,
    double AuKm,
    string Kernel,
    int SegmentType,
    IReadOnlyList<ChainLink> Chain,
    StateMeta Meta);

/// <summary>What a state rests on.</summary>
/// <param name="Notes">What a reader should know.</param>
/// <param name="Sha256">Digest of the kernel.</param>
/// <param name="Catalog">Digest over everything loaded.</param>
public sealed record StateMeta(IReadOnlyList<string> Notes, string? Sha256, string Catalog);

/// <summary><c>POST /v1/state</c>.</summary>
internal static class GetState
{
    private const int MostEpochs = 100_000;

    /// <summary>Answers a request.</summary>
    public static IResult Handle(StateRequest request, KernelStore kernels) => Compute(request, kernels.Current).ToResult();

    private static Outcome<StateAnswer> Compute(StateRequest request, KernelSet kernels)
    {
        FieldFaults faults = new();
        var target = Body("target", request.Target, null, faults);
        var center = Body("center", request.Center, 0, faults);
        var inAu = request.Units?.Trim().ToUpperInvariant() switch
        {
            null or "KM" => false,
            "AU" => true,
            _ => Bad("units", "must be km or au", request.Units),
        };
        var epochs = Epochs(request, faults);
        if (faults.Error is { } invalid)
        {
            return invalid;
        }

        if (!kernels.Named(request.Kernel ?? "de440").TryGet(out var catalog, out var error))
        {
            return error;
        }

        var resolved = (Target: Bodies.Resolve(catalog, target, epochs[0].Time), Center: Bodies.Resolve(catalog, center, epochs[0].Time));
        List<StateAt> states = [];
        var au = catalog.Files[^1].Name.StartsWith("de405", StringComparison.Ordinal) ? Astronomy.Au405Km : Astronomy.AuKm;
        var (length, speed) = inAu ? (1.0 / au, JulianDate.SecondsPerDay / au) : (1.0, 1.0);
        foreach (var (time, jd) in epochs)
        {
            if (!catalog.State(resolved.Target, resolved.Center, time).TryGet(out var state, out error))
            {
                return error;
            }

            states.Add(new StateAt(jd, Array(state.PositionKm, length), Array(state.VelocityKmS, speed)));
        }

        var chain = Chain(catalog, resolved.Target, resolved.Center, epochs[0].Time);
        var file = chain.Count > 0 ? catalog.Files.FirstOrDefault(known => known.Daf.Name == chain[0].Kernel) : null;
        List<string> notes = [];
        if (resolved != (target, center))
        {
            notes.Add(Bodies.StandInNote);
        }

        return new StateAnswer(
            resolved.Target,
            resolved.Center,
            states[0].JdTdb,
            states[0].Position,
            states[0].Velocity,
            states.Count > 1 || IsArray(request) ? states : null,
            "J2000",
            inAu ? "au" : "km",
            au,
            file?.Name ?? catalog.Name,
            chain.Count > 0 ? chain[0].Type : 0,
            chain,
            new StateMeta(notes, file?.Sha256, kernels.Digest));

        bool Bad(string field, string wanted, object? value)
        {
            faults.Add(field, wanted, "INPUT.INVALID", value);
            return false;
        }
    }

    private static bool IsArray(StateRequest request) =>
        (request.JdTdb ?? request.Et) is { ValueKind: JsonValueKind.Array };

    private static int Body(string field, JsonElement? value, int? fallback, FieldFaults faults)
    {
        if (value is null or { ValueKind: JsonValueKind.Null } && fallback is { } given)
        {
            return given;
        }

        if (Bodies.Read(value) is { } body)
        {
            return body;
        }

        faults.Add(field, "must be a NAIF id or the name of a body", "BODIES.UNSUPPORTED", value?.ToString());
        return 0;
    }

    private static List<(EphemerisTime Time, double Jd)> Epochs(StateRequest request, FieldFaults faults)
    {
        List<JulianDate> jds = [];
        if (request.JdTdb is { ValueKind: not JsonValueKind.Null } given)
        {
            _ = InstantArgument.TryReadJds(given, "jd_tdb", faults, jds);
            return Checked([.. jds.Select(jd => (EphemerisTime.FromTdb(jd), jd.Value))]);
        }

        if (request.Et is { ValueKind: JsonValueKind.Number or JsonValueKind.Array } et)
        {
            IEnumerable<JsonElement> values = et.ValueKind == JsonValueKind.Array ? et.EnumerateArray() : [et];
            List<(EphemerisTime, double)> times = [];
            foreach (var value in values)
            {
                if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var seconds) || !(Math.Abs(seconds) < 1e13))
                {
                    faults.Add("et", "must be TDB seconds past J2000", "INPUT.INVALID_FORMAT", value.ToString());
                    return [];
                }

                var time = new EphemerisTime(seconds, 0.0);
                times.Add((time, time.ToTdb().Value));
            }

            return Checked(times);
        }

        faults.Add("jd_tdb", "or et is required", FaultCodes.Required);
        return [];

        List<(EphemerisTime, double)> Checked(List<(EphemerisTime, double)> times)
        {
            if (faults.Error is null && times.Count is 0 or > MostEpochs)
            {
                faults.Add("jd_tdb", $"must hold 1 to {MostEpochs} epochs", "INPUT.INVALID", times.Count);
            }

            return times;
        }
    }

    private static List<ChainLink> Chain(KernelCatalog catalog, int target, int center, EphemerisTime time)
    {
        List<ChainLink> chain = [];
        foreach (var (body, stop) in new[] { (target, center), (center, target) })
        {
            if (catalog.Walk(body, time, stop, out var links, out var count) is null)
            {
                for (var i = 0; i < count; i++)
                {
                    chain.Add(new ChainLink(links[i].Target, links[i].Center, links[i].Type, links[i].File.Name, links[i].Name));
                }
            }

            if (count > 0 && links[count - 1].Center == stop)
            {
                break;
            }
        }

        // What both sides share falls out of the sum.
        var shared = chain.GroupBy(link => link).Where(group => group.Count() > 1).Select(group => group.Key).ToHashSet();
        chain.RemoveAll(shared.Contains);
        return chain;
    }

    private static double[] Array(Frames.Cartesian vector, double scale) => [vector.X * scale, vector.Y * scale, vector.Z * scale];
}
