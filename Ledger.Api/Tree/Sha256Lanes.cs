using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;

namespace Ledger.Api.Tree;

/// <summary>
/// SHA-256 (FIPS 180-4) of eight messages at a time, one per 32-bit lane of a 256-bit register. A dataset's rows are millions
/// of short messages, for which a call into the system's library costs several times the hash itself.
/// </summary>
/// <remarks>
/// No branch or address depends on a message's content, only on lengths. Where 256-bit registers are not in hardware, the
/// callers' other path (<see cref="IsSupported"/> false) uses the system's library; both give the same hashes.
/// </remarks>
internal static class Sha256Lanes
{
    /// <summary>Messages hashed together.</summary>
    public const int Lanes = 8;

    /// <summary>Bytes in a block.</summary>
    public const int BlockBytes = 64;

    /// <summary>FIPS 180-4 §5.3.3: the state before the first block.</summary>
    public static readonly uint[] Initial =
    [
        0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
    ];

    /// <summary>FIPS 180-4 §4.2.2: fractional parts of the cube roots of the first 64 primes.</summary>
    private static ReadOnlySpan<uint> K =>
    [
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    ];

    /// <summary>Moves byte 4i+3−j to 4i+j: words are big-endian.</summary>
    private static Vector256<byte> Swap => Vector256.Create(
        (byte)3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12,
        19, 18, 17, 16, 23, 22, 21, 20, 27, 26, 25, 24, 31, 30, 29, 28);

    /// <summary>True when 256-bit registers are in hardware.</summary>
    public static bool IsSupported => Vector256.IsHardwareAccelerated;

    /// <summary>Bytes that a message of this length takes once padded.</summary>
    public static int PaddedBytes(int length) => (length + 9 + BlockBytes - 1) & ~(BlockBytes - 1);

    /// <summary>Writes the padding of FIPS 180-4 §5.1.1 after a message.</summary>
    /// <param name="message">Room for <see cref="PaddedBytes"/> from the message's first byte on.</param>
    /// <param name="length">The message's length.</param>
    /// <param name="before">Bytes hashed before it, for a state that is not the initial one.</param>
    public static void Pad(Span<byte> message, int length, int before = 0)
    {
        var padded = PaddedBytes(length);
        message[length..padded].Clear();
        message[length] = 0x80;
        BinaryPrimitives.WriteUInt64BigEndian(message[(padded - 8)..padded], ((ulong)length + (ulong)before) * 8);
    }

    /// <summary>Hashes eight padded messages, lane i from byte i·stride on.</summary>
    /// <param name="messages">Eight padded messages.</param>
    /// <param name="stride">Distance of two messages' first bytes.</param>
    /// <param name="blocks">Blocks of each message, 1 or more.</param>
    /// <param name="initial">State to start from, 8 words.</param>
    /// <param name="hashes">Receives eight hashes.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Hash(
        ReadOnlySpan<byte> messages, int stride, ReadOnlySpan<int> blocks, ReadOnlySpan<uint> initial, Span<Digest> hashes)
    {
        Span<Vector256<uint>> state = stackalloc Vector256<uint>[8];
        for (var i = 0; i < 8; i++)
        {
            state[i] = Vector256.Create(initial[i]);
        }

        var counts = Vector256.Create(blocks);
        var most = 0;
        foreach (var count in blocks[..Lanes])
        {
            most = Math.Max(most, count);
        }

        Span<Vector256<uint>> words = stackalloc Vector256<uint>[16];
        for (var block = 0; block < most; block++)
        {
            Load(messages, stride, block, blocks, words);
            var active = Vector256.GreaterThan(counts, Vector256.Create(block)).AsUInt32();
            Compress(state, words, active);
        }

        Transpose(state);
        for (var lane = 0; lane < Lanes; lane++)
        {
            hashes[lane] = Unsafe.BitCast<Vector256<byte>, Digest>(Vector256.Shuffle(state[lane].AsByte(), Swap));
        }
    }

    /// <summary>The state after one block from the initial one: what HMAC's inner and outer keys leave behind.</summary>
    public static uint[] StateAfter(ReadOnlySpan<byte> block)
    {
        Span<Vector256<uint>> state = stackalloc Vector256<uint>[8];
        Span<Vector256<uint>> words = stackalloc Vector256<uint>[16];
        for (var i = 0; i < 8; i++)
        {
            state[i] = Vector256.Create(Initial[i]);
            words[2 * i] = Vector256.Create(BinaryPrimitives.ReadUInt32BigEndian(block[(8 * i)..]));
            words[(2 * i) + 1] = Vector256.Create(BinaryPrimitives.ReadUInt32BigEndian(block[((8 * i) + 4)..]));
        }

        Compress(state, words, Vector256<uint>.AllBitsSet);
        var after = new uint[8];
        for (var i = 0; i < 8; i++)
        {
            after[i] = state[i].ToScalar();
        }

        words.Clear();
        return after;
    }

    /// <summary>Word w of lane l goes to words[w], lane l. A lane that has ended reads its last block again.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Load(
        ReadOnlySpan<byte> messages, int stride, int block, ReadOnlySpan<int> blocks, Span<Vector256<uint>> words)
    {
        for (var lane = 0; lane < Lanes; lane++)
        {
            var at = messages.Slice((lane * stride) + (Math.Min(block, blocks[lane] - 1) * BlockBytes), BlockBytes);
            words[lane] = Vector256.Shuffle(Vector256.Create(at), Swap).AsUInt32();
            words[lane + 8] = Vector256.Shuffle(Vector256.Create(at[32..]), Swap).AsUInt32();
        }

        Transpose(words[..8]);
        Transpose(words[8..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Compress(Span<Vector256<uint>> state, Span<Vector256<uint>> w, Vector256<uint> active)
    {
        var (a, b, c, d) = (state[0], state[1], state[2], state[3]);
        var (e, f, g, h) = (state[4], state[5], state[6], state[7]);
        for (var t = 0; t < 64; t += 16)
        {
            for (var i = 0; i < 16; i += 8)
            {
                Round(a, b, c, ref d, e, f, g, ref h, w[i] + Vector256.Create(K[t + i]));
                Round(h, a, b, ref c, d, e, f, ref g, w[i + 1] + Vector256.Create(K[t + i + 1]));
                Round(g, h, a, ref b, c, d, e, ref f, w[i + 2] + Vector256.Create(K[t + i + 2]));
                Round(f, g, h, ref a, b, c, d, ref e, w[i + 3] + Vector256.Create(K[t + i + 3]));
                Round(e, f, g, ref h, a, b, c, ref d, w[i + 4] + Vector256.Create(K[t + i + 4]));
                Round(d, e, f, ref g, h, a, b, ref c, w[i + 5] + Vector256.Create(K[t + i + 5]));
                Round(c, d, e, ref f, g, h, a, ref b, w[i + 6] + Vector256.Create(K[t + i + 6]));
                Round(b, c, d, ref e, f, g, h, ref a, w[i + 7] + Vector256.Create(K[t + i + 7]));
            }

            for (var i = 0; i < 16 && t < 48; i++)
            {
                var s0 = w[(i + 1) & 15];
                var s1 = w[(i + 14) & 15];
                w[i] += w[(i + 9) & 15]
                    + (Rotate(s0, 7) ^ Rotate(s0, 18) ^ (s0 >>> 3)) + (Rotate(s1, 17) ^ Rotate(s1, 19) ^ (s1 >>> 10));
            }
        }

        Add(ref state[0], a, active);
        Add(ref state[1], b, active);
        Add(ref state[2], c, active);
        Add(ref state[3], d, active);
        Add(ref state[4], e, active);
        Add(ref state[5], f, active);
        Add(ref state[6], g, active);
        Add(ref state[7], h, active);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(
        Vector256<uint> a, Vector256<uint> b, Vector256<uint> c, ref Vector256<uint> d,
        Vector256<uint> e, Vector256<uint> f, Vector256<uint> g, ref Vector256<uint> h, Vector256<uint> input)
    {
        var t = h + input + (Rotate(e, 6) ^ Rotate(e, 11) ^ Rotate(e, 25)) + (g ^ (e & (f ^ g)));
        d += t;
        h = t + (Rotate(a, 2) ^ Rotate(a, 13) ^ Rotate(a, 22)) + ((a & b) | (c & (a | b)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Rotate(Vector256<uint> x, int bits) => (x >>> bits) | (x << (32 - bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(ref Vector256<uint> state, Vector256<uint> value, Vector256<uint> active) =>
        state += value & active;

    /// <summary>Rows and columns of an 8×8 matrix of words exchanged.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Transpose(Span<Vector256<uint>> m)
    {
        Span<uint> copy = stackalloc uint[64];
        for (var row = 0; row < 8; row++)
        {
            m[row].CopyTo(copy[(8 * row)..]);
        }

        for (var i = 0; i < 8; i++)
        {
            m[i] = Vector256.Create(
                copy[i], copy[8 + i], copy[16 + i], copy[24 + i], copy[32 + i], copy[40 + i], copy[48 + i], copy[56 + i]);
        }
    }

    /// <summary>HMAC's inner and outer states (RFC 2104) for a key of at most 64 bytes.</summary>
    public static (uint[] Inner, uint[] Outer) HmacStates(ReadOnlySpan<byte> key)
    {
        Span<byte> block = stackalloc byte[BlockBytes];
        block.Clear();
        key.CopyTo(block);
        foreach (ref var b in block)
        {
            b ^= 0x36;
        }

        var inner = StateAfter(block);
        foreach (ref var b in block)
        {
            b ^= 0x36 ^ 0x5c;
        }

        var outer = StateAfter(block);
        CryptographicOperations.ZeroMemory(block);
        return (inner, outer);
    }
}
