using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Ledger.Api.Proofs.Group;

namespace Ledger.Api.Proofs.Commitments;

/// <summary>
/// Σ x_p·G_p for many chunks at once, one chunk per lane: generators outermost, so that one generator's tables serve all
/// chunks while they are in the cache; signed bytes as digits.
/// </summary>
/// <typeparam name="V">Vector of 64-bit lanes.</typeparam>
/// <typeparam name="TLanes">Its instructions.</typeparam>
internal static unsafe class LaneCommitter<V, TLanes>
    where V : unmanaged
    where TLanes : ILaneArithmetic<V>
{
    // 512 chunks of eight-byte values are 4 MiB: what a task holds beside its accumulators (160 KiB, second-level cache).
    // Fewer would read the tables more often than needed.
    private const int ChunksPerTask = 512;

    /// <summary>One sum per chunk of 1024 values, the last one short; equal to <see cref="ScalarCommitter"/>'s.</summary>
    public static void Sum(ReadOnlyMemory<long> values, Memory<Point> sums)
    {
        var (windows, origin) = WindowedDigits.Layout(values.Span);
        using var lease = WindowTables.Rent(windows);
        var perCore = (sums.Length + Environment.ProcessorCount - 1) / Environment.ProcessorCount;
        var perTask = Math.Min((perCore + TLanes.Lanes - 1) / TLanes.Lanes * TLanes.Lanes, ChunksPerTask);
        Parallel.For(0, (sums.Length + perTask - 1) / perTask, task =>
        {
            var first = task * perTask;
            var count = Math.Min(perTask, sums.Length - first);
            var start = first * Generators.Width;
            var length = Math.Min(values.Length - start, count * Generators.Width);
            SumTask(values.Span.Slice(start, length), sums.Span.Slice(first, count), windows, origin);
        });
        if (origin != 0)
        {
            AddOrigin(values.Length, sums.Span, origin);
        }
    }

    /// <summary>Adds origin·Σ G_p over the positions that each chunk has values for.</summary>
    private static void AddOrigin(int values, Span<Point> sums, long origin)
    {
        var full = Multiple(origin, Generators.Width);
        for (var j = 0; j < sums.Length; j++)
        {
            var count = values - (j * Generators.Width);
            sums[j] += count >= Generators.Width ? full : Multiple(origin, count);
        }
    }

    private static Point Multiple(long origin, int count)
    {
        var sum = Point.Identity;
        foreach (var generator in Generators.Bases[..count])
        {
            sum += generator;
        }

        return sum.MultiplyVariableTime(Scalar.From(origin));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SumTask(ReadOnlySpan<long> values, Span<Point> sums, int windows, long origin)
    {
        var groups = (sums.Length + TLanes.Lanes - 1) / TLanes.Lanes;
        var digits = (ulong*)NativeMemory.AlignedAlloc(
            (nuint)groups * Generators.Width * (nuint)TLanes.Lanes * sizeof(ulong), 64);
        var accumulators = (LanePoint<V>*)NativeMemory.AlignedAlloc((nuint)(groups * sizeof(LanePoint<V>)), 64);
        var scratch = (LaneScratch<V>*)NativeMemory.AlignedAlloc((nuint)sizeof(LaneScratch<V>), 64);
        var words = (V*)NativeMemory.AlignedAlloc((nuint)(LaneGroup<V, TLanes>.RowWords * sizeof(V)), 64);
        try
        {
            Transpose(values, digits, groups, windows, origin);
            for (var g = 0; g < groups; g++)
            {
                LaneGroup<V, TLanes>.SetIdentity(ref accumulators[g]);
            }

            for (var p = 0; p < Generators.Width; p++)
            {
                for (var g = 0; g < groups; g++)
                {
                    AddDigits(
                        ref accumulators[g], digits + ((((long)p * groups) + g) * TLanes.Lanes), p, windows, words,
                        ref *scratch);
                }
            }

            for (var j = 0; j < sums.Length; j++)
            {
                sums[j] = LaneGroup<V, TLanes>.Extract(ref accumulators[j / TLanes.Lanes], j % TLanes.Lanes);
            }
        }
        finally
        {
            NativeMemory.AlignedFree(digits);
            NativeMemory.AlignedFree(accumulators);
            NativeMemory.AlignedFree(scratch);
            NativeMemory.AlignedFree(words);
        }
    }

    /// <summary>Adds x·G_p to every lane of one group: one table row per lane and window.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddDigits(
        ref LanePoint<V> accumulator, ulong* biased, int p, int windows, V* words, ref LaneScratch<V> scratch)
    {
        var rows = stackalloc int[8];
        var all = *(V*)biased;
        for (var w = 0; w < windows; w++)
        {
            var any = 0;
            for (var lane = 0; lane < TLanes.Lanes; lane++)
            {
                rows[lane] = Math.Abs(((byte*)biased)[(8 * lane) + w] - 128);
                any |= rows[lane];
            }

            if (any == 0)
            {
                continue; // small values, masks and padding leave whole windows empty
            }

            // A digit is negative when the top bit of its biased byte is clear.
            var bit = TLanes.And(TLanes.ShiftRight(all, (8 * w) + 7), TLanes.Create(1));
            TLanes.LoadRows(WindowTables.Of(w, p), rows, words);
            LaneGroup<V, TLanes>.Add(ref accumulator, words, TLanes.Subtract(bit, TLanes.Create(1)), ref scratch);
        }
    }

    /// <summary>digits[p][group][lane] = biased value, less the origin, of chunk group·lanes + lane at position p; missing rows are 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Transpose(ReadOnlySpan<long> values, ulong* digits, int groups, int windows, long origin)
    {
        var zero = WindowedDigits.Bias(0, windows);
        for (var g = 0; g < groups; g++)
        {
            for (var p = 0; p < Generators.Width; p++)
            {
                var line = digits + ((((long)p * groups) + g) * TLanes.Lanes);
                for (var lane = 0; lane < TLanes.Lanes; lane++)
                {
                    var i = ((((long)g * TLanes.Lanes) + lane) * Generators.Width) + p;
                    line[lane] = i < values.Length ? WindowedDigits.Bias(values[(int)i] - origin, windows) : zero;
                }
            }
        }
    }
}
