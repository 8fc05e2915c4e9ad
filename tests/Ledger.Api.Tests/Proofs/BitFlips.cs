namespace Ledger.Api.Tests.Proofs;

/// <summary>
/// Flips bits of a proof one at a time. By default one bit of every byte, the bit moving with the byte, so that all eight
/// positions of every field are tried; with PLATFORM_TESTS=long every bit of every byte (minutes).
/// </summary>
internal static class BitFlips
{
    private static bool Exhaustive => LongTests.Enabled;

    /// <summary>How many altered proofs <paramref name="verify"/> accepts.</summary>
    /// <param name="proof">A proof that verifies.</param>
    /// <param name="verify">The verifier.</param>
    /// <param name="stride">Tries every stride-th byte only, for proofs of kilobytes of like fields.</param>
    public static int CountAccepted(byte[] proof, Func<byte[], bool> verify, int stride = 1)
    {
        var accepted = 0;
        Parallel.For(0, proof.Length, position =>
        {
            for (var bit = 0; bit < 8; bit++)
            {
                if (!Exhaustive && position % stride != 0)
                {
                    continue;
                }

                if (!Exhaustive && bit != (position + (position / 8)) % 8)
                {
                    continue;
                }

                var flipped = proof.ToArray();
                flipped[position] ^= (byte)(1 << bit);
                if (verify(flipped))
                {
                    Interlocked.Increment(ref accepted);
                }
            }
        });
        return accepted;
    }
}
