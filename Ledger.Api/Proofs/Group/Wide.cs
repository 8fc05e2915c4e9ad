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
}
