using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Ledger.Api.Proofs.Group;

/// <summary>
/// An integer modulo the group order ℓ = 2^252 + 27742317777372353535851937790883648493, kept in Montgomery form
/// (a·2^256 mod ℓ, four 64-bit limbs, always the least residue).
/// </summary>
/// <remarks>Branch-free: no operation but <see cref="TryRead"/> and the big-integer conversions depends on a value.</remarks>
internal readonly struct Scalar : IEquatable<Scalar>
{
    /// <summary>Length of an encoding.</summary>
    public const int EncodedBytes = 32;

    // ℓ has a zero limb and a power of two on top: a reduction step needs two products.
    private const ulong Order0 = 0x5812631a5cf5d3ed, Order1 = 0x14def9dea2f79cd6, Order3 = 1UL << 60;
    private const ulong MinusInverse = 0xd2b51da312547e1b; // −ℓ^(−1) mod 2^64

    private readonly ulong _l0;
    private readonly ulong _l1;
    private readonly ulong _l2;
    private readonly ulong _l3;

    internal Scalar(ulong l0, ulong l1, ulong l2, ulong l3)
    {
        _l0 = l0;
        _l1 = l1;
        _l2 = l2;
        _l3 = l3;
    }

    /// <summary>ℓ.</summary>
    public static readonly BigInteger Order =
        (BigInteger.One << 252) + BigInteger.Parse(
            "27742317777372353535851937790883648493", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>2^512 mod ℓ, which brings a value into Montgomery form.</summary>
    private static readonly Scalar R2 =
        new(0xa40611e3449c0f01, 0xd00e1ba768859347, 0xceec73d217f5be65, 0x399411b7c309a3d);

    /// <summary>2^768 mod ℓ, the same for the upper half of 512 bits.</summary>
    private static readonly Scalar R3 =
        new(0x2a9e49687b83a2db, 0x278324e6aef7f3ec, 0x8065dc6c04ec5b65, 0xe530b773599cec7);

    public static Scalar Zero => default;

    public static readonly Scalar One =
        new(0xd6ec31748d98951d, 0xc6ef5bf4737dcf70, 0xfffffffffffffffe, 0xfffffffffffffff);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Scalar operator +(in Scalar a, in Scalar b)
    {
        // Two residues add to less than 2ℓ < 2^254: no carry leaves the top limb.
        var r0 = a._l0 + b._l0;
        var c = r0 < a._l0 ? 1UL : 0;
        var r1 = AddWithCarry(a._l1, b._l1, ref c);
        var r2 = AddWithCarry(a._l2, b._l2, ref c);
        return SubtractOrder(r0, r1, r2, a._l3 + b._l3 + c);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Scalar operator -(in Scalar a, in Scalar b)
    {
        var borrow = 0UL;
        var r0 = SubtractWithBorrow(a._l0, b._l0, ref borrow);
        var r1 = SubtractWithBorrow(a._l1, b._l1, ref borrow);
        var r2 = SubtractWithBorrow(a._l2, b._l2, ref borrow);
        var r3 = SubtractWithBorrow(a._l3, b._l3, ref borrow);
        return AddOrder(0 - borrow, r0, r1, r2, r3);
    }

    public static Scalar operator -(in Scalar a) => Zero - a;

    public static Scalar operator *(in Scalar a, in Scalar b) =>
        Montgomery(a._l0, a._l1, a._l2, a._l3, b);

    /// <summary>This times a signed integer: four limb products and one short reduction.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public Scalar Times(long k)
    {
        var magnitude = k < 0 ? 0 - (ulong)k : (ulong)k;
        var h = Wide.MultiplyAdd(_l0, magnitude, 0, 0, out var t0);
        h = Wide.MultiplyAdd(_l1, magnitude, h, 0, out var t1);
        h = Wide.MultiplyAdd(_l2, magnitude, h, 0, out var t2);
        h = Wide.MultiplyAdd(_l3, magnitude, h, 0, out var t3);
        // t < 2^64·ℓ in five limbs. Its top part times ℓ's small part is less than ℓ, so one subtraction mends it.
        var product = Fold(t0, t1, t2, t3, h);
        return k < 0 ? -product : product;
    }

    public Scalar Square() => this * this;

    /// <summary>1/a by Fermat, a^(ℓ−2); 0 for a = 0. Only the public exponent steers it.</summary>
    public Scalar Invert()
    {
        ReadOnlySpan<ulong> exponent = [Order0 - 2, Order1, 0, Order3];
        var r = One;
        for (var i = 252; i >= 0; i--)
        {
            r = r.Square();
            if (((exponent[i >> 6] >> (i & 63)) & 1) != 0)
            {
                r *= this;
            }
        }

        return r;
    }

    /// <summary>The powers 1, a, …, a^(n−1).</summary>
    public Scalar[] Powers(int n)
    {
        var powers = new Scalar[n];
        var p = One;
        for (var i = 0; i < n; i++)
        {
            powers[i] = p;
            p *= this;
        }

        return powers;
    }

    /// <summary>The residue of a signed integer.</summary>
    public static Scalar From(Int128 value)
    {
        var magnitude = Int128.Abs(value);
        var residue = new Scalar((ulong)magnitude, (ulong)(magnitude >> 64), 0, 0) * R2;
        return value < 0 ? -residue : residue;
    }

    /// <inheritdoc cref="From(Int128)"/>
    public static Scalar From(long value) => From((Int128)value);

    /// <inheritdoc cref="From(Int128)"/>
    public static Scalar From(int value) => From((Int128)value);

    /// <summary>The residue of any integer.</summary>
    public static Scalar From(in BigInteger value)
    {
        var residue = value % Order;
        if (residue.Sign < 0)
        {
            residue += Order;
        }

        Span<byte> bytes = stackalloc byte[32];
        bytes.Clear();
        residue.TryWriteBytes(bytes, out _, isUnsigned: true);
        return FromLimbs(bytes) * R2;
    }

    /// <summary>The residue of l0 + 2^64·l1 + 2^128·l2.</summary>
    public static Scalar From(ulong l0, ulong l1, ulong l2) => new Scalar(l0, l1, l2, 0) * R2;

    /// <summary>`wide` of the contract: 64 bytes, little-endian, modulo ℓ.</summary>
    public static Scalar FromWide(ReadOnlySpan<byte> bytes) =>
        Montgomery(FromLimbs(bytes[..32]), R2) + Montgomery(FromLimbs(bytes[32..64]), R3);

    /// <summary>Reads 32 bytes, little-endian; false unless the value is below ℓ.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out Scalar scalar)
    {
        scalar = default;
        if (bytes.Length != EncodedBytes)
        {
            return false;
        }

        var raw = FromLimbs(bytes);
        var borrow = 0UL;
        SubtractWithBorrow(raw._l0, Order0, ref borrow);
        SubtractWithBorrow(raw._l1, Order1, ref borrow);
        SubtractWithBorrow(raw._l2, 0, ref borrow);
        SubtractWithBorrow(raw._l3, Order3, ref borrow);
        scalar = raw * R2;
        return borrow == 1;
    }

    /// <summary>A uniform scalar from the system's generator.</summary>
    public static Scalar Random()
    {
        Span<byte> bytes = stackalloc byte[64];
        RandomNumberGenerator.Fill(bytes);
        var scalar = FromWide(bytes);
        CryptographicOperations.ZeroMemory(bytes);
        return scalar;
    }

    /// <summary>Writes the least residue, 32 bytes, little-endian.</summary>
    public void WriteTo(Span<byte> bytes)
    {
        var plain = ToPlain();
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, plain._l0);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], plain._l1);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[16..], plain._l2);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[24..], plain._l3);
    }

    /// <summary>The least residue in a new array of 32 bytes.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[EncodedBytes];
        WriteTo(bytes);
        return bytes;
    }

    /// <summary>Limbs of the value as held, in Montgomery form, for accumulators.</summary>
    internal (ulong L0, ulong L1, ulong L2, ulong L3) Limbs => (_l0, _l1, _l2, _l3);

    public bool Equals(Scalar other) =>
        ((_l0 ^ other._l0) | (_l1 ^ other._l1) | (_l2 ^ other._l2) | (_l3 ^ other._l3)) == 0;

    public override bool Equals(object? obj) => obj is Scalar other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(_l0, _l1, _l2, _l3);

    public static bool operator ==(in Scalar a, in Scalar b) => a.Equals(b);

    public static bool operator !=(in Scalar a, in Scalar b) => !a.Equals(b);

    /// <summary>
    /// (lo + 2^256·hi + 2^512·top)·2^(−256) mod ℓ for nine limbs, least first: turns a sum of products of Montgomery
    /// forms into the form of the sum.
    /// </summary>
    internal static Scalar Reduce(ReadOnlySpan<ulong> limbs) =>
        Montgomery(new(limbs[0], limbs[1], limbs[2], limbs[3]), new(1, 0, 0, 0))
        + Montgomery(new(limbs[4], limbs[5], limbs[6], limbs[7]), One)
        + Montgomery(new(limbs[8], 0, 0, 0), R2);

    /// <summary>
    /// lo + 2^256·hi mod ℓ for six limbs, least first: a sum of forms times integers stays in Montgomery form.
    /// </summary>
    internal static Scalar ReduceForms(ReadOnlySpan<ulong> limbs) =>
        Montgomery(new(limbs[0], limbs[1], limbs[2], limbs[3]), One)
        + Montgomery(new(limbs[4], limbs[5], 0, 0), R2);

    private Scalar ToPlain() => Montgomery(this, new(1, 0, 0, 0));

    private static Scalar FromLimbs(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]),
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]), BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]));

    private static Scalar Montgomery(in Scalar a, in Scalar b) => Montgomery(a._l0, a._l1, a._l2, a._l3, b);

    /// <summary>a·b·2^(−256) mod ℓ, any a below 2^256 and b below ℓ: the sum before the last subtraction is below 2ℓ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Scalar Montgomery(ulong a0, ulong a1, ulong a2, ulong a3, in Scalar b)
    {
        ulong b0 = b._l0, b1 = b._l1, b2 = b._l2, b3 = b._l3;
        var t1 = Wide.Multiply(a0, b0, out var t0);
        var t2 = Wide.MultiplyAdd(a0, b1, t1, 0, out t1);
        var t3 = Wide.MultiplyAdd(a0, b2, t2, 0, out t2);
        var t4 = Wide.MultiplyAdd(a0, b3, t3, 0, out t3);
        ReduceRow(ref t0, ref t1, ref t2, ref t3, ref t4);
        MultiplyRow(a1, b0, b1, b2, b3, ref t0, ref t1, ref t2, ref t3, ref t4);
        MultiplyRow(a2, b0, b1, b2, b3, ref t0, ref t1, ref t2, ref t3, ref t4);
        MultiplyRow(a3, b0, b1, b2, b3, ref t0, ref t1, ref t2, ref t3, ref t4);
        return SubtractOrder(t0, t1, t2, t3);
    }

    /// <summary>t ← (t + a·b)/2^64 after a reduction step; t stays below 2ℓ, so limb 4 ends as 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MultiplyRow(
        ulong a, ulong b0, ulong b1, ulong b2, ulong b3,
        ref ulong t0, ref ulong t1, ref ulong t2, ref ulong t3, ref ulong t4)
    {
        var c = Wide.MultiplyAdd(a, b0, t0, 0, out t0);
        c = Wide.MultiplyAdd(a, b1, t1, c, out t1);
        c = Wide.MultiplyAdd(a, b2, t2, c, out t2);
        t4 = Wide.MultiplyAdd(a, b3, t3, c, out t3);
        ReduceRow(ref t0, ref t1, ref t2, ref t3, ref t4);
    }

    /// <summary>Adds the multiple of ℓ that clears limb 0, then shifts one limb down.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ReduceRow(ref ulong t0, ref ulong t1, ref ulong t2, ref ulong t3, ref ulong t4)
    {
        var m = t0 * MinusInverse;
        var c = Wide.MultiplyAdd(m, Order0, t0, 0, out _);
        c = Wide.MultiplyAdd(m, Order1, t1, c, out t0);
        t1 = t2 + c;
        c = t1 < c ? 1UL : 0;
        t2 = t3 + c;
        c = t2 < c ? 1UL : 0;
        t2 += m << 60;
        c += t2 < m << 60 ? 1UL : 0;
        t3 = t4 + (m >> 4) + c;
        t4 = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong AddWithCarry(ulong a, ulong b, ref ulong carry)
    {
        var s = a + carry;
        var c = s < carry ? 1UL : 0;
        s += b;
        carry = c + (s < b ? 1UL : 0);
        return s;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong SubtractWithBorrow(ulong a, ulong b, ref ulong borrow)
    {
        var d = a - b;
        var first = a < b ? 1UL : 0;
        var r = d - borrow;
        borrow = first + (d < borrow ? 1UL : 0);
        return r;
    }

    /// <summary>Residue of a five-limb value below 2^64·ℓ: with q its bits from 252 on, value − q·ℓ lies in −ℓ..ℓ.</summary>
    private static Scalar Fold(ulong t0, ulong t1, ulong t2, ulong t3, ulong t4)
    {
        // q·2^252 leaves with the bits above; q·(ℓ − 2^252) < 2^64·2^125 is subtracted.
        var q = (t4 << 4) | (t3 >> 60);
        t3 &= Order3 - 1;
        var h = Wide.MultiplyAdd(q, Order0, 0, 0, out var s0);
        h = Wide.MultiplyAdd(q, Order1, h, 0, out var s1);
        var borrow = 0UL;
        t0 = SubtractWithBorrow(t0, s0, ref borrow);
        t1 = SubtractWithBorrow(t1, s1, ref borrow);
        t2 = SubtractWithBorrow(t2, h, ref borrow);
        t3 = SubtractWithBorrow(t3, 0, ref borrow);
        return AddOrder(0 - borrow, t0, t1, t2, t3);
    }

    /// <summary>Subtracts ℓ once if the value, below 2ℓ, reaches it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Scalar SubtractOrder(ulong r0, ulong r1, ulong r2, ulong r3)
    {
        var borrow = 0UL;
        var s0 = SubtractWithBorrow(r0, Order0, ref borrow);
        var s1 = SubtractWithBorrow(r1, Order1, ref borrow);
        var s2 = SubtractWithBorrow(r2, 0, ref borrow);
        var s3 = SubtractWithBorrow(r3, Order3, ref borrow);
        return AddOrder(0 - borrow, s0, s1, s2, s3);
    }

    /// <summary>Adds ℓ where mask is all ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Scalar AddOrder(ulong mask, ulong r0, ulong r1, ulong r2, ulong r3)
    {
        var c = 0UL;
        var s0 = AddWithCarry(r0, Order0 & mask, ref c);
        var s1 = AddWithCarry(r1, Order1 & mask, ref c);
        var s2 = AddWithCarry(r2, 0, ref c);
        return new(s0, s1, s2, r3 + (Order3 & mask) + c);
    }
}
