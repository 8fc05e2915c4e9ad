using System.Collections.Frozen;

namespace Ephemeris.Api.Charts;

/// <summary>How a body's place comes about.</summary>
public enum ChartBodyKind
{
    /// <summary>States from a kernel.</summary>
    Kernel,

    /// <summary>Mean ascending node of the Moon's orbit.</summary>
    MeanNode,

    /// <summary>Ascending node of the Moon's osculating orbit.</summary>
    TrueNode,

    /// <summary>Apogee of the Moon's mean orbit.</summary>
    MeanApogee,

    /// <summary>Apogee of the Moon's osculating orbit.</summary>
    OsculatingApogee,
}

/// <summary>A body that charts know by name.</summary>
/// <param name="Name">Name in answers.</param>
/// <param name="NaifId">NAIF id; of the Moon for points of its orbit. From Mars outwards the system's barycentre.</param>
/// <param name="Kind">Where its place comes from.</param>
public sealed record ChartBody(string Name, int NaifId, ChartBodyKind Kind = ChartBodyKind.Kernel)
{
    private const int Moon = 301;

    /// <summary>The seven classical bodies: the default of a chart.</summary>
    public static readonly IReadOnlyList<ChartBody> Seven =
    [
        new("Sun", 10), new("Moon", Moon), new("Mercury", 199), new("Venus", 299), new("Mars", 4), new("Jupiter", 5),
        new("Saturn", 6),
    ];

    /// <summary>The Earth, which only heliocentric charts show.</summary>
    public static readonly ChartBody Earth = new("Earth", 399);

    /// <summary>Default of a heliocentric chart.</summary>
    public static readonly IReadOnlyList<ChartBody> Heliocentric =
        [new("Mercury", 199), new("Venus", 299), Earth, new("Mars", 4), new("Jupiter", 5), new("Saturn", 6)];

    /// <summary>Every body with a name.</summary>
    public static readonly IReadOnlyList<ChartBody> All =
    [
        .. Seven, new("Uranus", 7), new("Neptune", 8), new("Pluto", 9),
        new("MeanNode", Moon, ChartBodyKind.MeanNode), new("TrueNode", Moon, ChartBodyKind.TrueNode),
        new("MeanApogee", Moon, ChartBodyKind.MeanApogee), new("OsculatingApogee", Moon, ChartBodyKind.OsculatingApogee),
        new("Ceres", 2000001), new("Pallas", 2000002), new("Juno", 2000003), new("Vesta", 2000004), new("Chiron", 2002060),
        new("Pholus", 2005145),
    ];

    private static readonly FrozenDictionary<string, ChartBody> ByName =
        All.ToFrozenDictionary(body => body.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The longest light time of bodies, s, with a margin that covers their orbits.</summary>
    public static double LongestLightSeconds(IReadOnlyList<ChartBody> bodies) => bodies.Max(body => body.NaifId switch
    {
        Moon => 2.0,
        10 or 199 or 299 => 900.0,
        4 => 1400.0,
        5 => 3300.0,
        6 => 5700.0,
        7 => 10600.0,
        8 => 15700.0,
        9 => 25500.0,
        _ => 20000.0,
    }) + 1.0;

    /// <summary>The body of a name, in any case; null when unknown.</summary>
    public static ChartBody? Find(string? name) => name is null ? null : ByName.GetValueOrDefault(name.Trim());
}
