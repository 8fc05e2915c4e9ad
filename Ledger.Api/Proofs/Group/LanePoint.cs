using System.Runtime.CompilerServices;

namespace Ledger.Api.Proofs.Group;

/// <summary>One point per lane in extended coordinates, as <see cref="Point"/>.</summary>
/// <typeparam name="V">Vector of 64-bit lanes.</typeparam>
internal struct LanePoint<V>
    where V : unmanaged
{
    public LaneElement<V> X;
    public LaneElement<V> Y;
    public LaneElement<V> Z;
    public LaneElement<V> T;
}

/// <summary>Temporaries of an addition, kept on aligned memory: a 64-byte load that crosses a line costs two.</summary>
/// <typeparam name="V">Vector of 64-bit lanes.</typeparam>
internal struct LaneScratch<V>
    where V : unmanaged
{
    public LaneElement<V> A;
    public LaneElement<V> B;
    public LaneElement<V> C;
    public LaneElement<V> D;
    public LaneElement<V> E;
    public LaneElement<V> F;
    public LaneElement<V> G;
    public LaneElement<V> H;
    public LaneElement<V> YPlusX;
    public LaneElement<V> YMinusX;
    public LaneElement<V> Xy2D;
}

/// <summary>Point arithmetic on lanes.</summary>
/// <typeparam name="V">Vector of 64-bit lanes.</typeparam>
/// <typeparam name="TLanes">Its instructions.</typeparam>
internal static class LaneGroup<V, TLanes>
    where V : unmanaged
    where TLanes : ILaneArithmetic<V>
{
    /// <summary>Words of a table row: three elements of ten 32-bit limbs, and one word of padding.</summary>
    public const int RowWords = 16;

    /// <summary>p ← p ± q per lane, q being the rows just loaded; minus where the mask is set. Seven products.</summary>
    /// <param name="p">Accumulator.</param>
    /// <param name="words">Words of q: limb 2k in the lower half of word k, limb 2k + 1 in the upper one; y+x, y−x, 2d·x·y.</param>
    /// <param name="negative">All ones in lanes that subtract.</param>
    /// <param name="s">Temporaries.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void Add(ref LanePoint<V> p, V* words, V negative, ref LaneScratch<V> s)
    {
        // −q = (−x, y) swaps y + x with y − x and turns the sign of C.
        Unpack(ref s.YPlusX, words, words + 5, negative);
        Unpack(ref s.YMinusX, words + 5, words, negative);
        Unpack(ref s.Xy2D, words + 10, words + 10, negative);
        LaneField<V, TLanes>.Subtract(ref s.E, ref p.Y, ref p.X);
        LaneField<V, TLanes>.Add(ref s.H, ref p.Y, ref p.X);
        LaneField<V, TLanes>.Multiply(ref s.A, ref s.E, ref s.YMinusX);
        LaneField<V, TLanes>.Multiply(ref s.B, ref s.H, ref s.YPlusX);
        LaneField<V, TLanes>.Multiply(ref s.C, ref p.T, ref s.Xy2D);
        LaneField<V, TLanes>.Add(ref s.D, ref p.Z, ref p.Z);
        LaneField<V, TLanes>.Subtract(ref s.E, ref s.B, ref s.A);
        LaneField<V, TLanes>.Add(ref s.H, ref s.B, ref s.A);
        LaneField<V, TLanes>.Subtract(ref s.A, ref s.D, ref s.C);
        LaneField<V, TLanes>.Add(ref s.B, ref s.D, ref s.C);
        LaneField<V, TLanes>.Select(ref s.F, negative, ref s.B, ref s.A);
        LaneField<V, TLanes>.Select(ref s.G, negative, ref s.A, ref s.B);

        // D − C may be as large as 2^28 and is only ever a first factor; where the lanes swap F and G, that is G.
        LaneField<V, TLanes>.Multiply(ref p.X, ref s.F, ref s.E);
        LaneField<V, TLanes>.Multiply(ref p.Y, ref s.G, ref s.H);
        LaneField<V, TLanes>.Multiply(ref p.Z, ref s.A, ref s.B);
        LaneField<V, TLanes>.Multiply(ref p.T, ref s.E, ref s.H);
    }

    /// <summary>p ← p + q per lane: nine products.</summary>
    /// <param name="p">Accumulator.</param>
    /// <param name="q">The other.</param>
    /// <param name="twoD">2d in every lane.</param>
    /// <param name="s">Temporaries.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(ref LanePoint<V> p, ref LanePoint<V> q, ref LaneElement<V> twoD, ref LaneScratch<V> s)
    {
        LaneField<V, TLanes>.Subtract(ref s.E, ref p.Y, ref p.X);
        LaneField<V, TLanes>.Subtract(ref s.F, ref q.Y, ref q.X);
        LaneField<V, TLanes>.Add(ref s.G, ref p.Y, ref p.X);
        LaneField<V, TLanes>.Add(ref s.H, ref q.Y, ref q.X);
        LaneField<V, TLanes>.Multiply(ref s.A, ref s.E, ref s.F);
        LaneField<V, TLanes>.Multiply(ref s.B, ref s.G, ref s.H);
        LaneField<V, TLanes>.Multiply(ref s.C, ref p.T, ref q.T);
        LaneField<V, TLanes>.Multiply(ref s.C, ref s.C, ref twoD);
        LaneField<V, TLanes>.Multiply(ref s.D, ref p.Z, ref q.Z);
        LaneField<V, TLanes>.Add(ref s.D, ref s.D, ref s.D);
        LaneField<V, TLanes>.Subtract(ref s.E, ref s.B, ref s.A);
        LaneField<V, TLanes>.Subtract(ref s.F, ref s.D, ref s.C);
        LaneField<V, TLanes>.Add(ref s.G, ref s.D, ref s.C);
        LaneField<V, TLanes>.Add(ref s.H, ref s.B, ref s.A);

        // F may be as large as 2^28 and is only ever a first factor.
        LaneField<V, TLanes>.Multiply(ref p.X, ref s.F, ref s.E);
        LaneField<V, TLanes>.Multiply(ref p.Y, ref s.G, ref s.H);
        LaneField<V, TLanes>.Multiply(ref p.Z, ref s.F, ref s.G);
        LaneField<V, TLanes>.Multiply(ref p.T, ref s.E, ref s.H);
    }

    /// <summary>Sets every lane to one value.</summary>
    public static void Broadcast(ref LaneElement<V> element, in FieldElement value)
    {
        Span<ulong> words = stackalloc ulong[5];
        WriteElement(value.Canonical(), words);
        ref var limb = ref Unsafe.As<LaneElement<V>, V>(ref element);
        for (var i = 0; i < words.Length; i++)
        {
            Unsafe.Add(ref limb, 2 * i) = TLanes.Create((uint)words[i]);
            Unsafe.Add(ref limb, (2 * i) + 1) = TLanes.Create(words[i] >> 32);
        }
    }

    /// <summary>Sets every lane to the neutral element.</summary>
    public static void SetIdentity(ref LanePoint<V> p)
    {
        p = default;
        p.Y.L0 = TLanes.Create(1);
        p.Z.L0 = TLanes.Create(1);
    }

    /// <summary>The point in one lane.</summary>
    public static Point Extract(ref LanePoint<V> p, int lane) =>
        new(Extract(ref p.X, lane), Extract(ref p.Y, lane), Extract(ref p.Z, lane), Extract(ref p.T, lane));

    /// <summary>The table row of an affine point.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void WriteRow(in AffinePoint point, Span<ulong> row)
    {
        WriteElement(point.YPlusX.Canonical(), row);
        WriteElement(point.YMinusX.Canonical(), row[5..]);
        WriteElement(point.Xy2D.Canonical(), row[10..]);
        row[15] = 0;
    }

    /// <summary>A limb of 51 bits is a limb of 26 bits and one of 25.</summary>
    private static void WriteElement(in FieldElement element, Span<ulong> words)
    {
        ReadOnlySpan<ulong> limbs = [element.L0, element.L1, element.L2, element.L3, element.L4];
        for (var i = 0; i < 5; i++)
        {
            words[i] = (limbs[i] & ((1UL << 26) - 1)) | (limbs[i] >> 26 << 32);
        }
    }

    /// <summary>Sets one lane.</summary>
    public static void Insert(ref LaneElement<V> element, int lane, in FieldElement value)
    {
        Span<ulong> words = stackalloc ulong[5];
        WriteElement(value.Canonical(), words);
        ref var limb = ref Unsafe.As<LaneElement<V>, ulong>(ref element);
        for (var i = 0; i < words.Length; i++)
        {
            Unsafe.Add(ref limb, (2 * i * TLanes.Lanes) + lane) = (uint)words[i];
            Unsafe.Add(ref limb, (((2 * i) + 1) * TLanes.Lanes) + lane) = words[i] >> 32;
        }
    }

    /// <summary>The element in one lane.</summary>
    public static FieldElement Extract(ref LaneElement<V> element, int lane)
    {
        ref var limb = ref Unsafe.As<LaneElement<V>, ulong>(ref element);
        Span<ulong> limbs = stackalloc ulong[5];
        for (var i = 0; i < 5; i++)
        {
            limbs[i] = Unsafe.Add(ref limb, (2 * i * TLanes.Lanes) + lane)
                + (Unsafe.Add(ref limb, (((2 * i) + 1) * TLanes.Lanes) + lane) << 26);
        }

        return new(limbs[0], limbs[1], limbs[2], limbs[3], limbs[4]);
    }

    /// <summary>Ten limbs of five words; upper halves stay in even limbs, where the multiplier ignores them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Unpack(ref LaneElement<V> element, V* words, V* whenNegative, V negative)
    {
        element.L0 = TLanes.Select(negative, whenNegative[0], words[0]);
        element.L1 = TLanes.ShiftRight(element.L0, 32);
        element.L2 = TLanes.Select(negative, whenNegative[1], words[1]);
        element.L3 = TLanes.ShiftRight(element.L2, 32);
        element.L4 = TLanes.Select(negative, whenNegative[2], words[2]);
        element.L5 = TLanes.ShiftRight(element.L4, 32);
        element.L6 = TLanes.Select(negative, whenNegative[3], words[3]);
        element.L7 = TLanes.ShiftRight(element.L6, 32);
        element.L8 = TLanes.Select(negative, whenNegative[4], words[4]);
        element.L9 = TLanes.ShiftRight(element.L8, 32);
    }
}
