using System.Runtime.CompilerServices;

namespace Ledger.Api.Proofs.Group;

/// <summary>
/// The prime-order group ristretto255 over edwards25519 points: RFC 9496 §4.3, the contract's group (order ℓ).
/// </summary>
internal static class Ristretto
{
    /// <summary>Length of an encoding.</summary>
    public const int EncodedBytes = 32;

    /// <summary>
    /// RFC 9496 §4.3.1. False for anything but the one canonical encoding of an element: s ≥ p, odd s, bit 255 set, no
    /// such point, negative t, or y = 0. The result has Z = 1.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool TryDecode(ReadOnlySpan<byte> encoding, out Point point)
    {
        point = Point.Identity;
        if (encoding.Length != EncodedBytes)
        {
            return false;
        }

        var s = FieldElement.FromBytes(encoding);
        Span<byte> canonical = stackalloc byte[32];
        s.WriteTo(canonical);
        if (!canonical.SequenceEqual(encoding) || (encoding[0] & 1) != 0)
        {
            return false;
        }

        var ss = s.Square();
        var u1 = FieldElement.One - ss;
        var u2 = FieldElement.One + ss;
        var u2Squared = u2.Square();
        var v = FieldElement.Carry(-(FieldConstants.D * u1.Square()) - u2Squared);
        var (wasSquare, inverseRoot) = FieldElement.SquareRootRatio(FieldElement.One, v * u2Squared);
        var denX = inverseRoot * u2;
        var denY = inverseRoot * denX * v;
        var x = ((s + s) * denX).Absolute();
        var y = u1 * denY;
        var t = x * y;
        if (!wasSquare || t.IsNegative() || y.IsZero())
        {
            return false;
        }

        point = new Point(x, y, FieldElement.One, t);
        return true;
    }

    /// <summary>RFC 9496 §4.3.2: the canonical 32 bytes of the coset of <paramref name="p"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Encode(in Point p, Span<byte> encoding)
    {
        var u1 = (p.Z + p.Y) * (p.Z - p.Y);
        var u2 = p.X * p.Y;
        var (_, inverseRoot) = FieldElement.SquareRootRatio(FieldElement.One, u1 * u2.Square());
        var den1 = inverseRoot * u1;
        var den2 = inverseRoot * u2;
        var zInverse = den1 * den2 * p.T;
        var rotate = (p.T * zInverse).NegativeMask();
        var x = FieldElement.Select(rotate, p.Y * FieldConstants.SqrtM1, p.X);
        var y = FieldElement.Select(rotate, p.X * FieldConstants.SqrtM1, p.Y);
        var denInverse = FieldElement.Select(rotate, den1 * FieldConstants.InvSqrtAMinusD, den2);
        y = FieldElement.Select((x * zInverse).NegativeMask(), -y, y);
        (denInverse * (p.Z - y)).Absolute().WriteTo(encoding);
    }

    /// <summary>The canonical encoding in a new array.</summary>
    public static byte[] Encode(in Point p)
    {
        var encoding = new byte[EncodedBytes];
        Encode(p, encoding);
        return encoding;
    }

    /// <summary>RFC 9496 §4.3.3: equality of cosets.</summary>
    public static bool Equal(in Point p, in Point q) =>
        ((p.X * q.Y).EqualTo(p.Y * q.X) | (p.Y * q.Y).EqualTo(p.X * q.X)) != 0;

    /// <summary>True when <paramref name="p"/> stands for the neutral element.</summary>
    public static bool IsIdentity(in Point p) => p.X.IsZero() || p.Y.IsZero();

    /// <summary>RFC 9496 §4.3.4: 64 uniform bytes to an element, the sum of two maps.</summary>
    public static Point Map64(ReadOnlySpan<byte> bytes) =>
        Map(FieldElement.FromBytes(bytes[..32])) + Map(FieldElement.FromBytes(bytes[32..64]));

    /// <summary>The map MAP of RFC 9496 §4.3.4 (Elligator 2 on the Jacobi quartic), with the names used there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Point Map(in FieldElement t)
    {
        var one = FieldElement.One;
        var r = FieldConstants.SqrtM1 * t.Square();
        var u = (r + one) * FieldConstants.OneMinusDSquared;
        var v = (-one - (r * FieldConstants.D)) * (r + FieldConstants.D);
        var (wasSquare, s) = FieldElement.SquareRootRatio(u, v);
        var mask = wasSquare ? ulong.MaxValue : 0;
        s = FieldElement.Select(mask, s, -(s * t).Absolute());
        var c = FieldElement.Select(mask, -one, r);
        var n = (c * (r - one) * FieldConstants.DMinusOneSquared) - v;
        var w0 = (s + s) * v;
        var w1 = n * FieldConstants.SqrtAdMinusOne;
        var ss = s.Square();
        var w2 = one - ss;
        var w3 = one + ss;
        return new Point(w0 * w3, w2 * w1, w1 * w3, w0 * w2);
    }
}
