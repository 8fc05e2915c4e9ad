namespace Ephemeris.Api.Frames;

/// <summary>
/// A rotation of axes as a 3×3 matrix in rows: <c>R * v</c> are the components of <c>v</c> along the new axes.
/// </summary>
/// <param name="Row1">New first axis in old components.</param>
/// <param name="Row2">New second axis in old components.</param>
/// <param name="Row3">New third axis in old components.</param>
public readonly record struct Rotation(Cartesian Row1, Cartesian Row2, Cartesian Row3)
{
    /// <summary>No rotation.</summary>
    public static readonly Rotation Identity = new(new(1, 0, 0), new(0, 1, 0), new(0, 0, 1));

    /// <summary>The inverse.</summary>
    public Rotation Transpose => new(
        new(Row1.X, Row2.X, Row3.X), new(Row1.Y, Row2.Y, Row3.Y), new(Row1.Z, Row2.Z, Row3.Z));

    /// <summary>Axes turned by an angle about the first axis, rad (R₁ of the textbooks).</summary>
    public static Rotation AboutX(double angle)
    {
        var (s, c) = Math.SinCos(angle);
        return new Rotation(new(1, 0, 0), new(0, c, s), new(0, -s, c));
    }

    /// <summary>Axes turned by an angle about the second axis, rad (R₂).</summary>
    public static Rotation AboutY(double angle)
    {
        var (s, c) = Math.SinCos(angle);
        return new Rotation(new(c, 0, -s), new(0, 1, 0), new(s, 0, c));
    }

    /// <summary>Axes turned by an angle about the third axis, rad (R₃).</summary>
    public static Rotation AboutZ(double angle)
    {
        var (s, c) = Math.SinCos(angle);
        return new Rotation(new(c, s, 0), new(-s, c, 0), new(0, 0, 1));
    }

    /// <summary>The product that applies <paramref name="b"/> first.</summary>
    public static Rotation operator *(Rotation a, Rotation b)
    {
        var t = b.Transpose;
        return new Rotation(t * a.Row1, t * a.Row2, t * a.Row3);
    }

    /// <summary>Components of <paramref name="v"/> along the new axes.</summary>
    public static Cartesian operator *(Rotation r, Cartesian v) => new(r.Row1.Dot(v), r.Row2.Dot(v), r.Row3.Dot(v));

    /// <summary>As nested arrays, row by row.</summary>
    public double[][] ToArray() =>
        [[Row1.X, Row1.Y, Row1.Z], [Row2.X, Row2.Y, Row2.Z], [Row3.X, Row3.Y, Row3.Z]];
}
