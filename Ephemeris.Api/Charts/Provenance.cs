using Ephemeris.Api.Frames;
using Ephemeris.Api.Kernels;
using Ephemeris.Api.Time;

namespace Ephemeris.Api.Charts;

/// <summary>A kernel file that an answer was computed from.</summary>
/// <param name="Name">File name without folder and extension.</param>
/// <param name="Sha256">Digest of the file, lower-case hex.</param>
public sealed record KernelUsed(string Name, string Sha256);

/// <summary>What an answer rests on, so that it can be repeated and judged.</summary>
/// <param name="Kernels">Kernel files used, each once; empty where no body enters.</param>
/// <param name="Models">Ids of the models of time, orientation and light.</param>
/// <param name="EarthOrientation"><c>IERS C04</c> where measured, <c>model</c> elsewhere, <c>caller</c> where the request gives it.</param>
/// <param name="DeltaTSeconds">TT − UT1 used, s.</param>
/// <param name="AccuracyArcsec">Error bound of the worst place or angle, arc seconds.</param>
public sealed record Provenance(
    IReadOnlyList<KernelUsed> Kernels, IReadOnlyList<string> Models, string EarthOrientation, double DeltaTSeconds, double AccuracyArcsec)
{
    /// <summary>Degrees by which the sky turns in a second, as arc seconds: what an error of ΔT does to house cusps.</summary>
    private const double TurnArcsecPerSecond = 15.041;

    /// <summary>Rounding and models of sidereal time and obliquity, arc seconds.</summary>
    private const double AngleModelArcsec = 0.01;

    private static readonly string[] Iau =
    [
        "precession:Vondrak2011", "nutation:IAU2000A_R06", "sidereal_time:IAU2006", "delta_t:IERS_C04+S15.2020", "tdb:NAIF_LSK",
        "light:LT+deflection+relativistic_aberration", "ellipsoid:WGS84",
    ];

    private static readonly string[] Compat =
    [
        "precession:IAU1976", "nutation:none", "sidereal_time:IAU2006", "delta_t:IERS_C04+S15.2020", "tdb:NAIF_LSK", "light:LT+S", "ellipsoid:WGS84",
    ];

    /// <summary>Provenance of places.</summary>
    /// <param name="catalog">Kernels.</param>
    /// <param name="bodies">NAIF ids of the bodies; the Earth's is added.</param>
    /// <param name="epoch">Instant.</param>
    /// <param name="profile">Models.</param>
    /// <param name="isGiven">Whether the caller gave the Earth's orientation.</param>
    /// <param name="accuracyArcsec">Error bound.</param>
    internal static Provenance Of(
        KernelCatalog catalog, IEnumerable<int> bodies, in Epoch epoch, ModelProfile profile, bool isGiven, double accuracyArcsec)
    {
        List<KernelUsed> kernels = [];
        foreach (var body in bodies.Append(Earth))
        {
            if (catalog.Find(body, epoch.Et)?.File is { } daf && catalog.Files.FirstOrDefault(file => file.Daf == daf) is { } used
                && !kernels.Exists(known => known.Sha256 == used.Sha256))
            {
                kernels.Add(new KernelUsed(used.Name, used.Sha256));
            }
        }

        return new Provenance(
            kernels, profile == ModelProfile.Iau ? Iau : Compat, Source(epoch, isGiven), Math.Round(epoch.DeltaTSeconds, 6), Math.Round(accuracyArcsec, 4));
    }

    /// <summary>Provenance of angles of the sky alone: houses.</summary>
    internal static Provenance OfSky(in Epoch epoch, ModelProfile profile, bool isGiven)
    {
        var error = isGiven ? 0.0 : DeltaT.StandardErrorSeconds(epoch.Tt.JulianYear);
        return new Provenance(
            [], profile == ModelProfile.Iau ? Iau : Compat, Source(epoch, isGiven), Math.Round(epoch.DeltaTSeconds, 6),
            Math.Round(AngleModelArcsec + (TurnArcsecPerSecond * error), 4));
    }

    private const int Earth = 399;

    private static string Source(in Epoch epoch, bool isGiven) => isGiven ? "caller" : epoch.IsEarthOrientationMeasured ? "IERS C04" : "model";
}
