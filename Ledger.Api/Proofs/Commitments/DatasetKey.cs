using System.Buffers.Binary;
using System.Security.Cryptography;
using Ledger.Api.Proofs.Group;

namespace Ledger.Api.Proofs.Commitments;

/// <summary>The dataset key K, §7.1: 32 secret bytes from which every blinding follows. Wiped when disposed; prints nothing.</summary>
public sealed class DatasetKey : IDisposable
{
    /// <summary>Length of K.</summary>
    public const int KeyBytes = 32;

    private readonly byte[] _key;

    /// <summary>Copies K.</summary>
    /// <exception cref="ArgumentException">Not 32 bytes.</exception>
    public DatasetKey(ReadOnlySpan<byte> key)
    {
        if (key.Length != KeyBytes)
        {
            throw new ArgumentException("A dataset key has 32 bytes.", nameof(key));
        }

        _key = key.ToArray();
    }

    /// <summary>A fresh key from the system's generator.</summary>
    public static DatasetKey Create()
    {
        Span<byte> key = stackalloc byte[KeyBytes];
        RandomNumberGenerator.Fill(key);
        var result = new DatasetKey(key);
        CryptographicOperations.ZeroMemory(key);
        return result;
    }

    /// <summary>The bytes of K, for the row salts and the file commitment, and for sealing.</summary>
    public ReadOnlySpan<byte> Bytes => _key;

    /// <summary>r_{c,j} = wide(HMAC-SHA-512(K, "blind"‖LE32(c)‖LE32(j))), §8.3.</summary>
    internal Scalar Blinding(int column, int chunk)
    {
        Span<byte> message = stackalloc byte[13];
        "blind"u8.CopyTo(message);
        BinaryPrimitives.WriteInt32LittleEndian(message[5..], column);
        BinaryPrimitives.WriteInt32LittleEndian(message[9..], chunk);
        Span<byte> wide = stackalloc byte[64];
        HMACSHA512.HashData(_key, message, wide);
        var blinding = Scalar.FromWide(wide);
        CryptographicOperations.ZeroMemory(wide);
        return blinding;
    }

    /// <summary>Wipes K.</summary>
    public void Dispose() => CryptographicOperations.ZeroMemory(_key);

    /// <inheritdoc/>
    public override string ToString() => "***";
}
