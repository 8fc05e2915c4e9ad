using System.Collections.Frozen;

namespace Ephemeris.Api.Kernels;

/// <summary>SHA-256 of files whose content is known: those built in, and those that JPL publishes.</summary>
internal static class KnownDigests
{
    private static readonly FrozenDictionary<string, string> Digests = new Dictionary<string, string>
    {
        ["de440"] = "a4ce9bf9b3282becc9f4b2ac3cebe03a2ae7599981aabd7265fd8482fff7c4b5",
        ["se431_1550-2650"] = "1536002fd23a1eb1e59c53b37c76309582f47ed3156690fd69097867f0535bd4",
        ["se431_asteroids_1900-2100"] = "e81548cad00369c954da554a9c76149fa3b1fb7a8b480e5589fdc9501abea09e",
        ["se431_historical"] = "2240e80f2b04937b7284adc9265839d45b439374e0c04251c2b60d4b65c683d5",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Digest of a kernel by name; null when unknown.</summary>
    public static string? Of(string name) => Digests.GetValueOrDefault(name);

    /// <summary>Whether a file is what its name says; null when it is, or when nothing is known of it.</summary>
    /// <param name="file">The file.</param>
    /// <param name="strictly">False lets a deviating file pass.</param>
    public static KernelDamaged? Check(KernelFile file, bool strictly) =>
        strictly && Of(file.Name) is { } want && want != file.Sha256
            ? new KernelDamaged(file.Daf.Name, "SHA-256", file.Sha256, want)
            : null;
}
