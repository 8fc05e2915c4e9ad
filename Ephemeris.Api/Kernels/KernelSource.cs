namespace Ephemeris.Api.Kernels;

/// <summary>A published kernel file.</summary>
/// <param name="File">File name.</param>
/// <param name="SizeBytes">Size; null when not published with certainty.</param>
/// <param name="Sha256">Digest, lower-case hex; null when none is published: the structure alone is checked then.</param>
internal sealed record KernelSource(string File, long? SizeBytes, string? Sha256)
{
    /// <summary>Folder at NAIF that holds the planetary kernels.</summary>
    public const string DefaultBaseUrl = "https://naif.jpl.nasa.gov/pub/naif/generic_kernels/spk/planets/";

    private const long De440Bytes = 119_799_808;

    /// <summary>Files of a kernel that can be fetched; null when the name is unknown. DE441 is published in two parts.</summary>
    public static IReadOnlyList<KernelSource>? Of(string name) => name.Trim().ToLowerInvariant() switch
    {
        "de440" => [new("de440.bsp", De440Bytes, KnownDigests.Of("de440"))],
        "de441" => [new("de441_part-1.bsp", null, null), new("de441_part-2.bsp", null, null)],
        _ => null,
    };
}
