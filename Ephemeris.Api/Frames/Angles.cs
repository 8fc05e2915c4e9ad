namespace Ephemeris.Api.Frames;

/// <summary>Units of angle and the turns they wrap to.</summary>
public static class Angles
{
    /// <summary>Radians of an arc second.</summary>
    public const double ArcsecToRad = Math.PI / 648000.0;

    /// <summary>Radians of a degree.</summary>
    public const double DegToRad = Math.PI / 180.0;

    /// <summary>Degrees of a radian.</summary>
    public const double RadToDeg = 180.0 / Math.PI;

    /// <summary>Wrapped to 0 ≤ x &lt; 360.</summary>
    public static double WrapDeg(double degrees)
    {
        var wrapped = degrees % 360.0;
        wrapped = wrapped < 0.0 ? wrapped + 360.0 : wrapped;
        return wrapped >= 360.0 ? 0.0 : wrapped;
    }

    /// <summary>Wrapped and rounded for the wire, where 359.9999999 is 0 and not 360.</summary>
    public static double RoundDeg(double degrees, int decimals) => WrapDeg(Math.Round(WrapDeg(degrees), decimals));

    /// <summary>Wrapped to 0 ≤ x &lt; 2π.</summary>
    public static double WrapRad(double radians)
    {
        var wrapped = radians % Math.Tau;
        wrapped = wrapped < 0.0 ? wrapped + Math.Tau : wrapped;
        return wrapped >= Math.Tau ? 0.0 : wrapped;
    }

    /// <summary>Wrapped to −180 ≤ x &lt; 180: a difference of two directions.</summary>
    public static double WrapSignedDeg(double degrees) => WrapDeg(degrees + 180.0) - 180.0;
}
