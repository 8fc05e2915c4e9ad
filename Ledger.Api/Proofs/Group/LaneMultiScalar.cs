using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ledger.Api.Proofs.Group;

/// <summary>
/// The window sums of <see cref="MultiScalar"/> in lanes: first one bucket per lane, whose points are added one after the other,
/// then one window per lane, whose buckets are joined by running sums.
/// </summary>
/// <typeparam name="V">Vector of 64-bit lanes.</typeparam>
/// <typeparam name="TLanes">Its instructions.</typeparam>
internal static unsafe class LaneMultiScalar<V, TLanes>
    where V : unmanaged
    where TLanes : ILaneArithmetic<V>
{
    /// <summary>Σ digit_i·P_i per window; the same points as <see cref="MultiScalar.WindowSums"/> gives.</summary>
    /// <param name="points">Points.</param>
    /// <param name="digits">As many signed digits per window, window by window.</param>
    /// <param name="width">Bits of a digit.</param>
    public static Point[] WindowSums(ReadOnlyMemory<AffinePoint> points, short[] digits, int width)
    {
        var buckets = 1 << (width - 1);
        var plan = new BucketPlan(digits, points.Length, buckets);
        var sums = new Point[digits.Length / points.Length];
        var groups = (plan.Places.Length + TLanes.Lanes - 1) / TLanes.Lanes;
        var rows = Rows(points.Span);
        var filled = (LanePoint<V>*)NativeMemory.AlignedAlloc((nuint)(groups * sizeof(LanePoint<V>)), 64);
        try
        {
            // Groups are dealt out one by one: sizes fall slowly, so every share is the same work.
            var shares = Environment.ProcessorCount;
            Parallel.For(0, shares, ProvingThreads.Own, share => Fill(plan, rows, filled, share, shares));
            Parallel.For(0, (sums.Length + TLanes.Lanes - 1) / TLanes.Lanes, ProvingThreads.Own, group =>
                Join(plan.Places, filled, buckets, sums, group * TLanes.Lanes));
        }
        finally
        {
            NativeMemory.AlignedFree(rows);
            NativeMemory.AlignedFree(filled);
        }

        return sums;
    }

    /// <summary>Row 0 is the neutral element, which lanes add whose bucket is full.</summary>
    private static ulong* Rows(ReadOnlySpan<AffinePoint> points)
    {
        const int words = LaneGroup<V, TLanes>.RowWords;
        var rows = (ulong*)NativeMemory.AlignedAlloc((nuint)((points.Length + 1) * words * sizeof(ulong)), 64);
        LaneGroup<V, TLanes>.WriteRow(AffinePoint.Identity, new(rows, words));
        for (var i = 0; i < points.Length; i++)
        {
            LaneGroup<V, TLanes>.WriteRow(points[i], new(rows + ((i + 1) * words), words));
        }

        return rows;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Fill(BucketPlan plan, ulong* table, LanePoint<V>* filled, int share, int shares)
    {
        var (starts, entries) = (plan.Starts, plan.Entries);
        var buckets = plan.Places.Length;
        var work = (Workspace*)NativeMemory.AlignedAlloc((nuint)sizeof(Workspace), 64);
        var words = (V*)NativeMemory.AlignedAlloc((nuint)(LaneGroup<V, TLanes>.RowWords * sizeof(V)), 64);
        var rows = stackalloc int[TLanes.Lanes];
        var negative = (ulong*)&work->Negative;
        for (var first = share * TLanes.Lanes; first < buckets; first += shares * TLanes.Lanes)
        {
            LaneGroup<V, TLanes>.SetIdentity(ref work->Total);
            var steps = starts[first + 1] - starts[first];
            for (var step = 0; step < steps; step++)
            {
                for (var lane = 0; lane < TLanes.Lanes; lane++)
                {
                    var place = Math.Min(first + lane, buckets - 1);
                    var entry = starts[place] + step < starts[place + 1] ? entries[starts[place] + step] : 0;
                    rows[lane] = Math.Abs(entry);
                    negative[lane] = (ulong)(entry >> 31);
                }

                TLanes.LoadRows(table, rows, words);
                LaneGroup<V, TLanes>.Add(ref work->Total, words, work->Negative, ref work->Scratch);
            }

            filled[first / TLanes.Lanes] = work->Total;
        }

        NativeMemory.AlignedFree(work);
        NativeMemory.AlignedFree(words);
    }

    /// <summary>Σ j·bucket_j of as many windows as there are lanes, from the largest j down.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Join(int[] places, LanePoint<V>* filled, int buckets, Point[] sums, int window)
    {
        var work = (Workspace*)NativeMemory.AlignedAlloc((nuint)sizeof(Workspace), 64);
        var bucket = (ulong*)&work->Bucket;
        LaneGroup<V, TLanes>.SetIdentity(ref work->Running);
        LaneGroup<V, TLanes>.SetIdentity(ref work->Total);
        LaneGroup<V, TLanes>.Broadcast(ref work->TwoD, FieldConstants.TwoD);
        var limbs = sizeof(LanePoint<V>) / sizeof(V);
        var lanes = Math.Min(TLanes.Lanes, sums.Length - window);
        work->Bucket = default;
        for (var j = buckets - 1; j >= 0; j--)
        {
            for (var lane = 0; lane < lanes; lane++)
            {
                var place = places[((window + lane) * buckets) + j];
                var from = (ulong*)(filled + (place / TLanes.Lanes)) + (place % TLanes.Lanes);
                for (var limb = 0; limb < limbs; limb++)
                {
                    bucket[(limb * TLanes.Lanes) + lane] = from[limb * TLanes.Lanes];
                }
            }

            LaneGroup<V, TLanes>.Add(ref work->Running, ref work->Bucket, ref work->TwoD, ref work->Scratch);
            LaneGroup<V, TLanes>.Add(ref work->Total, ref work->Running, ref work->TwoD, ref work->Scratch);
        }

        for (var lane = 0; lane < lanes; lane++)
        {
            sums[window + lane] = LaneGroup<V, TLanes>.Extract(ref work->Total, lane);
        }

        NativeMemory.AlignedFree(work);
    }

    /// <summary>What a task holds on aligned memory.</summary>
    private struct Workspace
    {
        public LanePoint<V> Total;
        public LanePoint<V> Running;
        public LanePoint<V> Bucket;
        public LaneElement<V> TwoD;
        public LaneScratch<V> Scratch;
        public V Negative;
    }
}
