using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Ledger.Api.Proofs.Group;

/// <summary>The 64×64→128-bit product under all scalar arithmetic.</summary>
internal static class Wide
{
    /// <summary>
    /// Upper half of a·b, lower half out. Two multiplications: the framework's own form hands the lower half over in memory,
    /// and the store, the load and the zeroed stack slots cost more than the second one.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Multiply(ulong a, ulong b, out ulong low)
    {
        if (Bmi2.X64.IsSupported)
        {
            low = a * b;
            return Bmi2.X64.MultiplyNoFlags(a, b);
        }

        return Math.BigMul(a, b, out low);
    }

    /// <summary>a·b + c + d, which fits 128 bits: low limb out, high limb returned.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong MultiplyAdd(ulong a, ulong b, ulong c, ulong d, out ulong low)
    {
        var high = Multiply(a, b, out var l);
        l += c;
        high += l < c ? 1UL : 0;
        l += d;
        high += l < d ? 1UL : 0;
        low = l;
        return high;
    }
}
