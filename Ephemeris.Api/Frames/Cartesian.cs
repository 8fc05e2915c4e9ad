namespace Ephemeris.Api.Frames;

/// <summary>Three components along right-handed axes; unit and frame are its holder's.</summary>
/// <param name="X">Along the first axis.</param>
/// <param name="Y">Along the second axis.</param>
/// <param name="Z">Along the third axis.</param>
public readonly record struct Cartesian(double X, double Y, double Z)
{
    /// <summary>Length of the vector.</summary>
    public double Norm => Math.Sqrt((X * X) + (Y * Y) + (Z * Z));

    /// <summary>The vector over its length; NaN for a zero vector.</summary>
    public Cartesian Unit => this * (1.0 / Norm);

    /// <summary>Longitude (from the first axis towards the second), 0 ≤ λ &lt; 2π, rad.</summary>
    public double Longitude
    {
        get
        {
            var angle = Math.Atan2(Y, X);
            return angle < 0.0 ? Math.Min(angle + Math.Tau, BelowTurn) : angle;
        }
    }

    /// <summary>Latitude from the plane of the first two axes, rad.</summary>
    public double Latitude => Math.Atan2(Z, Math.Sqrt((X * X) + (Y * Y)));

    private static readonly double BelowTurn = Math.BitDecrement(Math.Tau);

    /// <summary>Unit vector at a longitude and latitude, rad.</summary>
    public static Cartesian FromAngles(double longitude, double latitude)
    {
        var (sinLon, cosLon) = Math.SinCos(longitude);
        var (sinLat, cosLat) = Math.SinCos(latitude);
        return new Cartesian(cosLon * cosLat, sinLon * cosLat, sinLat);
    }

    /// <summary>Scalar product.</summary>
    public double Dot(Cartesian other) => (X * other.X) + (Y * other.Y) + (Z * other.Z);

    /// <summary>Vector product.</summary>
    public Cartesian Cross(Cartesian other) =>
        new((Y * other.Z) - (Z * other.Y), (Z * other.X) - (X * other.Z), (X * other.Y) - (Y * other.X));

    /// <summary>Sum.</summary>
    public static Cartesian operator +(Cartesian a, Cartesian b) => new(a.X + b.X, a.Y + b.Y, a.Z + b.Z);

    /// <summary>Difference.</summary>
    public static Cartesian operator -(Cartesian a, Cartesian b) => new(a.X - b.X, a.Y - b.Y, a.Z - b.Z);

    /// <summary>Opposite.</summary>
    public static Cartesian operator -(Cartesian a) => new(-a.X, -a.Y, -a.Z);

    /// <summary>Multiple.</summary>
    public static Cartesian operator *(Cartesian a, double k) => new(a.X * k, a.Y * k, a.Z * k);
}
