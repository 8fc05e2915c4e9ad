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
    public static bool TryDecode(ReadOnlySpan<byte> encoding, out Point point)
    {
        point = Point.Identity;
        return TryRead(encoding, out var s) && TryFinish(s, UnderRoot(s).PowP58(), out point);
    }

    /// <summary>Decodes many, a batch at a time; false, and points left out, when any is refused.</summary>
    /// <param name="encodings">32 bytes per point.</param>
    /// <param name="points">As many points.</param>
    public static bool TryDecode(ReadOnlySpan<byte> encodings, Span<Point> points)
    {
        Span<FieldElement> s = stackalloc FieldElement[LanePowers.Batch];
        Span<FieldElement> powers = stackalloc FieldElement[LanePowers.Batch];
        for (var first = 0; first < points.Length; first += LanePowers.Batch)
        {
            var count = Math.Min(LanePowers.Batch, points.Length - first);
            for (var i = 0; i < count; i++)
            {
                if (!TryRead(encodings.Slice(EncodedBytes * (first + i), EncodedBytes), out s[i]))
                {
                    return false;
                }

                powers[i] = UnderRoot(s[i]);
            }

            LanePowers.PowP58(powers[..count]);
            for (var i = 0; i < count; i++)
            {
                if (!TryFinish(s[i], powers[i], out points[first + i]))
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>RFC 9496 §4.3.2: the canonical 32 bytes of the coset of <paramref name="p"/>.</summary>
    public static void Encode(in Point p, Span<byte> encoding) => Encode(p, UnderRoot(p).PowP58(), encoding);

    /// <summary>Encodes many, a batch at a time.</summary>
    /// <param name="points">Points.</param>
    /// <param name="encodings">32 bytes per point.</param>
    public static void Encode(ReadOnlySpan<Point> points, Span<byte> encodings)
    {
        Span<FieldElement> powers = stackalloc FieldElement[LanePowers.Batch];
        for (var first = 0; first < points.Length; first += LanePowers.Batch)
        {
            var batch = points.Slice(first, Math.Min(LanePowers.Batch, points.Length - first));
            for (var i = 0; i < batch.Length; i++)
            {
                powers[i] = UnderRoot(batch[i]);
            }

            LanePowers.PowP58(powers[..batch.Length]);
            for (var i = 0; i < batch.Length; i++)
            {
                Encode(batch[i], powers[i], encodings.Slice(EncodedBytes * (first + i), EncodedBytes));
            }
        }
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

    /// <summary>A canonical, non-negative s below p; false for other bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool TryRead(ReadOnlySpan<byte> encoding, out FieldElement s)
    {
        s = FieldElement.Zero;
        if (encoding.Length != EncodedBytes)
        {
            return false;
        }

        s = FieldElement.FromBytes(encoding);
        Span<byte> canonical = stackalloc byte[32];
        s.WriteTo(canonical);
        return canonical.SequenceEqual(encoding) && (encoding[0] & 1) == 0;
    }

    /// <summary>u1 = 1 − s², u2 = 1 + s², v, and v·u2², whose inverse root decoding takes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (FieldElement U1, FieldElement U2, FieldElement V, FieldElement Square) Terms(in FieldElement s)
    {
        var ss = s.Square();
        var u1 = FieldElement.One - ss;
        var u2 = FieldElement.One + ss;
        var u2Squared = u2.Square();
        var v = FieldElement.Carry(-(FieldConstants.D * u1.Square()) - u2Squared);
        return (u1, u2, v, v * u2Squared);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static FieldElement UnderRoot(in FieldElement s) => FieldElement.UnderRoot(FieldElement.One, Terms(s).Square);

    /// <summary>Decoding from the power (p − 5)/8 of <see cref="UnderRoot(in FieldElement)"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool TryFinish(in FieldElement s, in FieldElement power, out Point point)
    {
        var (u1, u2, v, square) = Terms(s);
        var (wasSquare, inverseRoot) = FieldElement.SquareRootRatio(FieldElement.One, square, power);
        var denX = inverseRoot * u2;
        var denY = inverseRoot * denX * v;
        var x = ((s + s) * denX).Absolute();
        var y = u1 * denY;
        var t = x * y;
        var valid = wasSquare && !t.IsNegative() && !y.IsZero();
        point = valid ? new Point(x, y, FieldElement.One, t) : Point.Identity;
        return valid;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static FieldElement UnderRoot(in Point p) =>
        FieldElement.UnderRoot(FieldElement.One, (p.Z + p.Y) * (p.Z - p.Y) * (p.X * p.Y).Square());

    /// <summary>Encoding from the power (p − 5)/8 of <see cref="UnderRoot(in Point)"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Encode(in Point p, in FieldElement power, Span<byte> encoding)
    {
        var u1 = (p.Z + p.Y) * (p.Z - p.Y);
        var u2 = p.X * p.Y;
        var (_, inverseRoot) = FieldElement.SquareRootRatio(FieldElement.One, u1 * u2.Square(), power);
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
}
