using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Ledger.Api.Proofs.Group;

/// <summary>
/// An element of the prime field of order p = 2^255 − 19, in five limbs of 51 bits (value = Σ limb_i·2^(51·i) mod p).
/// </summary>
/// <remarks>
/// Limbs are not unique: a product has limbs below 2^52, and operands of a product must have limbs below 2^54. One
/// addition or subtraction of products therefore needs no carry, which is the bound every point formula here keeps.
/// No operation branches on, or indexes by, a value.
/// </remarks>
internal readonly struct FieldElement
{
    private const ulong Mask51 = (1UL << 51) - 1;

    /// <summary>Limb 0, weight 1.</summary>
    public readonly ulong L0;

    /// <summary>Limb 1, weight 2^51.</summary>
    public readonly ulong L1;

    /// <summary>Limb 2, weight 2^102.</summary>
    public readonly ulong L2;

    /// <summary>Limb 3, weight 2^153.</summary>
    public readonly ulong L3;

    /// <summary>Limb 4, weight 2^204.</summary>
    public readonly ulong L4;

    public FieldElement(ulong l0, ulong l1, ulong l2, ulong l3, ulong l4)
    {
        L0 = l0;
        L1 = l1;
        L2 = l2;
        L3 = l3;
        L4 = l4;
    }

    public static FieldElement Zero => default;

    public static FieldElement One => new(1, 0, 0, 0, 0);

    /// <summary>Sum without carry: limbs add up, so operands below 2^53 give a legal factor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FieldElement operator +(in FieldElement a, in FieldElement b) =>
        new(a.L0 + b.L0, a.L1 + b.L1, a.L2 + b.L2, a.L3 + b.L3, a.L4 + b.L4);

    /// <summary>Difference a + 4p − b without carry: limbs of b must be below 2^53 − 76, those of the result grow by 2^53.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FieldElement operator -(in FieldElement a, in FieldElement b)
    {
        const ulong fourP0 = 4 * (Mask51 - 18), fourP = 4 * Mask51;
        return new(
            a.L0 + fourP0 - b.L0, a.L1 + fourP - b.L1, a.L2 + fourP - b.L2, a.L3 + fourP - b.L3, a.L4 + fourP - b.L4);
    }

    public static FieldElement operator -(in FieldElement a) => Carry(Zero - a);

    /// <summary>Product; limbs of the result are below 2^52.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static FieldElement operator *(in FieldElement a, in FieldElement b)
    {
        ulong a0 = a.L0, a1 = a.L1, a2 = a.L2, a3 = a.L3, a4 = a.L4;
        ulong b0 = b.L0, b1 = b.L1, b2 = b.L2, b3 = b.L3, b4 = b.L4;
        ulong c1 = 19 * b1, c2 = 19 * b2, c3 = 19 * b3, c4 = 19 * b4; // 2^255 = 19
        var h0 = Wide.Multiply(a0, b0, out var l0);
        Accumulate(ref h0, ref l0, a4, c1);
        Accumulate(ref h0, ref l0, a3, c2);
        Accumulate(ref h0, ref l0, a2, c3);
        Accumulate(ref h0, ref l0, a1, c4);
        var h1 = Wide.Multiply(a1, b0, out var l1);
        Accumulate(ref h1, ref l1, a0, b1);
        Accumulate(ref h1, ref l1, a4, c2);
        Accumulate(ref h1, ref l1, a3, c3);
        Accumulate(ref h1, ref l1, a2, c4);
        var h2 = Wide.Multiply(a2, b0, out var l2);
        Accumulate(ref h2, ref l2, a1, b1);
        Accumulate(ref h2, ref l2, a0, b2);
        Accumulate(ref h2, ref l2, a4, c3);
        Accumulate(ref h2, ref l2, a3, c4);
        var h3 = Wide.Multiply(a3, b0, out var l3);
        Accumulate(ref h3, ref l3, a2, b1);
        Accumulate(ref h3, ref l3, a1, b2);
        Accumulate(ref h3, ref l3, a0, b3);
        Accumulate(ref h3, ref l3, a4, c4);
        var h4 = Wide.Multiply(a4, b0, out var l4);
        Accumulate(ref h4, ref l4, a3, b1);
        Accumulate(ref h4, ref l4, a2, b2);
        Accumulate(ref h4, ref l4, a1, b3);
        Accumulate(ref h4, ref l4, a0, b4);
        return Reduce(h0, l0, h1, l1, h2, l2, h3, l3, h4, l4);
    }

    /// <summary>a², cheaper than a·a by the ten symmetric products.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public FieldElement Square()
    {
        ulong a0 = L0, a1 = L1, a2 = L2, a3 = L3, a4 = L4;
        ulong d0 = 2 * a0, d1 = 2 * a1, d2 = 2 * a2, c3 = 19 * a3, c4 = 19 * a4;
        var h0 = Wide.Multiply(a0, a0, out var l0);
        Accumulate(ref h0, ref l0, d1, c4);
        Accumulate(ref h0, ref l0, d2, c3);
        var h1 = Wide.Multiply(d0, a1, out var l1);
        Accumulate(ref h1, ref l1, d2, c4);
        Accumulate(ref h1, ref l1, a3, c3);
        var h2 = Wide.Multiply(d0, a2, out var l2);
        Accumulate(ref h2, ref l2, a1, a1);
        Accumulate(ref h2, ref l2, 2 * a3, c4);
        var h3 = Wide.Multiply(d0, a3, out var l3);
        Accumulate(ref h3, ref l3, d1, a2);
        Accumulate(ref h3, ref l3, a4, c4);
        var h4 = Wide.Multiply(d0, a4, out var l4);
        Accumulate(ref h4, ref l4, d1, a3);
        Accumulate(ref h4, ref l4, a2, a2);
        return Reduce(h0, l0, h1, l1, h2, l2, h3, l3, h4, l4);
    }

    /// <summary>a^(2^n), n ≥ 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public FieldElement SquareTimes(int n)
    {
        var r = Square();
        for (var i = 1; i < n; i++)
        {
            r = r.Square();
        }

        return r;
    }

    /// <summary>1/a by Fermat, a^(p−2); 0 for a = 0.</summary>
    public FieldElement Invert()
    {
        var (t, a11) = PowerOf250Ones();
        return t.SquareTimes(5) * a11;
    }

    /// <summary>a^((p−5)/8) = a^(2^252 − 3), the power under a square root.</summary>
    public FieldElement PowP58() => PowerOf250Ones().T.SquareTimes(2) * this;

    /// <summary>(a^(2^250 − 1), a^11): the chain that both powers above share.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private (FieldElement T, FieldElement A11) PowerOf250Ones()
    {
        var a2 = Square();
        var a9 = this * a2.SquareTimes(2);
        var a11 = a2 * a9;
        var x5 = a9 * a11.Square();               // 2^5 − 1
        var x10 = x5.SquareTimes(5) * x5;         // 2^10 − 1
        var x20 = x10.SquareTimes(10) * x10;
        var x40 = x20.SquareTimes(20) * x20;
        var x50 = x40.SquareTimes(10) * x10;
        var x100 = x50.SquareTimes(50) * x50;
        var x200 = x100.SquareTimes(100) * x100;
        return (x200.SquareTimes(50) * x50, a11); // 2^250 − 1
    }

    /// <summary>
    /// RFC 9496 §4.2 SQRT_RATIO_M1: (true, √(u/v)) when u/v is a square, else (false, √(i·u/v)); the non-negative root.
    /// u = 0 counts as a square, v = 0 with u ≠ 0 does not; both give 0.
    /// </summary>
    public static (bool WasSquare, FieldElement Root) SquareRootRatio(in FieldElement u, in FieldElement v) =>
        SquareRootRatio(u, v, UnderRoot(u, v).PowP58());

    /// <summary>u·v⁷, whose power (p − 5)/8 a root of u/v is made from.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static FieldElement UnderRoot(in FieldElement u, in FieldElement v) => u * ((v.Square() * v).Square() * v);

    /// <summary>The same with the power (p − 5)/8 of <see cref="UnderRoot"/> at hand.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (bool WasSquare, FieldElement Root) SquareRootRatio(in FieldElement u, in FieldElement v, in FieldElement power)
    {
        var r = u * (v.Square() * v) * power;
        var check = v * r.Square();
        var minusU = -u;
        var correct = check.EqualTo(u);
        var flipped = check.EqualTo(minusU);
        var flippedI = check.EqualTo(minusU * FieldConstants.SqrtM1);
        r = Select(flipped | flippedI, r * FieldConstants.SqrtM1, r);
        return ((correct | flipped) != 0, r.Absolute());
    }

    /// <summary><paramref name="a"/> when mask is all ones, <paramref name="b"/> when it is 0.</summary>
    public static FieldElement Select(ulong mask, in FieldElement a, in FieldElement b) => new(
        b.L0 ^ (mask & (a.L0 ^ b.L0)), b.L1 ^ (mask & (a.L1 ^ b.L1)), b.L2 ^ (mask & (a.L2 ^ b.L2)),
        b.L3 ^ (mask & (a.L3 ^ b.L3)), b.L4 ^ (mask & (a.L4 ^ b.L4)));

    /// <summary>All ones when the least residue is odd ("negative" in RFC 9496), else 0.</summary>
    public ulong NegativeMask() => 0 - (Canonical().L0 & 1);

    /// <summary>True when the least residue is odd.</summary>
    public bool IsNegative() => NegativeMask() != 0;

    /// <summary>True for the residue 0.</summary>
    public bool IsZero() => EqualTo(Zero) != 0;

    /// <summary>The non-negative one of a and −a.</summary>
    public FieldElement Absolute() => Select(NegativeMask(), -this, this);

    /// <summary>All ones when both residues are equal, else 0.</summary>
    public ulong EqualTo(in FieldElement other)
    {
        var a = Canonical();
        var b = other.Canonical();
        var x = (a.L0 ^ b.L0) | (a.L1 ^ b.L1) | (a.L2 ^ b.L2) | (a.L3 ^ b.L3) | (a.L4 ^ b.L4);
        return ((x | (0 - x)) >> 63) - 1;
    }

    /// <summary>Reads 32 bytes, little-endian; bit 255 is ignored and the value may exceed p.</summary>
    public static FieldElement FromBytes(ReadOnlySpan<byte> bytes)
    {
        var w0 = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        var w1 = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);
        var w2 = BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]);
        var w3 = BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]);
        return new(
            w0 & Mask51, ((w0 >> 51) | (w1 << 13)) & Mask51, ((w1 >> 38) | (w2 << 26)) & Mask51,
            ((w2 >> 25) | (w3 << 39)) & Mask51, (w3 >> 12) & Mask51);
    }

    /// <summary>Writes the least residue, 32 bytes, little-endian.</summary>
    public void WriteTo(Span<byte> bytes)
    {
        var c = Canonical();
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, c.L0 | (c.L1 << 51));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], (c.L1 >> 13) | (c.L2 << 38));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[16..], (c.L2 >> 26) | (c.L3 << 25));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[24..], (c.L3 >> 39) | (c.L4 << 12));
    }

    /// <summary>The same residue with every limb below 2^51 and the value below p.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public FieldElement Canonical()
    {
        var a = Carry(Carry(this));
        // q = 1 exactly when a ≥ p: the carry out of a + 19 at bit 255.
        var q = (a.L0 + 19) >> 51;
        q = (a.L1 + q) >> 51;
        q = (a.L2 + q) >> 51;
        q = (a.L3 + q) >> 51;
        q = (a.L4 + q) >> 51;
        var l0 = a.L0 + (19 * q);
        var l1 = a.L1 + (l0 >> 51);
        var l2 = a.L2 + (l1 >> 51);
        var l3 = a.L3 + (l2 >> 51);
        var l4 = a.L4 + (l3 >> 51);
        return new(l0 & Mask51, l1 & Mask51, l2 & Mask51, l3 & Mask51, l4 & Mask51);
    }

    /// <summary>One pass of carries: limbs below 2^51 + 2^18 from any limbs.</summary>
    public static FieldElement Carry(in FieldElement a) => new(
        (a.L0 & Mask51) + (19 * (a.L4 >> 51)), (a.L1 & Mask51) + (a.L0 >> 51), (a.L2 & Mask51) + (a.L1 >> 51),
        (a.L3 & Mask51) + (a.L2 >> 51), (a.L4 & Mask51) + (a.L3 >> 51));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Accumulate(ref ulong high, ref ulong low, ulong a, ulong b)
    {
        var h = Wide.Multiply(a, b, out var l);
        low += l;
        high += h + (low < l ? 1UL : 0UL);
    }

    /// <summary>Folds five 128-bit columns, each below 2^115, to limbs below 2^52.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static FieldElement Reduce(
        ulong h0, ulong l0, ulong h1, ulong l1, ulong h2, ulong l2, ulong h3, ulong l3, ulong h4, ulong l4)
    {
        var c = (h0 << 13) | (l0 >> 51);
        l1 += c;
        h1 += l1 < c ? 1UL : 0UL;
        c = (h1 << 13) | (l1 >> 51);
        l2 += c;
        h2 += l2 < c ? 1UL : 0UL;
        c = (h2 << 13) | (l2 >> 51);
        l3 += c;
        h3 += l3 < c ? 1UL : 0UL;
        c = (h3 << 13) | (l3 >> 51);
        l4 += c;
        h4 += l4 < c ? 1UL : 0UL;
        c = (h4 << 13) | (l4 >> 51); // below 2^60, since column 4 has no factor 19
        var r0 = (l0 & Mask51) + (19 * c);
        return new(r0 & Mask51, (l1 & Mask51) + (r0 >> 51), l2 & Mask51, l3 & Mask51, l4 & Mask51);
    }
}
