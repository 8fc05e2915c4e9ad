namespace Ephemeris.Api.Frames;

/// <summary>Frames that callers may name, as rotations from ICRS axes at an instant.</summary>
public static class NamedFrame
{
    // Obliquity of J2000.0 that NAIF's ECLIPJ2000 turns by.
    private const double EclipJ2000Obliquity = 84381.448 * Angles.ArcsecToRad;

    /// <summary>Every name; <c>itrf</c> turns with the Earth.</summary>
    public static readonly IReadOnlyList<string> Names =
    [
        "icrs", "mean_equator_of_date", "true_equator_of_date", "mean_ecliptic_of_date", "true_ecliptic_of_date", "ecliptic_j2000",
        "itrf",
    ];

    /// <summary>The name of a frame by any of its spellings, lower case; null when unknown.</summary>
    public static string? Canonical(string? name) => name?.Trim().ToLowerInvariant().Replace('-', '_').Replace(' ', '_') switch
    {
        null or "" or "icrs" or "icrf" or "gcrs" or "j2000" or "equatorial_j2000" => "icrs",
        "mean_equator_of_date" or "mean_equator" => "mean_equator_of_date",
        "true_equator_of_date" or "true_equator" or "equator_of_date" or "of_date" or "equatorial" => "true_equator_of_date",
        "mean_ecliptic_of_date" or "mean_ecliptic" => "mean_ecliptic_of_date",
        "true_ecliptic_of_date" or "true_ecliptic" or "ecliptic_of_date" or "eclipdate" or "ecliptic" => "true_ecliptic_of_date",
        "ecliptic_j2000" or "eclipj2000" => "ecliptic_j2000",
        "itrf" or "itrf93" or "itrs" or "ecef" => "itrf",
        _ => null,
    };

    /// <summary>ICRS axes to a frame.</summary>
    /// <param name="name">A canonical name.</param>
    /// <param name="frames">Rotations of the instant.</param>
    public static Rotation FromIcrs(string name, in EpochFrames frames) => name switch
    {
        "mean_equator_of_date" => Precession.BiasPrecession(frames.Centuries),
        "true_equator_of_date" => frames.TrueEquator,
        "mean_ecliptic_of_date" => Precession.EclipticOfDate(frames.Centuries, 0.0),
        "true_ecliptic_of_date" => Precession.EclipticOfDate(frames.Centuries, frames.Nutation.DeltaPsi),
        "ecliptic_j2000" => Rotation.AboutX(EclipJ2000Obliquity),
        "itrf" => frames.Terrestrial,
        _ => Rotation.Identity,
    };
}
