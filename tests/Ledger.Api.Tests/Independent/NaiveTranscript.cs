using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Ledger.Api.Tests.Independent;

/// <summary>The transcript and message reader of the contract's §8.2 and §8.5, written from its text.</summary>
internal sealed class NaiveTranscript(byte[] proof)
{
    private byte[] _h = SHA512.HashData(Encoding.ASCII.GetBytes("zkpdl/v1"));
    private int _at = 8;

    public void Absorb(string tag, byte[] data) => _h = SHA512.HashData(
        [.. _h, 1, (byte)tag.Length, .. Encoding.ASCII.GetBytes(tag), .. BitConverter.GetBytes((long)data.Length), .. data]);

    public BigInteger Challenge(string tag)
    {
        _h = SHA512.HashData([.. _h, 2, (byte)tag.Length, .. Encoding.ASCII.GetBytes(tag)]);
        return new BigInteger(SHA512.HashData([.. _h, 3]), isUnsigned: true) % NaiveGroup.L;
    }

    public NaiveGroup.Element Point(string tag) => NaiveGroup.Decode(Next(tag, 32));

    public BigInteger[] Scalars(string tag, int count)
    {
        var scalars = Next(tag, 32 * count).Chunk(32).Select(b => new BigInteger(b, isUnsigned: true)).ToArray();
        return scalars.All(s => s < NaiveGroup.L) ? scalars : throw new FormatException("scalar not below the order");
    }

    public byte[] Bytes(string tag, int length) => Next(tag, length);

    public bool AtEnd => _at == proof.Length;

    private byte[] Next(string tag, int length)
    {
        var bytes = proof[_at..(_at + length)];
        _at += length;
        Absorb(tag, bytes);
        return bytes;
    }
}
