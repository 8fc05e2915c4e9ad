using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Ledger.Api.Proofs.Group;

namespace Ledger.Api.Proofs.Protocol;

/// <summary>
/// The Fiat–Shamir transcript of the contract, §8.2: a SHA-512 chain that absorbs every public input and every message,
/// and answers challenges that depend on all of them.
/// </summary>
/// <remarks>
/// State h = SHA-512("zkpdl/v1"); absorb(tag, d): h ← SHA-512(h‖01‖len8(tag)‖tag‖LE64(|d|)‖d);
/// challenge(tag): h ← SHA-512(h‖02‖len8(tag)‖tag), value = wide(SHA-512(h‖03)). Tags are ASCII, at most 255 bytes.
/// Equal inputs give equal challenges on every machine. Not thread-safe.
/// </remarks>
public sealed class Transcript
{
    private readonly byte[] _state = SHA512.HashData("zkpdl/v1"u8);

    /// <summary>Binds <paramref name="data"/> under <paramref name="tag"/>.</summary>
    public void Absorb(string tag, ReadOnlySpan<byte> data)
    {
        using var hash = Begin(1, tag);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)data.Length);
        hash.AppendData(length);
        hash.AppendData(data);
        hash.GetHashAndReset(_state);
    }

    /// <summary>Absorbs the 32 bytes of a scalar.</summary>
    internal void Absorb(string tag, in Scalar scalar)
    {
        Span<byte> bytes = stackalloc byte[Scalar.EncodedBytes];
        scalar.WriteTo(bytes);
        Absorb(tag, bytes);
    }

    /// <summary>Next challenge, uniform modulo ℓ.</summary>
    internal Scalar Challenge(string tag)
    {
        using (var hash = Begin(2, tag))
        {
            hash.GetHashAndReset(_state);
        }

        Span<byte> input = stackalloc byte[65];
        _state.CopyTo(input);
        input[64] = 3;
        Span<byte> wide = stackalloc byte[64];
        SHA512.HashData(input, wide);
        return Scalar.FromWide(wide);
    }

    private IncrementalHash Begin(byte kind, string tag)
    {
        Span<byte> head = stackalloc byte[64 + 2 + 255];
        _state.CopyTo(head);
        head[64] = kind;
        var length = Encoding.ASCII.GetBytes(tag, head[66..]);
        head[65] = (byte)length;
        var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
        hash.AppendData(head[..(66 + length)]);
        return hash;
    }
}
