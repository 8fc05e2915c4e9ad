using System.Globalization;
using Ephemeris.Api.Frames;

namespace Ephemeris.Api.Stars;

/// <summary>A star of the catalogue, ICRS, epoch J2000.0.</summary>
/// <param name="Id">Bayer or Flamsteed designation, such as <c>alTau</c>.</param>
/// <param name="Name">Traditional name.</param>
/// <param name="Magnitude">Visual magnitude.</param>
/// <param name="RaRad">Right ascension, rad.</param>
/// <param name="DecRad">Declination, rad.</param>
/// <param name="RaMotionRadYear">Proper motion in right ascension times cos δ, rad per Julian year.</param>
/// <param name="DecMotionRadYear">Proper motion in declination, rad per Julian year.</param>
/// <param name="ParallaxRad">Parallax, rad; 0 when unknown.</param>
/// <param name="RadialSpeedKmS">Radial velocity, km/s.</param>
public sealed record Star(
    string Id,
    string Name,
    double Magnitude,
    double RaRad,
    double DecRad,
    double RaMotionRadYear,
    double DecMotionRadYear,
    double ParallaxRad,
    double RadialSpeedKmS)
{
    private const double AuPerYearOfKmS = 0.2109495265696987;

    /// <summary>Direction at a time, as seen from the solar-system barycentre.</summary>
    /// <param name="years">Julian years since J2000.0; 0 leaves the catalogue place.</param>
    /// <remarks>Straight line in space (ERFA's Starpm without its light-time terms): the radial velocity brings the star nearer.</remarks>
    public Cartesian Direction(double years)
    {
        var place = Cartesian.FromAngles(RaRad, DecRad);
        var (sinRa, cosRa) = Math.SinCos(RaRad);
        var (sinDec, cosDec) = Math.SinCos(DecRad);
        var east = new Cartesian(-sinRa, cosRa, 0.0);
        var north = new Cartesian(-sinDec * cosRa, -sinDec * sinRa, cosDec);
        var outward = RadialSpeedKmS * AuPerYearOfKmS * ParallaxRad;
        return (place + (((east * RaMotionRadYear) + (north * DecMotionRadYear) + (place * outward)) * years)).Unit;
    }
}

/// <summary>The stars built into the assembly, brightest first, each once.</summary>
public static class StarCatalog
{
    private const string Resource = "sefstars.csv";
    private const double MasToRad = 0.001 * Angles.ArcsecToRad;

    /// <summary>Every star with an ICRS place and a magnitude.</summary>
    public static readonly IReadOnlyList<Star> Stars = Load();

    private static List<Star> Load()
    {
        using var stream = typeof(StarCatalog).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"{Resource} is not built into this assembly.");
        using var reader = new StreamReader(stream);
        Dictionary<string, Star> stars = [];
        while (reader.ReadLine() is { } line)
        {
            var field = line.Split(',', StringSplitOptions.TrimEntries);
            // Commented lines, other equinoxes, and objects without a magnitude (999.99) are no stars to show.
            if (line.StartsWith('#') || field.Length < 14 || field[2] != "ICRS" || Number(field[13]) > 90.0)
            {
                continue;
            }

            var negative = field[6].StartsWith('-');
            var dec = Math.Abs(Number(field[6])) + (Number(field[7]) / 60.0) + (Number(field[8]) / 3600.0);
            var ra = Number(field[3]) + (Number(field[4]) / 60.0) + (Number(field[5]) / 3600.0);
            stars.TryAdd(field[1], new Star(
                field[1],
                field[0].Length > 0 ? field[0] : field[1],
                Number(field[13]),
                ra * 15.0 * Angles.DegToRad,
                (negative ? -dec : dec) * Angles.DegToRad,
                Number(field[9]) * MasToRad,
                Number(field[10]) * MasToRad,
                Math.Max(0.0, Number(field[12])) * MasToRad,
                Number(field[11])));
        }

        return [.. stars.Values.OrderBy(star => star.Magnitude)];
    }

    private static double Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : 0.0;
}
