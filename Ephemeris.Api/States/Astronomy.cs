namespace Ephemeris.Api.States;

/// <summary>Constants of the IAU that states and apparent places share.</summary>
public static class Astronomy
{
    /// <summary>Astronomical unit, IAU 2012 resolution B2, km.</summary>
    public const double AuKm = 149597870.7;

    /// <summary>Astronomical unit of DE405, in which its own documents give numbers, km.</summary>
    public const double Au405Km = 149597870.691;

    /// <summary>Speed of light, km/s.</summary>
    public const double LightKmS = 299792.458;

    /// <summary>Schwarzschild radius of the Sun over the au: 2GM/c² in au (the value of ERFA).</summary>
    public const double SunSchwarzschildAu = 1.97412574336e-8;
}
