using Ephemeris.Api.Frames;

namespace Ephemeris.Api.Charts;

/// <summary>Two bodies at a significant angle.</summary>
/// <param name="P1">First body, in the order of the request.</param>
/// <param name="P2">Second body.</param>
/// <param name="Type">conjunction, opposition, trine, square or sextile.</param>
/// <param name="AngleDeg">Separation in longitude, 0–180, two decimals.</param>
/// <param name="OrbDeg">Distance from the exact angle, two decimals.</param>
public sealed record Aspect(string P1, string P2, string Type, double AngleDeg, double OrbDeg);

/// <summary>Finds aspects.</summary>
public static class Aspects
{
    // Orbs are narrower than half of the gaps between the angles: no pair has two aspects.
    private static readonly (string Type, double AngleDeg, double OrbDeg)[] Kinds =
    [
        ("conjunction", 0.0, 8.0), ("opposition", 180.0, 8.0), ("trine", 120.0, 6.0), ("square", 90.0, 6.0), ("sextile", 60.0, 4.0),
    ];

    /// <summary>All aspects among bodies, pairs in the order given.</summary>
    /// <param name="bodies">Names and ecliptic longitudes in degrees.</param>
    public static IReadOnlyList<Aspect> Find(IReadOnlyList<(string Name, double LongitudeDeg)> bodies)
    {
        var found = new List<Aspect>();
        for (var i = 0; i < bodies.Count; i++)
        {
            for (var j = i + 1; j < bodies.Count; j++)
            {
                var angle = Math.Abs(Angles.WrapSignedDeg(bodies[i].LongitudeDeg - bodies[j].LongitudeDeg));
                foreach (var (type, exact, orb) in Kinds)
                {
                    if (Math.Abs(angle - exact) <= orb)
                    {
                        found.Add(new Aspect(
                            bodies[i].Name, bodies[j].Name, type, Math.Round(angle, 2), Math.Round(Math.Abs(angle - exact), 2)));
                    }
                }
            }
        }

        return found;
    }
}
