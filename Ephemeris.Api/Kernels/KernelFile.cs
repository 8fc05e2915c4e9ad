using System.Security.Cryptography;
using Platform.ServiceDefaults.Errors;

namespace Ephemeris.Api.Kernels;

/// <summary>An opened, validated kernel with its segments in file order. Immutable.</summary>
internal sealed class KernelFile
{
    /// <summary>Bodies that make a planetary kernel complete: Mercury to Pluto, Sun, Moon, Earth and the two inner planets.</summary>
    private static readonly int[] PlanetaryBodies = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 199, 299, 301, 399];

    private KernelFile(string path, DafFile daf, string sha256, SpkSegment[] segments, PckSegment[] orientations)
    {
        (Path, Daf, Sha256, Segments, Orientations) = (path, daf, sha256, segments, orientations);
        Name = System.IO.Path.GetFileNameWithoutExtension(path).ToLowerInvariant();
        IsPlanetary = PlanetaryBodies.All(body => segments.Any(segment => segment.Target == body));
        HoldsPlanetaryBodies = segments.Any(segment => segment.Target == 0 || PlanetaryBodies.Contains(segment.Target));
        PlanetarySpans = IsPlanetary ? CommonSpans(segments) : [];
    }

    /// <summary>Path of the file; never shown to a caller.</summary>
    public string Path { get; }

    /// <summary>File name without folder and extension, lower case: how a request names this kernel.</summary>
    public string Name { get; }

    /// <summary>The file.</summary>
    public DafFile Daf { get; }

    /// <summary>SHA-256 of the file, lower-case hex.</summary>
    public string Sha256 { get; }

    /// <summary>SPK segments in file order; empty in a PCK.</summary>
    public IReadOnlyList<SpkSegment> Segments { get; }

    /// <summary>Orientation segments in file order; empty in an SPK.</summary>
    public IReadOnlyList<PckSegment> Orientations { get; }

    /// <summary>True when every body of a planetary kernel has a segment.</summary>
    public bool IsPlanetary { get; }

    /// <summary>True when any planetary body has a segment.</summary>
    public bool HoldsPlanetaryBodies { get; }

    /// <summary>Spans that all planetary bodies share, TDB s past J2000, in order of time; empty when not planetary.</summary>
    public IReadOnlyList<TimeSpanTdb> PlanetarySpans { get; }

    /// <summary>Opens, validates and digests a file.</summary>
    /// <param name="path">Path of a .bsp or .bpc.</param>
    /// <returns>The kernel, or the first thing that is wrong with it.</returns>
    public static Outcome<KernelFile> Open(string path)
    {
        if (!DafFile.Open(path).TryGet(out var daf, out var error))
        {
            return error;
        }

        List<SpkSegment> segments = [];
        List<PckSegment> orientations = [];
        foreach (var summary in daf.Summaries)
        {
            error = daf.Kind == "PCK"
                ? Take(PckSegment.Create(daf, summary), orientations)
                : Take(SpkSegment.Create(daf, summary), segments);
            if (error is not null)
            {
                daf.Dispose();
                return error;
            }
        }

        return new KernelFile(path, daf, Digest(path), [.. segments], [.. orientations]);
    }

    private static List<TimeSpanTdb> CommonSpans(SpkSegment[] segments)
    {
        List<TimeSpanTdb> common = [new(double.NegativeInfinity, double.PositiveInfinity)];
        foreach (var body in PlanetaryBodies)
        {
            common = TimeSpanTdb.Intersect(common, TimeSpanTdb.Merge(segments.Where(segment => segment.Target == body)));
        }

        return common;
    }

    private static Error? Take<T>(Outcome<T> outcome, List<T> into)
    {
        if (outcome.TryGet(out var value, out var error))
        {
            into.Add(value);
        }

        return error;
    }

    private static string Digest(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 16);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
