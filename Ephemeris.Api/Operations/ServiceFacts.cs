using Ephemeris.Api.Charts;
using Ephemeris.Api.Kernels;
using Ephemeris.Api.Time;
using Microsoft.Extensions.Options;
using Platform.ServiceDefaults;
using Platform.ServiceDefaults.Errors;
using Platform.ServiceDefaults.RateLimiting;

namespace Ephemeris.Api.Operations;

/// <summary>What the service says about itself: version, kernels, routing, configuration.</summary>
internal static class ServiceFacts
{
    private static readonly string[] Overrides =
        ["?kernel=de440", "?kernel=de441", "body kernel", "header x-historical-enabled: true"];

    /// <summary><c>GET /version</c>.</summary>
    public static IResult Version(KernelStore kernels, IOptions<KernelOptions> options)
    {
        var set = kernels.Current;
        return TypedResults.Ok(new
        {
            service_version = ChartMaker.Version,
            spice_version = ChartMaker.ReaderVersion,
            kernel_set = new
            {
                tag = options.Value.SetTag,
                count = set.Files.Count,
                de_ephemeris = set.Modern?.Ephemeris,
                earth_orientation = "IERS EOP 14 C04, 1962-01-01 to " + LastOrientationDay(),
                planetary_constants = "WGS84; IAU 2012 astronomical unit",
                leap_seconds = "IERS Bulletin C, TAI-UTC 37 s since 2017-01-01",
            },
            coordinate_frames = new
            {
                reference = "J2000",
                observer = "ITRF93",
                ecliptic = "ECLIPDATE",
                aberration_correction = "LT+S",
            },
            ayanamsa_systems = Ayanamsa.All.Select(known => known.Id),
            precision = new { longitude_decimals = 6, latitude_decimals = 6, distance_decimals = 8 },
        });
    }

    /// <summary><c>GET /info</c>: the kernels and their coverage.</summary>
    public static IResult Info(KernelStore kernels)
    {
        var set = kernels.Current;
        return TypedResults.Ok(new
        {
            de440 = Slot(set.Modern),
            de441 = Slot(set.Historical),
            kernels = set.Files.Select(file => new { name = file.Name, coverage = Coverage(file) }),
        });
    }

    /// <summary><c>GET /info/{kernel}</c>: one slot or file.</summary>
    public static IResult InfoOf(string kernel, KernelStore kernels)
    {
        var set = kernels.Current;
        var slot = kernel.ToLowerInvariant() switch { "de440" => set.Modern, "de441" => set.Historical, _ => null };
        if (slot is not null)
        {
            return TypedResults.Ok(Slot(slot));
        }

        return set.Named(kernel).TryGet(out var catalog, out var error)
            ? TypedResults.Ok(new { name = catalog.Name, coverage = Coverage(catalog.Files[^1]) })
            : new ErrorResult(new UnknownKernelPath(kernel, error.Detail));
    }

    /// <summary><c>GET /routing</c>: the gateway's rules.</summary>
    public static IResult Routing(KernelStore kernels, IOptions<KernelOptions> options)
    {
        var set = kernels.Current;
        return TypedResults.Ok(new
        {
            rules = new[]
            {
                new { order = 1, when = "kernel is named (query, then body)", selects = "that slot", reason = "explicit_override" },
                new { order = 2, when = "the TDB instant, light time included, lies in " + set.Modern?.Coverage, selects = "DE440", reason = "optimal_coverage" },
                new { order = 3, when = "x-historical-enabled is true, or EPHEMERIS_POLICY is auto", selects = "DE441", reason = "historical_coverage" },
                new { order = 4, when = "otherwise", selects = "422 HISTORICAL_REQUIRED", reason = "HISTORICAL_REQUIRED" },
            },
            overrides = Overrides,
            examples = new[]
            {
                new { birth_time = "2024-06-21T18:00:00Z", path = "/calculate", answer = "DE440" },
                new { birth_time = "1066-10-14T12:00:00Z", path = "/calculate", answer = "422 HISTORICAL_REQUIRED" },
                new { birth_time = "1066-10-14T12:00:00Z", path = "/calculate?kernel=de441", answer = "DE441" },
            },
            policy = options.Value.Policy.ToString().ToLowerInvariant(),
            coverage = new { de440 = set.Modern?.Coverage, de441 = set.Historical?.Coverage },
        });
    }

    /// <summary><c>GET /debug</c>: settings that are no secrets; the route exists only with DEBUG=1.</summary>
    public static IResult Debug(KernelStore kernels, IOptions<KernelOptions> options, IOptions<EdgeOptions> edge, IHostEnvironment environment)
    {
        var set = kernels.Current;
        return TypedResults.Ok(new
        {
            environment = environment.EnvironmentName,
            kernel_policy = options.Value.Policy.ToString().ToLowerInvariant(),
            kernel_verification = options.Value.VerifyStrictly ? "strict" : "off",
            kernel_download = options.Value.Download,
            kernels = set.Files.Select(file => new { file.Name, file.Sha256 }),
            rejected = set.Rejected.Select(rejected => new { rejected.Name, rejected.Error.Detail }),
            rate_limits = edge.Value.RateLimits.Policies.ToDictionary(policy => policy.Key, policy => RateOf(policy.Value.Windows[0])),
            processors = Environment.ProcessorCount,
            runtime = Environment.Version.ToString(),
        });
    }

    private static object? Slot(KernelSlot? slot) => slot is null
        ? null
        : new
        {
            slot = slot.Name,
            ephemeris = slot.Ephemeris,
            coverage = slot.Coverage,
            spans_tdb = slot.Spans.Select(span => span.ToString()),
            kernels = slot.Planetary.Select(file => file.Name),
        };

    private static IEnumerable<string> Coverage(KernelFile file) => file.IsPlanetary
        ? file.PlanetarySpans.Select(span => span.ToString())
        : file.Segments.Select(segment => new TimeSpanTdb(segment.StartSeconds, segment.StopSeconds).ToString()).Distinct();

    /// <summary>A rate as settings write it.</summary>
    private static string RateOf(RateWindow window) => FormattableString.Invariant($"{window.Limit}/{window.Length.TotalSeconds switch
    {
        1.0 => "second",
        60.0 => "minute",
        3600.0 => "hour",
        86400.0 => "day",
        var seconds => FormattableString.Invariant($"{seconds}s"),
    }}");

    private static string LastOrientationDay() =>
        UtcInstant.From(new CalendarDate(1858, 11, 17), EarthOrientation.Measured.LastMjd * JulianDate.SecondsPerDay).ToIso()[..10];
}

/// <summary>No kernel of that name is loaded.</summary>
public sealed record UnknownKernelPath(string Kernel, string Problem) : Error(
    404, "KERNELS.NOT_AVAILABLE", "No such kernel", Problem);
