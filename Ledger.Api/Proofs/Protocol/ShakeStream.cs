using System.Buffers.Binary;
using System.Numerics;

namespace Ledger.Api.Proofs.Protocol;

/// <summary>
/// SHAKE-256 (FIPS 202) as a stream: absorbs one short message, then gives as many bytes as are read. The framework's own
/// gives a stream only with OpenSSL 3.3 or later, and the one-shot form would hold 32 bytes a row at once.
/// </summary>
internal sealed class ShakeStream
{
    private const int RateBytes = 136;
    private static readonly ulong[] RoundConstants = MakeRoundConstants();

    private readonly ulong[] _state = new ulong[25];
    private readonly byte[] _block = new byte[RateBytes];
    private int _used = RateBytes;
    private bool _squeezing;

    /// <summary>Absorbs a message of at most 135 bytes.</summary>
    public ShakeStream(ReadOnlySpan<byte> message)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(message.Length, RateBytes, nameof(message));
        message.CopyTo(_block);
        _block[message.Length] = 0x1f; // the suffix 1111 of an extendable-output function and the first padding bit
        _block[RateBytes - 1] |= 0x80;
        for (var i = 0; i < RateBytes / 8; i++)
        {
            _state[i] = BinaryPrimitives.ReadUInt64LittleEndian(_block.AsSpan(8 * i));
        }
    }

    /// <summary>Fills <paramref name="destination"/> with the next bytes.</summary>
    public void Read(Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            if (_used == RateBytes || !_squeezing)
            {
                Permute(_state);
                for (var i = 0; i < RateBytes / 8; i++)
                {
                    BinaryPrimitives.WriteUInt64LittleEndian(_block.AsSpan(8 * i), _state[i]);
                }

                _used = 0;
                _squeezing = true;
            }

            var part = Math.Min(RateBytes - _used, destination.Length);
            _block.AsSpan(_used, part).CopyTo(destination);
            _used += part;
            destination = destination[part..];
        }
    }

    /// <summary>Keccak-f[1600], FIPS 202 §3.3; lane (x, y) is a[x + 5y].</summary>
    private static void Permute(ulong[] a)
    {
        Span<ulong> c = stackalloc ulong[5];
        Span<ulong> b = stackalloc ulong[25];
        for (var round = 0; round < 24; round++)
        {
            for (var x = 0; x < 5; x++)
            {
                c[x] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];
            }

            for (var x = 0; x < 5; x++)
            {
                var d = c[(x + 4) % 5] ^ BitOperations.RotateLeft(c[(x + 1) % 5], 1);
                for (var y = 0; y < 25; y += 5)
                {
                    a[x + y] ^= d;
                }
            }

            // ρ and π together: lane (x, y) moves to (y, 2x + 3y), along the walk from (1, 0), turned by 1, 3, 6, 10, …
            b[0] = a[0];
            var (px, py) = (1, 0);
            for (var t = 0; t < 24; t++)
            {
                var lane = BitOperations.RotateLeft(a[px + (5 * py)], (t + 1) * (t + 2) / 2);
                (px, py) = (py, ((2 * px) + (3 * py)) % 5);
                b[px + (5 * py)] = lane;
            }

            for (var y = 0; y < 25; y += 5)
            {
                for (var x = 0; x < 5; x++)
                {
                    a[x + y] = b[x + y] ^ (~b[((x + 1) % 5) + y] & b[((x + 2) % 5) + y]);
                }
            }

            a[0] ^= RoundConstants[round];
        }
    }

    /// <summary>FIPS 202 §3.2.5: bit 2^j − 1 of constant i is the output of a shift register at 7i + j.</summary>
    private static ulong[] MakeRoundConstants()
    {
        var constants = new ulong[24];
        var register = 1;
        for (var i = 0; i < 24; i++)
        {
            for (var j = 0; j < 7; j++)
            {
                constants[i] |= (ulong)(register & 1) << ((1 << j) - 1);
                register <<= 1;
                register ^= (register >> 8) * 0x171;
            }
        }

        return constants;
    }
}
