using System.Runtime.CompilerServices;

namespace Ledger.Api.Proofs.Group;

/// <summary>
/// Σ a_i·b_i of scalars with one reduction at the end instead of one per product: 512-bit products of Montgomery forms in nine
/// limbs, room for 2^64 of them.
/// </summary>
internal struct ProductSum
{
    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;
    private ulong _s4;
    private ulong _s5;
    private ulong _s6;
    private ulong _s7;
    private ulong _s8;

    /// <summary>The sum's residue.</summary>
    public readonly Scalar Value => Scalar.Reduce([_s0, _s1, _s2, _s3, _s4, _s5, _s6, _s7, _s8]);

    /// <summary>Adds a·b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(in Scalar a, in Scalar b)
    {
        var (a0, a1, a2, a3) = a.Limbs;
        var (b0, b1, b2, b3) = b.Limbs;

        // Row by row; each row's 320 bits are added where it stands, so that no carry runs further than the next limb.
        var t1 = Wide.Multiply(a0, b0, out var t0);
        var t2 = Wide.MultiplyAdd(a0, b1, t1, 0, out t1);
        var t3 = Wide.MultiplyAdd(a0, b2, t2, 0, out t2);
        var t4 = Wide.MultiplyAdd(a0, b3, t3, 0, out t3);
        var c = Wide.MultiplyAdd(a1, b0, t1, 0, out t1);
        c = Wide.MultiplyAdd(a1, b1, t2, c, out t2);
        c = Wide.MultiplyAdd(a1, b2, t3, c, out t3);
        var t5 = Wide.MultiplyAdd(a1, b3, t4, c, out t4);
        c = Wide.MultiplyAdd(a2, b0, t2, 0, out t2);
        c = Wide.MultiplyAdd(a2, b1, t3, c, out t3);
        c = Wide.MultiplyAdd(a2, b2, t4, c, out t4);
        var t6 = Wide.MultiplyAdd(a2, b3, t5, c, out t5);
        c = Wide.MultiplyAdd(a3, b0, t3, 0, out t3);
        c = Wide.MultiplyAdd(a3, b1, t4, c, out t4);
        c = Wide.MultiplyAdd(a3, b2, t5, c, out t5);
        var t7 = Wide.MultiplyAdd(a3, b3, t6, c, out t6);
        var carry = 0UL;
        Carry(ref _s0, t0, ref carry);
        Carry(ref _s1, t1, ref carry);
        Carry(ref _s2, t2, ref carry);
        Carry(ref _s3, t3, ref carry);
        Carry(ref _s4, t4, ref carry);
        Carry(ref _s5, t5, ref carry);
        Carry(ref _s6, t6, ref carry);
        Carry(ref _s7, t7, ref carry);
        _s8 += carry;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Carry(ref ulong sum, ulong add, ref ulong carry)
    {
        add += carry;
        carry = add < carry ? 1UL : 0;
        sum += add;
        carry += sum < add ? 1UL : 0;
    }
}
