using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Ledger.Api.Proofs.Group;

/// <summary>What lane code needs of a vector of 64-bit lanes; one implementation per width.</summary>
/// <typeparam name="V">The vector type.</typeparam>
internal interface ILaneArithmetic<V>
    where V : unmanaged
{
    /// <summary>True when this machine has the instructions.</summary>
    static abstract bool IsSupported { get; }

    /// <summary>Lanes.</summary>
    static abstract int Lanes { get; }

    static abstract V Create(ulong value);

    static abstract V Add(V a, V b);

    static abstract V Subtract(V a, V b);

    /// <summary>Products of the lower 32 bits of each lane, 64 bits wide; upper halves of the operands are ignored.</summary>
    static abstract V Multiply(V a, V b);

    static abstract V And(V a, V b);

    static abstract V ShiftRight(V a, int bits);

    static abstract V ShiftLeft(V a, int bits);

    /// <summary>a where the mask's bits are set, else b.</summary>
    static abstract V Select(V mask, V a, V b);

    /// <summary>Reads rows of 16 words, one per lane, and writes word k of every row to <paramref name="words"/>[k].</summary>
    /// <param name="table">First row.</param>
    /// <param name="rows">Row number per lane.</param>
    /// <param name="words">16 vectors.</param>
    static abstract unsafe void LoadRows(ulong* table, int* rows, V* words);
}

/// <summary>Eight lanes, AVX-512.</summary>
internal readonly struct EightLanes : ILaneArithmetic<Vector512<ulong>>
{
    public static bool IsSupported => Avx512F.IsSupported && Vector512.IsHardwareAccelerated;

    public static int Lanes => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Create(ulong value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Add(Vector512<ulong> a, Vector512<ulong> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Subtract(Vector512<ulong> a, Vector512<ulong> b) => a - b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Multiply(Vector512<ulong> a, Vector512<ulong> b) =>
        Avx512F.Multiply(a.AsUInt32(), b.AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> And(Vector512<ulong> a, Vector512<ulong> b) => a & b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> ShiftRight(Vector512<ulong> a, int bits) => Vector512.ShiftRightLogical(a, bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> ShiftLeft(Vector512<ulong> a, int bits) => Vector512.ShiftLeft(a, bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> Select(Vector512<ulong> mask, Vector512<ulong> a, Vector512<ulong> b) =>
        Vector512.ConditionalSelect(mask, a, b);

    /// <summary>Two 8×8 transpositions, 24 shuffles each: cheaper than fifteen gathers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void LoadRows(ulong* table, int* rows, Vector512<ulong>* words)
    {
        for (var half = 0; half < 16; half += 8)
        {
            var r0 = Vector512.Load(table + (16 * (long)rows[0]) + half);
            var r1 = Vector512.Load(table + (16 * (long)rows[1]) + half);
            var r2 = Vector512.Load(table + (16 * (long)rows[2]) + half);
            var r3 = Vector512.Load(table + (16 * (long)rows[3]) + half);
            var r4 = Vector512.Load(table + (16 * (long)rows[4]) + half);
            var r5 = Vector512.Load(table + (16 * (long)rows[5]) + half);
            var r6 = Vector512.Load(table + (16 * (long)rows[6]) + half);
            var r7 = Vector512.Load(table + (16 * (long)rows[7]) + half);
            Transpose(
                Avx512F.UnpackLow(r0, r1), Avx512F.UnpackLow(r2, r3), Avx512F.UnpackLow(r4, r5),
                Avx512F.UnpackLow(r6, r7), words + half);
            Transpose(
                Avx512F.UnpackHigh(r0, r1), Avx512F.UnpackHigh(r2, r3), Avx512F.UnpackHigh(r4, r5),
                Avx512F.UnpackHigh(r6, r7), words + half + 1);
        }
    }

    /// <summary>From pairs of rows, words 0, 2, 4 and 6 of all eight.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Transpose(
        Vector512<ulong> r01, Vector512<ulong> r23, Vector512<ulong> r45, Vector512<ulong> r67, Vector512<ulong>* words)
    {
        const byte even = 0x88, odd = 0xdd; // 128-bit parts 0 and 2, or 1 and 3, of both operands
        var a = Avx512F.Shuffle4x128(r01, r23, even);
        var b = Avx512F.Shuffle4x128(r01, r23, odd);
        var c = Avx512F.Shuffle4x128(r45, r67, even);
        var d = Avx512F.Shuffle4x128(r45, r67, odd);
        words[0] = Avx512F.Shuffle4x128(a, c, even);
        words[2] = Avx512F.Shuffle4x128(b, d, even);
        words[4] = Avx512F.Shuffle4x128(a, c, odd);
        words[6] = Avx512F.Shuffle4x128(b, d, odd);
    }
}

/// <summary>Four lanes, AVX2.</summary>
internal readonly struct FourLanes : ILaneArithmetic<Vector256<ulong>>
{
    public static bool IsSupported => Avx2.IsSupported;

    public static int Lanes => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Create(ulong value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Add(Vector256<ulong> a, Vector256<ulong> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Subtract(Vector256<ulong> a, Vector256<ulong> b) => a - b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Multiply(Vector256<ulong> a, Vector256<ulong> b) =>
        Avx2.Multiply(a.AsUInt32(), b.AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> And(Vector256<ulong> a, Vector256<ulong> b) => a & b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> ShiftRight(Vector256<ulong> a, int bits) => Vector256.ShiftRightLogical(a, bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> ShiftLeft(Vector256<ulong> a, int bits) => Vector256.ShiftLeft(a, bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Select(Vector256<ulong> mask, Vector256<ulong> a, Vector256<ulong> b) =>
        Vector256.ConditionalSelect(mask, a, b);

    /// <summary>Four 4×4 transpositions.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void LoadRows(ulong* table, int* rows, Vector256<ulong>* words)
    {
        for (var quarter = 0; quarter < 16; quarter += 4)
        {
            var r0 = Vector256.Load(table + (16 * (long)rows[0]) + quarter);
            var r1 = Vector256.Load(table + (16 * (long)rows[1]) + quarter);
            var r2 = Vector256.Load(table + (16 * (long)rows[2]) + quarter);
            var r3 = Vector256.Load(table + (16 * (long)rows[3]) + quarter);
            var low01 = Avx2.UnpackLow(r0, r1);
            var high01 = Avx2.UnpackHigh(r0, r1);
            var low23 = Avx2.UnpackLow(r2, r3);
            var high23 = Avx2.UnpackHigh(r2, r3);
            words[quarter] = Avx2.Permute2x128(low01, low23, 0x20);
            words[quarter + 1] = Avx2.Permute2x128(high01, high23, 0x20);
            words[quarter + 2] = Avx2.Permute2x128(low01, low23, 0x31);
            words[quarter + 3] = Avx2.Permute2x128(high01, high23, 0x31);
        }
    }
}
