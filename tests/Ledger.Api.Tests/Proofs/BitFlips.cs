using Ledger.Api.Proofs.Protocol;

namespace Ledger.Api.Tests.Proofs;

/// <summary>
/// Flips bits of a proof one at a time. By default one bit of each byte of the head and of every fourth byte behind it, the
/// bit moving with the byte, so that every field of 32 bytes is tried at all eight positions of a bit; with
/// PLATFORM_TESTS=long every bit of every byte (minutes).
/// </summary>
internal static class BitFlips
{
    // A divisor of 32 of which a field holds at least eight.
    private const int Stride = 4;

    /// <summary>How many altered proofs <paramref name="verify"/> accepts.</summary>
    /// <param name="proof">A proof that verifies.</param>
    /// <param name="verify">The verifier.</param>
    /// <param name="stride">Tries every stride-th byte behind the head, for proofs of kilobytes of like fields.</param>
    public static int CountAccepted(byte[] proof, Func<byte[], bool> verify, int stride = Stride)
    {
        var accepted = 0;
        Parallel.ForEach(Places(proof.Length, stride), place =>
        {
            var flipped = proof.ToArray();
            flipped[place.Position] ^= (byte)(1 << place.Bit);
            if (verify(flipped))
            {
                Interlocked.Increment(ref accepted);
            }
        });
        return accepted;
    }

    private static IEnumerable<(int Position, int Bit)> Places(int length, int stride) =>
        from position in Enumerable.Range(0, length)
        from bit in Enumerable.Range(0, 8)
        where LongTests.Enabled || (position < ProofHead.Length
            ? bit == position % 8
            : position % stride == 0 && bit == (position / stride) % 8)
        select (position, bit);
}
