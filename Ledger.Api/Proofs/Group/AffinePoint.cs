using System.Runtime.CompilerServices;

namespace Ledger.Api.Proofs.Group;

/// <summary>A point with Z = 1, kept as the three factors that an addition needs: y + x, y − x and 2d·x·y.</summary>
internal readonly struct AffinePoint
{
    public readonly FieldElement YPlusX;
    public readonly FieldElement YMinusX;
    public readonly FieldElement Xy2D;

    private AffinePoint(in FieldElement yPlusX, in FieldElement yMinusX, in FieldElement xy2D)
    {
        YPlusX = yPlusX;
        YMinusX = yMinusX;
        Xy2D = xy2D;
    }

    /// <summary>The neutral element (0, 1).</summary>
    public static AffinePoint Identity => new(FieldElement.One, FieldElement.One, FieldElement.Zero);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static AffinePoint From(in FieldElement x, in FieldElement y) =>
        new(FieldElement.Carry(y + x), FieldElement.Carry(y - x), x * y * FieldConstants.TwoD);

    /// <summary>Converts one point; costs an inversion.</summary>
    public static AffinePoint From(in Point p)
    {
        var zInverse = p.Z.Invert();
        return From(p.X * zInverse, p.Y * zInverse);
    }

    /// <summary>Converts many points with one inversion (Montgomery's trick: prefix products, then back).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Normalize(ReadOnlySpan<Point> points, Span<AffinePoint> affine)
    {
        if (points.IsEmpty)
        {
            return;
        }

        var prefix = new FieldElement[points.Length];
        var product = FieldElement.One;
        for (var i = 0; i < points.Length; i++)
        {
            prefix[i] = product;
            product *= points[i].Z;
        }

        var inverse = product.Invert();
        for (var i = points.Length - 1; i >= 0; i--)
        {
            var zInverse = inverse * prefix[i];
            inverse *= points[i].Z;
            affine[i] = From(points[i].X * zInverse, points[i].Y * zInverse);
        }
    }
}
