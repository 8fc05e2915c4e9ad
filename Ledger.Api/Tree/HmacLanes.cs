using System.Security.Cryptography;

namespace Ledger.Api.Tree;

/// <summary>
/// HMAC-SHA-256 (RFC 2104) of eight short messages at a time under one key, by <see cref="Sha256Lanes"/> where the hardware
/// can, else by the system's library. One thread's.
/// </summary>
internal sealed class HmacLanes
{
    /// <summary>Messages taken together.</summary>
    public const int Lanes = Sha256Lanes.Lanes;

    /// <summary>Longest message: one block with its padding.</summary>
    public const int MaxBytes = Sha256Lanes.BlockBytes - 9;

    private readonly byte[] _blocks = new byte[Lanes * Sha256Lanes.BlockBytes];
    private readonly byte[] _key;
    private readonly uint[] _inner = [];
    private readonly uint[] _outer = [];

    /// <summary>Takes a key of at most 64 bytes.</summary>
    public HmacLanes(ReadOnlySpan<byte> key)
    {
        _key = key.ToArray();
        if (Sha256Lanes.IsSupported)
        {
            (_inner, _outer) = Sha256Lanes.HmacStates(key);
        }
    }

    /// <summary>Where the message of a lane is written, from its first byte on.</summary>
    public Span<byte> Message(int lane) => _blocks.AsSpan(lane * Sha256Lanes.BlockBytes, MaxBytes);

    /// <summary>The codes of eight messages of one length; the messages are overwritten.</summary>
    public void Hash(int length, Span<Digest> codes)
    {
        if (!Sha256Lanes.IsSupported)
        {
            for (var lane = 0; lane < Lanes; lane++)
            {
                codes[lane] = Digest.Read(HMACSHA256.HashData(_key, Message(lane)[..length]));
            }

            return;
        }

        // One block each from the states that the key leaves behind: the message, then its hash.
        ReadOnlySpan<int> one = [1, 1, 1, 1, 1, 1, 1, 1];
        Pad(length);
        Sha256Lanes.Hash(_blocks, Sha256Lanes.BlockBytes, one, _inner, codes);
        for (var lane = 0; lane < Lanes; lane++)
        {
            codes[lane].CopyTo(Message(lane));
        }

        Pad(Digest.Bytes);
        Sha256Lanes.Hash(_blocks, Sha256Lanes.BlockBytes, one, _outer, codes);
    }

    /// <summary>Forgets the key.</summary>
    public void Clear()
    {
        CryptographicOperations.ZeroMemory(_key);
        _inner.AsSpan().Clear();
        _outer.AsSpan().Clear();
    }

    private void Pad(int length)
    {
        for (var lane = 0; lane < Lanes; lane++)
        {
            Sha256Lanes.Pad(_blocks.AsSpan(lane * Sha256Lanes.BlockBytes, Sha256Lanes.BlockBytes), length, Sha256Lanes.BlockBytes);
        }
    }
}
