using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ledger.Api.Proofs.Group;

/// <summary>Powers of many field elements at once: nearly all of what decoding and encoding points costs.</summary>
internal static class LanePowers
{
    /// <summary>Elements that fill the widest lanes.</summary>
    public const int Batch = 8;

    /// <summary>Replaces each element by <see cref="FieldElement.PowP58"/> of it, by the widest path that this machine has.</summary>
    public static void PowP58(Span<FieldElement> elements)
    {
        if (EightLanes.IsSupported)
        {
            LanePowers<Vector512<ulong>, EightLanes>.PowP58(elements);
        }
        else if (FourLanes.IsSupported)
        {
            LanePowers<Vector256<ulong>, FourLanes>.PowP58(elements);
        }
        else
        {
            foreach (ref var element in elements)
            {
                element = element.PowP58();
            }
        }
    }
}

/// <summary><see cref="LanePowers"/> of one width.</summary>
/// <typeparam name="V">Vector of 64-bit lanes.</typeparam>
/// <typeparam name="TLanes">Its instructions.</typeparam>
internal static unsafe class LanePowers<V, TLanes>
    where V : unmanaged
    where TLanes : ILaneArithmetic<V>
{
    /// <summary>Replaces each element by its power (p − 5)/8 = 2^252 − 3; unused lanes hold zeros.</summary>
    public static void PowP58(Span<FieldElement> elements)
    {
        var work = (Chain*)NativeMemory.AlignedAlloc((nuint)sizeof(Chain), 64);
        for (var first = 0; first < elements.Length; first += TLanes.Lanes)
        {
            var group = elements.Slice(first, Math.Min(TLanes.Lanes, elements.Length - first));
            work->A = default;
            for (var lane = 0; lane < group.Length; lane++)
            {
                LaneGroup<V, TLanes>.Insert(ref work->A, lane, group[lane]);
            }

            Power(ref *work);
            for (var lane = 0; lane < group.Length; lane++)
            {
                group[lane] = LaneGroup<V, TLanes>.Extract(ref work->T, lane);
            }
        }

        NativeMemory.AlignedFree(work);
    }

    /// <summary>The chain of <see cref="FieldElement.PowP58"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Power(ref Chain c)
    {
        Square(ref c.T, ref c.A, 1);
        Square(ref c.X, ref c.T, 2);
        Multiply(ref c.X, ref c.A, ref c.X);    // a^9
        Multiply(ref c.T, ref c.T, ref c.X);    // a^11
        Square(ref c.T, ref c.T, 1);
        Multiply(ref c.X, ref c.X, ref c.T);    // 2^5 − 1
        Square(ref c.T, ref c.X, 5);
        Multiply(ref c.X10, ref c.T, ref c.X);
        Square(ref c.T, ref c.X10, 10);
        Multiply(ref c.X, ref c.T, ref c.X10);  // 2^20 − 1
        Square(ref c.T, ref c.X, 20);
        Multiply(ref c.T, ref c.T, ref c.X);    // 2^40 − 1
        Square(ref c.T, ref c.T, 10);
        Multiply(ref c.X50, ref c.T, ref c.X10);
        Square(ref c.T, ref c.X50, 50);
        Multiply(ref c.X, ref c.T, ref c.X50);  // 2^100 − 1
        Square(ref c.T, ref c.X, 100);
        Multiply(ref c.T, ref c.T, ref c.X);    // 2^200 − 1
        Square(ref c.T, ref c.T, 50);
        Multiply(ref c.T, ref c.T, ref c.X50);  // 2^250 − 1
        Square(ref c.T, ref c.T, 2);
        Multiply(ref c.T, ref c.T, ref c.A);
    }

    /// <summary>h = f^(2^n), n ≥ 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Square(ref LaneElement<V> h, ref LaneElement<V> f, int n)
    {
        Multiply(ref h, ref f, ref f);
        for (var i = 1; i < n; i++)
        {
            Multiply(ref h, ref h, ref h);
        }
    }

    private static void Multiply(ref LaneElement<V> h, ref LaneElement<V> f, ref LaneElement<V> g) =>
        LaneField<V, TLanes>.Multiply(ref h, ref f, ref g);

    /// <summary>The base and what the chain keeps, on aligned memory.</summary>
    private struct Chain
    {
        public LaneElement<V> A;
        public LaneElement<V> T;
        public LaneElement<V> X;
        public LaneElement<V> X10;
        public LaneElement<V> X50;
    }
}
