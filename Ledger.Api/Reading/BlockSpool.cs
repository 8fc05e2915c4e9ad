using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Ledger.Api.Reading;

/// <summary>
/// The blocks of a file between its two readings: in memory up to a limit, beyond it in a nameless temporary file, encrypted
/// under a key that only this object holds. Threads may keep and load different blocks at the same time.
/// </summary>
internal sealed class BlockSpool(long memoryLimit) : IDisposable
{
    private const int TagBytes = 16;

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly Lock _gate = new();
    private long _inMemory;
    private long _fileLength;
    private SafeFileHandle? _file;

    /// <summary>Takes over a rented buffer; gives what loads its content again.</summary>
    public SpooledBlock Keep(byte[] rented, int length, int sequence)
    {
        long place;
        lock (_gate)
        {
            if (_inMemory + rented.Length <= memoryLimit)
            {
                _inMemory += rented.Length;
                return new SpooledBlock(rented, length, sequence, -1);
            }

            _file ??= File.OpenHandle(
                Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite,
                FileShare.None, FileOptions.DeleteOnClose);
            place = _fileLength;
            _fileLength += length + TagBytes;
        }

        var sealedBlock = ArrayPool<byte>.Shared.Rent(length + TagBytes);
        using (var aes = new AesGcm(_key, TagBytes))
        {
            aes.Encrypt(Nonce(sequence), rented.AsSpan(0, length), sealedBlock.AsSpan(0, length), sealedBlock.AsSpan(length, TagBytes));
        }

        RandomAccess.Write(_file, sealedBlock.AsSpan(0, length + TagBytes), place);
        ArrayPool<byte>.Shared.Return(sealedBlock);
        ArrayPool<byte>.Shared.Return(rented);
        return new SpooledBlock(null, length, sequence, place);
    }

    /// <summary>A block's buffer, rented for the caller when it came from the file.</summary>
    public byte[] Load(SpooledBlock block)
    {
        if (block.Buffer is { } inMemory)
        {
            return inMemory;
        }

        var sealedBlock = ArrayPool<byte>.Shared.Rent(block.Length + TagBytes);
        var read = RandomAccess.Read(_file!, sealedBlock.AsSpan(0, block.Length + TagBytes), block.Place);
        if (read != block.Length + TagBytes)
        {
            throw new IOException("The spool file is shorter than what was written to it.");
        }

        using var aes = new AesGcm(_key, TagBytes);
        var buffer = ArrayPool<byte>.Shared.Rent(block.Length);
        aes.Decrypt(
            Nonce(block.Sequence), sealedBlock.AsSpan(0, block.Length), sealedBlock.AsSpan(block.Length, TagBytes),
            buffer.AsSpan(0, block.Length));
        ArrayPool<byte>.Shared.Return(sealedBlock);
        return buffer;
    }

    /// <summary>Gives back a buffer that <see cref="Load"/> gave, at its last use.</summary>
    public static void Release(byte[] buffer) => ArrayPool<byte>.Shared.Return(buffer);

    /// <inheritdoc/>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_key);
        _file?.Dispose();
    }

    private static byte[] Nonce(int sequence)
    {
        var nonce = new byte[12];
        BinaryPrimitives.WriteInt32LittleEndian(nonce, sequence);
        return nonce;
    }
}

/// <summary>Where a block is kept.</summary>
/// <param name="Buffer">Its bytes, when in memory.</param>
/// <param name="Length">How many of them.</param>
/// <param name="Sequence">Number of the block.</param>
/// <param name="Place">Where it starts in the file, when not in memory.</param>
internal sealed record SpooledBlock(byte[]? Buffer, int Length, int Sequence, long Place);
