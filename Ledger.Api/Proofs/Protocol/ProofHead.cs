namespace Ledger.Api.Proofs.Protocol;

/// <summary>The first eight bytes of a proof, §8.5: `ZDL1`, type, 0A (2^10 rows a chunk), block size s or 0, 00.</summary>
internal static class ProofHead
{
    public const int Length = 8;

    public static byte[] Make(byte type, byte blockSize) => [.. "ZDL1"u8, type, 10, blockSize, 0];
}
