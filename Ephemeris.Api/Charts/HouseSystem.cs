namespace Ephemeris.Api.Charts;

/// <summary>Ways to divide the ecliptic into twelve houses. Wire names are in kebab case, such as <c>whole-sign</c>.</summary>
public enum HouseSystem
{
    /// <summary>Thirds of the time that a degree takes from horizon to meridian. The default.</summary>
    Placidus,

    /// <summary>Thirds of the time that the midheaven's degree took since it rose.</summary>
    Koch,

    /// <summary>Thirds of the ecliptic between the angles.</summary>
    Porphyry,

    /// <summary>Circles through north and south points that divide the equator evenly.</summary>
    Regiomontanus,

    /// <summary>Circles through north and south points that divide the prime vertical evenly.</summary>
    Campanus,

    /// <summary>30° each from the ascendant.</summary>
    Equal,

    /// <summary>Whole signs from that of the ascendant.</summary>
    WholeSign,
}

/// <summary>Which end of the meridian the midheaven is taken at.</summary>
public enum McHemisphere
{
    /// <summary>The degree whose right ascension is the sidereal time. The default.</summary>
    South,

    /// <summary>The degree opposite.</summary>
    North,

    /// <summary>South for latitude ≥ 0, else north.</summary>
    Auto,
}

/// <summary>Wire names of house systems.</summary>
public static class HouseWords
{
    private static readonly Dictionary<string, HouseSystem> Systems = Enum.GetValues<HouseSystem>()
        .ToDictionary(Of, system => system, StringComparer.OrdinalIgnoreCase);

    /// <summary>All names, for messages.</summary>
    public static string Names => string.Join(", ", Systems.Keys);

    /// <summary>Kebab-case name.</summary>
    public static string Of(HouseSystem system) => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(system.ToString());

    /// <summary>Reads a name in any case, words parted by <c>-</c>, <c>_</c> or a blank; null gives the default.</summary>
    public static bool TrySystem(string? text, out HouseSystem system)
    {
        system = default;
        return string.IsNullOrWhiteSpace(text) || Systems.TryGetValue(text.Trim().Replace('_', '-').Replace(' ', '-'), out system);
    }

    /// <summary>Reads south, north or auto; null gives south.</summary>
    public static bool TryHemisphere(string? text, out McHemisphere hemisphere)
    {
        hemisphere = default;
        return string.IsNullOrWhiteSpace(text)
            || (char.IsAsciiLetter(text[0]) && Enum.TryParse(text, ignoreCase: true, out hemisphere));
    }
}
