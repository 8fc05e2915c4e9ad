using System.Runtime.CompilerServices;

namespace Ledger.Api.Proofs.Group;

/// <summary>
/// One field element per lane, in ten limbs of 26 and 25 bits alternately (value = Σ limb_i·2^⌈25.5·i⌉ mod 2^255 − 19), so
/// that products of limbs fit the 32×32→64-bit vector multiplier.
/// </summary>
/// <typeparam name="V">Vector of 64-bit lanes.</typeparam>
internal struct LaneElement<V>
    where V : unmanaged
{
    public V L0;
    public V L1;
    public V L2;
    public V L3;
    public V L4;
    public V L5;
    public V L6;
    public V L7;
    public V L8;
    public V L9;
}

/// <summary>Field arithmetic on <see cref="LaneElement{V}"/>.</summary>
/// <remarks>
/// A product has even limbs below 2^26·1.01 and odd ones below 2^25·1.01 ("tight"). Sums and differences of tight
/// elements have limbs below 1.5·2^27, the limit for the second factor (19·limb must fit 32 bits); the first factor may be
/// twice that.
/// </remarks>
/// <typeparam name="V">Vector of 64-bit lanes.</typeparam>
/// <typeparam name="TLanes">Its instructions.</typeparam>
internal static class LaneField<V, TLanes>
    where V : unmanaged
    where TLanes : ILaneArithmetic<V>
{
    // 2p in limbs: added before a subtraction, so that no limb goes below zero.
    private const ulong TwoP0 = 0x7ffffda, TwoPEven = 0x7fffffe, TwoPOdd = 0x3fffffe;

    /// <summary>h = f + g, no carries.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(ref LaneElement<V> h, ref readonly LaneElement<V> f, ref readonly LaneElement<V> g)
    {
        h.L0 = TLanes.Add(f.L0, g.L0);
        h.L1 = TLanes.Add(f.L1, g.L1);
        h.L2 = TLanes.Add(f.L2, g.L2);
        h.L3 = TLanes.Add(f.L3, g.L3);
        h.L4 = TLanes.Add(f.L4, g.L4);
        h.L5 = TLanes.Add(f.L5, g.L5);
        h.L6 = TLanes.Add(f.L6, g.L6);
        h.L7 = TLanes.Add(f.L7, g.L7);
        h.L8 = TLanes.Add(f.L8, g.L8);
        h.L9 = TLanes.Add(f.L9, g.L9);
    }

    /// <summary>h = f + 2p − g, no carries; g tight.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Subtract(ref LaneElement<V> h, ref readonly LaneElement<V> f, ref readonly LaneElement<V> g)
    {
        var even = TLanes.Create(TwoPEven);
        var odd = TLanes.Create(TwoPOdd);
        h.L0 = TLanes.Subtract(TLanes.Add(f.L0, TLanes.Create(TwoP0)), g.L0);
        h.L1 = TLanes.Subtract(TLanes.Add(f.L1, odd), g.L1);
        h.L2 = TLanes.Subtract(TLanes.Add(f.L2, even), g.L2);
        h.L3 = TLanes.Subtract(TLanes.Add(f.L3, odd), g.L3);
        h.L4 = TLanes.Subtract(TLanes.Add(f.L4, even), g.L4);
        h.L5 = TLanes.Subtract(TLanes.Add(f.L5, odd), g.L5);
        h.L6 = TLanes.Subtract(TLanes.Add(f.L6, even), g.L6);
        h.L7 = TLanes.Subtract(TLanes.Add(f.L7, odd), g.L7);
        h.L8 = TLanes.Subtract(TLanes.Add(f.L8, even), g.L8);
        h.L9 = TLanes.Subtract(TLanes.Add(f.L9, odd), g.L9);
    }

    /// <summary>h = a where the mask is set, else b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Select(
        ref LaneElement<V> h, V mask, ref readonly LaneElement<V> a, ref readonly LaneElement<V> b)
    {
        h.L0 = TLanes.Select(mask, a.L0, b.L0);
        h.L1 = TLanes.Select(mask, a.L1, b.L1);
        h.L2 = TLanes.Select(mask, a.L2, b.L2);
        h.L3 = TLanes.Select(mask, a.L3, b.L3);
        h.L4 = TLanes.Select(mask, a.L4, b.L4);
        h.L5 = TLanes.Select(mask, a.L5, b.L5);
        h.L6 = TLanes.Select(mask, a.L6, b.L6);
        h.L7 = TLanes.Select(mask, a.L7, b.L7);
        h.L8 = TLanes.Select(mask, a.L8, b.L8);
        h.L9 = TLanes.Select(mask, a.L9, b.L9);
    }

    /// <summary>h = f·g, tight. h may be f or g. Unrolled: a loop over limbs is four times slower.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(ref LaneElement<V> h, ref readonly LaneElement<V> f, ref readonly LaneElement<V> g)
    {
        var nineteen = TLanes.Create(19);
        var f0 = f.L0;
        var f1 = f.L1;
        var f2 = f.L2;
        var f3 = f.L3;
        var f4 = f.L4;
        var f5 = f.L5;
        var f6 = f.L6;
        var f7 = f.L7;
        var f8 = f.L8;
        var f9 = f.L9;
        var g0 = g.L0;
        var g1 = g.L1;
        var g2 = g.L2;
        var g3 = g.L3;
        var g4 = g.L4;
        var g5 = g.L5;
        var g6 = g.L6;
        var g7 = g.L7;
        var g8 = g.L8;
        var g9 = g.L9;
        var n1 = TLanes.Multiply(g1, nineteen);
        var n2 = TLanes.Multiply(g2, nineteen);
        var n3 = TLanes.Multiply(g3, nineteen);
        var n4 = TLanes.Multiply(g4, nineteen);
        var n5 = TLanes.Multiply(g5, nineteen);
        var n6 = TLanes.Multiply(g6, nineteen);
        var n7 = TLanes.Multiply(g7, nineteen);
        var n8 = TLanes.Multiply(g8, nineteen);
        var n9 = TLanes.Multiply(g9, nineteen);
        var d1 = TLanes.Add(f1, f1);
        var d3 = TLanes.Add(f3, f3);
        var d5 = TLanes.Add(f5, f5);
        var d7 = TLanes.Add(f7, f7);
        var d9 = TLanes.Add(f9, f9);
        var h0 = TLanes.Multiply(f0, g0);
        h0 = TLanes.Add(h0, TLanes.Multiply(d1, n9));
        h0 = TLanes.Add(h0, TLanes.Multiply(f2, n8));
        h0 = TLanes.Add(h0, TLanes.Multiply(d3, n7));
        h0 = TLanes.Add(h0, TLanes.Multiply(f4, n6));
        h0 = TLanes.Add(h0, TLanes.Multiply(d5, n5));
        h0 = TLanes.Add(h0, TLanes.Multiply(f6, n4));
        h0 = TLanes.Add(h0, TLanes.Multiply(d7, n3));
        h0 = TLanes.Add(h0, TLanes.Multiply(f8, n2));
        h0 = TLanes.Add(h0, TLanes.Multiply(d9, n1));
        var h1 = TLanes.Multiply(f0, g1);
        h1 = TLanes.Add(h1, TLanes.Multiply(f1, g0));
        h1 = TLanes.Add(h1, TLanes.Multiply(f2, n9));
        h1 = TLanes.Add(h1, TLanes.Multiply(f3, n8));
        h1 = TLanes.Add(h1, TLanes.Multiply(f4, n7));
        h1 = TLanes.Add(h1, TLanes.Multiply(f5, n6));
        h1 = TLanes.Add(h1, TLanes.Multiply(f6, n5));
        h1 = TLanes.Add(h1, TLanes.Multiply(f7, n4));
        h1 = TLanes.Add(h1, TLanes.Multiply(f8, n3));
        h1 = TLanes.Add(h1, TLanes.Multiply(f9, n2));
        var h2 = TLanes.Multiply(f0, g2);
        h2 = TLanes.Add(h2, TLanes.Multiply(d1, g1));
        h2 = TLanes.Add(h2, TLanes.Multiply(f2, g0));
        h2 = TLanes.Add(h2, TLanes.Multiply(d3, n9));
        h2 = TLanes.Add(h2, TLanes.Multiply(f4, n8));
        h2 = TLanes.Add(h2, TLanes.Multiply(d5, n7));
        h2 = TLanes.Add(h2, TLanes.Multiply(f6, n6));
        h2 = TLanes.Add(h2, TLanes.Multiply(d7, n5));
        h2 = TLanes.Add(h2, TLanes.Multiply(f8, n4));
        h2 = TLanes.Add(h2, TLanes.Multiply(d9, n3));
        var h3 = TLanes.Multiply(f0, g3);
        h3 = TLanes.Add(h3, TLanes.Multiply(f1, g2));
        h3 = TLanes.Add(h3, TLanes.Multiply(f2, g1));
        h3 = TLanes.Add(h3, TLanes.Multiply(f3, g0));
        h3 = TLanes.Add(h3, TLanes.Multiply(f4, n9));
        h3 = TLanes.Add(h3, TLanes.Multiply(f5, n8));
        h3 = TLanes.Add(h3, TLanes.Multiply(f6, n7));
        h3 = TLanes.Add(h3, TLanes.Multiply(f7, n6));
        h3 = TLanes.Add(h3, TLanes.Multiply(f8, n5));
        h3 = TLanes.Add(h3, TLanes.Multiply(f9, n4));
        var h4 = TLanes.Multiply(f0, g4);
        h4 = TLanes.Add(h4, TLanes.Multiply(d1, g3));
        h4 = TLanes.Add(h4, TLanes.Multiply(f2, g2));
        h4 = TLanes.Add(h4, TLanes.Multiply(d3, g1));
        h4 = TLanes.Add(h4, TLanes.Multiply(f4, g0));
        h4 = TLanes.Add(h4, TLanes.Multiply(d5, n9));
        h4 = TLanes.Add(h4, TLanes.Multiply(f6, n8));
        h4 = TLanes.Add(h4, TLanes.Multiply(d7, n7));
        h4 = TLanes.Add(h4, TLanes.Multiply(f8, n6));
        h4 = TLanes.Add(h4, TLanes.Multiply(d9, n5));
        var h5 = TLanes.Multiply(f0, g5);
        h5 = TLanes.Add(h5, TLanes.Multiply(f1, g4));
        h5 = TLanes.Add(h5, TLanes.Multiply(f2, g3));
        h5 = TLanes.Add(h5, TLanes.Multiply(f3, g2));
        h5 = TLanes.Add(h5, TLanes.Multiply(f4, g1));
        h5 = TLanes.Add(h5, TLanes.Multiply(f5, g0));
        h5 = TLanes.Add(h5, TLanes.Multiply(f6, n9));
        h5 = TLanes.Add(h5, TLanes.Multiply(f7, n8));
        h5 = TLanes.Add(h5, TLanes.Multiply(f8, n7));
        h5 = TLanes.Add(h5, TLanes.Multiply(f9, n6));
        var h6 = TLanes.Multiply(f0, g6);
        h6 = TLanes.Add(h6, TLanes.Multiply(d1, g5));
        h6 = TLanes.Add(h6, TLanes.Multiply(f2, g4));
        h6 = TLanes.Add(h6, TLanes.Multiply(d3, g3));
        h6 = TLanes.Add(h6, TLanes.Multiply(f4, g2));
        h6 = TLanes.Add(h6, TLanes.Multiply(d5, g1));
        h6 = TLanes.Add(h6, TLanes.Multiply(f6, g0));
        h6 = TLanes.Add(h6, TLanes.Multiply(d7, n9));
        h6 = TLanes.Add(h6, TLanes.Multiply(f8, n8));
        h6 = TLanes.Add(h6, TLanes.Multiply(d9, n7));
        var h7 = TLanes.Multiply(f0, g7);
        h7 = TLanes.Add(h7, TLanes.Multiply(f1, g6));
        h7 = TLanes.Add(h7, TLanes.Multiply(f2, g5));
        h7 = TLanes.Add(h7, TLanes.Multiply(f3, g4));
        h7 = TLanes.Add(h7, TLanes.Multiply(f4, g3));
        h7 = TLanes.Add(h7, TLanes.Multiply(f5, g2));
        h7 = TLanes.Add(h7, TLanes.Multiply(f6, g1));
        h7 = TLanes.Add(h7, TLanes.Multiply(f7, g0));
        h7 = TLanes.Add(h7, TLanes.Multiply(f8, n9));
        h7 = TLanes.Add(h7, TLanes.Multiply(f9, n8));
        var h8 = TLanes.Multiply(f0, g8);
        h8 = TLanes.Add(h8, TLanes.Multiply(d1, g7));
        h8 = TLanes.Add(h8, TLanes.Multiply(f2, g6));
        h8 = TLanes.Add(h8, TLanes.Multiply(d3, g5));
        h8 = TLanes.Add(h8, TLanes.Multiply(f4, g4));
        h8 = TLanes.Add(h8, TLanes.Multiply(d5, g3));
        h8 = TLanes.Add(h8, TLanes.Multiply(f6, g2));
        h8 = TLanes.Add(h8, TLanes.Multiply(d7, g1));
        h8 = TLanes.Add(h8, TLanes.Multiply(f8, g0));
        h8 = TLanes.Add(h8, TLanes.Multiply(d9, n9));
        var h9 = TLanes.Multiply(f0, g9);
        h9 = TLanes.Add(h9, TLanes.Multiply(f1, g8));
        h9 = TLanes.Add(h9, TLanes.Multiply(f2, g7));
        h9 = TLanes.Add(h9, TLanes.Multiply(f3, g6));
        h9 = TLanes.Add(h9, TLanes.Multiply(f4, g5));
        h9 = TLanes.Add(h9, TLanes.Multiply(f5, g4));
        h9 = TLanes.Add(h9, TLanes.Multiply(f6, g3));
        h9 = TLanes.Add(h9, TLanes.Multiply(f7, g2));
        h9 = TLanes.Add(h9, TLanes.Multiply(f8, g1));
        h9 = TLanes.Add(h9, TLanes.Multiply(f9, g0));

        // Two chains of carries run side by side; limb 9 wraps to limb 0 with factor 19 = 16 + 2 + 1.
        var mask26 = TLanes.Create((1UL << 26) - 1);
        var mask25 = TLanes.Create((1UL << 25) - 1);
        h1 = TLanes.Add(h1, TLanes.ShiftRight(h0, 26));
        h0 = TLanes.And(h0, mask26);
        h5 = TLanes.Add(h5, TLanes.ShiftRight(h4, 26));
        h4 = TLanes.And(h4, mask26);
        h2 = TLanes.Add(h2, TLanes.ShiftRight(h1, 25));
        h1 = TLanes.And(h1, mask25);
        h6 = TLanes.Add(h6, TLanes.ShiftRight(h5, 25));
        h5 = TLanes.And(h5, mask25);
        h3 = TLanes.Add(h3, TLanes.ShiftRight(h2, 26));
        h2 = TLanes.And(h2, mask26);
        h7 = TLanes.Add(h7, TLanes.ShiftRight(h6, 26));
        h6 = TLanes.And(h6, mask26);
        h4 = TLanes.Add(h4, TLanes.ShiftRight(h3, 25));
        h3 = TLanes.And(h3, mask25);
        h8 = TLanes.Add(h8, TLanes.ShiftRight(h7, 25));
        h7 = TLanes.And(h7, mask25);
        h5 = TLanes.Add(h5, TLanes.ShiftRight(h4, 26));
        h4 = TLanes.And(h4, mask26);
        h9 = TLanes.Add(h9, TLanes.ShiftRight(h8, 26));
        h8 = TLanes.And(h8, mask26);
        var wrap = TLanes.ShiftRight(h9, 25);
        h9 = TLanes.And(h9, mask25);
        h0 = TLanes.Add(h0, TLanes.Add(wrap, TLanes.Add(TLanes.ShiftLeft(wrap, 1), TLanes.ShiftLeft(wrap, 4))));
        h1 = TLanes.Add(h1, TLanes.ShiftRight(h0, 26));
        h0 = TLanes.And(h0, mask26);
        h.L0 = h0;
        h.L1 = h1;
        h.L2 = h2;
        h.L3 = h3;
        h.L4 = h4;
        h.L5 = h5;
        h.L6 = h6;
        h.L7 = h7;
        h.L8 = h8;
        h.L9 = h9;
    }
}
