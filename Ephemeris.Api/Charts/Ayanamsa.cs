using Ephemeris.Api.Frames;
using Ephemeris.Api.Time;

namespace Ephemeris.Api.Charts;

/// <summary>
/// The distance of a sidereal zodiac's origin from the mean equinox of date. Defined by a value at an epoch and carried on
/// by precession: A(t) = A₀ less the longitude of t's equinox on the ecliptic and from the equinox of t₀.
/// </summary>
/// <remarks>
/// Within 0.01″ of A₀ + p_A(t) − p_A(t₀), the general precession of IAU 2006, in 1600–2600, and 0.08″ off it in 1000, where
/// the two ecliptics' inclination tells; usable where that polynomial is not. The Swiss Ephemeris does the same.
/// </remarks>
/// <param name="Id">Name in requests, lower case.</param>
/// <param name="Name">Name for people.</param>
/// <param name="EpochJdTt">t₀ as Julian date (TT); null when the value is constant.</param>
/// <param name="ValueDeg">A₀, degrees, without nutation.</param>
/// <param name="Aliases">Further names, lower case.</param>
public sealed record Ayanamsa(string Id, string Name, double? EpochJdTt, double ValueDeg, params string[] Aliases)
{
    /// <summary>All that are known, by contract section 3.4.</summary>
    public static readonly IReadOnlyList<Ayanamsa> All =
    [
        new("lahiri", "Lahiri (Chitrapaksha)", 2435553.5, 23.245525, "chitrapaksha", "lahiri_chitrapaksha")
        {
            EquinoxOffsetArcsec = 0.1294,
        },
        new("fagan_bradley", "Fagan–Bradley", 2433282.42346, 24.042044, "fagan_bradley_dynamic") { EquinoxOffsetArcsec = -0.4110 },
        new("krishnamurti", "Krishnamurti (KP)", 2415020.0, 22.363889, "kp") { EquinoxOffsetArcsec = -0.8280 },
        new("raman", "B. V. Raman", 2415020.0, 21.014444) { EquinoxOffsetArcsec = -0.8424 },
        new("yukteshwar", "Sri Yukteshwar", 2415020.0, 21.082222),
        new("fagan_bradley_fixed", "Fagan–Bradley, fixed", null, 24.0 + (13.0 / 60.0)),
    ];

    /// <summary>
    /// The equinox of t₀ by the precession that the definition was made with (Newcomb's to 1950, IAU 1976 for lahiri) less
    /// that by IAU 2006, arc seconds: the definition fixes the stars, not the later model's equinox.
    /// </summary>
    /// <remarks>Values as the Swiss Ephemeris 2.10.03 applies them, with the rounding of A₀; tested in bench/compare.</remarks>
    public double EquinoxOffsetArcsec { get; init; }

    // GCRS to the ecliptic and equinox of t₀.
    private Rotation Start { get; } = EpochJdTt is { } epoch ? LongTermPrecession.EclipticOfDate(Centuries(epoch)) : Rotation.Identity;

    /// <summary>The ayanamsa of a name, in any case, words parted by <c>_</c>, <c>-</c> or a blank; null when unknown.</summary>
    public static Ayanamsa? Find(string name)
    {
        var wanted = name.Trim().ToLowerInvariant().Replace('-', '_').Replace(' ', '_');
        return All.FirstOrDefault(known => known.Id == wanted || known.Aliases.Contains(wanted));
    }

    /// <summary>Value without nutation, degrees.</summary>
    /// <param name="t">Julian centuries of TT since J2000.0.</param>
    public double MeanDeg(double t)
    {
        if (EpochJdTt is not { } epoch)
        {
            return ValueDeg;
        }

        var equinox = Start * LongTermPrecession.EclipticOfDate(t).Row1;
        var moved = -Math.Atan2(equinox.Y, equinox.X) * Angles.RadToDeg;
        // The arc tangent forgets whole turns: the polynomial knows how many there were.
        var about = (Precession.GeneralInLongitude(t) - Precession.GeneralInLongitude(Centuries(epoch))) * Angles.RadToDeg;
        return ValueDeg + (EquinoxOffsetArcsec / 3600.0) + about + Angles.WrapSignedDeg(moved - about);
    }

    /// <summary>Value of the reference service (mean equinox), degrees; formulas for lahiri and fagan_bradley, else <see cref="MeanDeg"/>.</summary>
    /// <param name="t">Julian centuries since J2000.0.</param>
    public double CompatDeg(double t) => Id switch
    {
        "lahiri" => 23.85144 + (50.2876 * 100.0 * t / 3600.0) + (0.000464 * t * t) - (2e-7 * t * t * t),
        "fagan_bradley" => 24.042222 + (50.2564 * 100.0 * (t - Centuries(2433282.5)) / 3600.0),
        _ => MeanDeg(t),
    };

    private static double Centuries(double jd) => (jd - JulianDate.J2000) / JulianDate.DaysPerCentury;
}
