using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Ledger.Api.Proofs.Group;

namespace Ledger.Api.Proofs.Commitments;

/// <summary>
/// Multiples 0..128 of 256^w·G_p for every data generator, window by window: 16.1 MiB a window, so 81 MiB for 33-bit values.
/// </summary>
/// <remarks>
/// Built when first wanted (some 40 ms a window on one core), kept for as long as someone holds a lease and a minute
/// longer, then given back to the system: an idle service holds none. Thread-safe.
/// </remarks>
internal static unsafe class WindowTables
{
    /// <summary>Rows per generator: digits 0..128.</summary>
    public const int Rows = 129;

    private const int RowWords = LaneGroup<Vector512<ulong>, EightLanes>.RowWords;
    private static readonly TimeSpan KeepIdle = TimeSpan.FromMinutes(1);
    private static readonly Lock Gate = new();
    private static readonly ulong*[] Tables = new ulong*[8];
    private static readonly Timer Sweep = new(_ => ReleaseIdle());
    private static int _leases;

    /// <summary>Builds what is missing of the first <paramref name="windows"/> windows and holds them until disposed.</summary>
    public static Lease Rent(int windows)
    {
        lock (Gate)
        {
            for (var w = 0; w < windows; w++)
            {
                if (Tables[w] == null)
                {
                    Tables[w] = Build(w);
                }
            }

            _leases++;
            return new Lease();
        }
    }

    /// <summary>Gives the memory back if nobody holds a lease.</summary>
    public static void ReleaseIdle()
    {
        lock (Gate)
        {
            for (var w = 0; w < Tables.Length && _leases == 0; w++)
            {
                NativeMemory.AlignedFree(Tables[w]);
                Tables[w] = null;
            }
        }
    }

    /// <summary>The rows of generator <paramref name="p"/> in window <paramref name="w"/>; needs a lease.</summary>
    public static ulong* Of(int w, int p) => Tables[w] + ((long)p * Rows * RowWords);

    private static ulong* Build(int w)
    {
        var table = (ulong*)NativeMemory.AlignedAlloc((nuint)Generators.Width * Rows * RowWords * sizeof(ulong), 64);
        Parallel.For(0, Generators.Width, p =>
        {
            var power = Point.Identity + Generators.Bases[p];
            for (var i = 0; i < 8 * w; i++)
            {
                power = power.Double();
            }

            var multiples = new Point[Rows];
            multiples[0] = Point.Identity;
            for (var d = 1; d < Rows; d++)
            {
                multiples[d] = multiples[d - 1] + power;
            }

            var affine = new AffinePoint[Rows];
            AffinePoint.Normalize(multiples, affine);
            for (var d = 0; d < Rows; d++)
            {
                var row = new Span<ulong>(table + ((((long)p * Rows) + d) * RowWords), RowWords);
                LaneGroup<Vector512<ulong>, EightLanes>.WriteRow(affine[d], row);
            }
        });
        return table;
    }

    /// <summary>Keeps the tables in memory.</summary>
    public sealed class Lease : IDisposable
    {
        private int _disposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0)
            {
                lock (Gate)
                {
                    _leases--;
                    Sweep.Change(KeepIdle, Timeout.InfiniteTimeSpan);
                }
            }
        }
    }
}
