using System.Runtime.CompilerServices;

namespace Ledger.Api.Proofs.Group;

/// <summary>
/// A point of edwards25519 in extended coordinates: x = X/Z, y = Y/Z, T = X·Y/Z. As an element of ristretto255 it stands
/// for its coset (RFC 9496 §4); <see cref="Ristretto"/> compares, encodes and decodes it as such.
/// </summary>
/// <remarks>Formulas: Hisil, Wong, Carter, Dawson 2008, §3, a = −1; complete, so no case distinction anywhere.</remarks>
internal readonly struct Point
{
    public readonly FieldElement X;
    public readonly FieldElement Y;
    public readonly FieldElement Z;
    public readonly FieldElement T;

    public Point(in FieldElement x, in FieldElement y, in FieldElement z, in FieldElement t)
    {
        X = x;
        Y = y;
        Z = z;
        T = t;
    }

    /// <summary>The neutral element.</summary>
    public static Point Identity => new(FieldElement.Zero, FieldElement.One, FieldElement.One, FieldElement.Zero);

    /// <summary>The base point of RFC 8032 and RFC 9496.</summary>
    public static readonly Point Base = FromAffine(FieldConstants.BaseX, FieldConstants.BaseY);

    public static Point FromAffine(in FieldElement x, in FieldElement y) => new(x, y, FieldElement.One, x * y);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Point operator +(in Point p, in Point q)
    {
        var a = (p.Y - p.X) * (q.Y - q.X);
        var b = (p.Y + p.X) * (q.Y + q.X);
        var c = p.T * q.T * FieldConstants.TwoD;
        var zz = p.Z * q.Z;
        return Complete(a, b, c, zz + zz);
    }

    public static Point operator -(in Point p, in Point q) => p + -q;

    public static Point operator -(in Point p) => new(-p.X, p.Y, p.Z, -p.T);

    /// <summary>p + q for an affine q: seven field products.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Point operator +(in Point p, in AffinePoint q)
    {
        var a = (p.Y - p.X) * q.YMinusX;
        var b = (p.Y + p.X) * q.YPlusX;
        var c = p.T * q.Xy2D;
        return Complete(a, b, c, p.Z + p.Z);
    }

    /// <summary>p − q for an affine q.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Point operator -(in Point p, in AffinePoint q)
    {
        var a = (p.Y - p.X) * q.YPlusX;
        var b = (p.Y + p.X) * q.YMinusX;
        var c = p.T * q.Xy2D;
        var e = b - a;
        var z2 = p.Z + p.Z;
        var f = z2 + c;
        var g = z2 - c;
        var h = b + a;
        return new(e * f, g * h, f * g, e * h);
    }

    /// <summary>2p: four squarings and four products.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public Point Double()
    {
        var xx = X.Square();
        var yy = Y.Square();
        var zz = Z.Square();
        // All four factors carry the opposite sign of the paper's, which cancels in every product.
        var h = yy + xx;
        var e = h - (X + Y).Square();
        var g = xx - yy;
        var f = zz + zz + g;
        return new(e * f, g * h, f * g, e * h);
    }

    /// <summary>k·p by windows of four bits; time depends on k, so k must be public or the prover's own.</summary>
    public Point MultiplyVariableTime(in Scalar k)
    {
        Span<Point> table = stackalloc Point[16];
        table[0] = Identity;
        for (var i = 1; i < 16; i++)
        {
            table[i] = table[i - 1] + this;
        }

        Span<byte> bytes = stackalloc byte[32];
        k.WriteTo(bytes);
        var r = Identity;
        for (var i = 63; i >= 0; i--)
        {
            r = r.Double().Double().Double().Double() + table[(bytes[i >> 1] >> (4 * (i & 1))) & 15];
        }

        return r;
    }

    /// <summary>X3 = E·F, Y3 = G·H, Z3 = F·G, T3 = E·H with E = B − A, F = D − C, G = D + C, H = B + A.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Point Complete(in FieldElement a, in FieldElement b, in FieldElement c, in FieldElement d)
    {
        var e = b - a;
        var f = d - c;
        var g = d + c;
        var h = b + a;
        return new(e * f, g * h, f * g, e * h);
    }
}
