using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Ledger.Api.Backups;

/// <summary>
/// The form of a sealed file: a head <c>ZBK1</c>‖16 bytes of salt, then chunks of 256 KiB of text, each AES-256-GCM under the
/// file's key with its number and whether it is the last as nonce and the head as associated data. So no chunk can be altered,
/// dropped, repeated, moved or taken from another file, and a file cut off anywhere lacks its last chunk.
/// </summary>
internal static class SealedFile
{
    public const int ChunkBytes = 1 << 18;
    public const int TagBytes = 16;
    public const int SaltBytes = 16;
    public const int HeadBytes = 4 + SaltBytes;
    private const int NonceBytes = 12;

    public static ReadOnlySpan<byte> Magic => "ZBK1"u8;

    public static byte[] Nonce(long chunk, bool isLast)
    {
        var nonce = new byte[NonceBytes];
        BinaryPrimitives.WriteInt64BigEndian(nonce.AsSpan(3), chunk);
        nonce[^1] = isLast ? (byte)1 : (byte)0;
        return nonce;
    }
}

/// <summary>Seals what is written to it. Counts and hashes what it gives to the inner stream; dispose before reading those.</summary>
internal sealed class SealingStream : OneWayStream
{
    private readonly Stream _inner;
    private readonly AesGcm _aes;
    private readonly byte[] _head;
    private readonly byte[] _chunk = new byte[SealedFile.ChunkBytes];
    private readonly byte[] _sealed = new byte[SealedFile.ChunkBytes + SealedFile.TagBytes];
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private int _filled;
    private long _chunks;
    private bool _begun;
    private bool _ended;

    /// <summary>Writes to a stream that it leaves open.</summary>
    public SealingStream(Stream inner, BackupKey key, string backup, string file)
    {
        var salt = RandomNumberGenerator.GetBytes(SealedFile.SaltBytes);
        (_inner, _head) = (inner, [.. SealedFile.Magic, .. salt]);
        _aes = new AesGcm(key.FileKey(backup, file, salt), SealedFile.TagBytes);
    }

    /// <summary>Bytes written to the inner stream.</summary>
    public long Written { get; private set; }

    /// <summary>SHA-256 of them, once ended.</summary>
    public byte[] Hash { get; private set; } = [];

    public override bool CanWrite => true;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (buffer.Length > 0)
        {
            // A full chunk waits: whether it is the last is known only when more comes.
            if (_filled == SealedFile.ChunkBytes)
            {
                await PutChunkAsync(isLast: false, cancellationToken);
            }

            var count = Math.Min(buffer.Length, SealedFile.ChunkBytes - _filled);
            buffer[..count].CopyTo(_chunk.AsMemory(_filled));
            _filled += count;
            buffer = buffer[count..];
        }
    }

    /// <summary>Writes the last chunk; without it the file is refused.</summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        await PutChunkAsync(isLast: true, cancellationToken);
        Hash = _hash.GetHashAndReset();
        _ended = true;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _aes.Dispose();
            _hash.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task PutChunkAsync(bool isLast, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        if (!_begun)
        {
            _begun = true;
            await PutAsync(_head, cancellationToken);
        }

        _aes.Encrypt(SealedFile.Nonce(_chunks++, isLast), _chunk.AsSpan(0, _filled), _sealed.AsSpan(0, _filled),
            _sealed.AsSpan(_filled, SealedFile.TagBytes), _head);
        await PutAsync(_sealed.AsMemory(0, _filled + SealedFile.TagBytes), cancellationToken);
        _filled = 0;
    }

    private async Task PutAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        _hash.AppendData(bytes.Span);
        Written += bytes.Length;
        await _inner.WriteAsync(bytes, cancellationToken);
    }
}

/// <summary>Opens a sealed file while it is read; whatever it gives out was authenticated.</summary>
/// <exception cref="DamagedException">Thrown by reads: another key, or not the bytes that were sealed.</exception>
internal sealed class OpeningStream(Stream inner, BackupKey key, string backup, string file) : OneWayStream
{
    private readonly byte[] _head = new byte[SealedFile.HeadBytes];
    private readonly byte[] _text = new byte[SealedFile.ChunkBytes];
    private byte[] _sealed = new byte[SealedFile.ChunkBytes + SealedFile.TagBytes + 1];
    private AesGcm? _aes;
    private int _carried;
    private int _at;
    private int _end;
    private long _chunks;
    private bool _ended;

    public override bool CanRead => true;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_at == _end && !_ended)
        {
            await NextAsync(cancellationToken);
        }

        var count = Math.Min(buffer.Length, _end - _at);
        _text.AsMemory(_at, count).CopyTo(buffer);
        _at += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _aes?.Dispose();
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task NextAsync(CancellationToken cancellationToken)
    {
        if (_aes is null)
        {
            if (await inner.ReadAtLeastAsync(_head, _head.Length, false, cancellationToken) < _head.Length || !_head.AsSpan().StartsWith(SealedFile.Magic))
            {
                throw Damaged("does not begin as a sealed file does");
            }

            _aes = new AesGcm(key.FileKey(backup, file, _head[SealedFile.Magic.Length..]), SealedFile.TagBytes);
        }

        // One byte more than a chunk tells whether another follows.
        var rest = _sealed.AsMemory(_carried);
        var length = _carried + await inner.ReadAtLeastAsync(rest, rest.Length, false, cancellationToken);
        _ended = length < _sealed.Length;
        var text = length - SealedFile.TagBytes - (_ended ? 0 : 1);
        if (text < 0)
        {
            throw Damaged("ends too early");
        }

        try
        {
            _aes.Decrypt(SealedFile.Nonce(_chunks, _ended), _sealed.AsSpan(0, text), _sealed.AsSpan(text, SealedFile.TagBytes), _text.AsSpan(0, text), _head);
        }
        catch (AuthenticationTagMismatchException)
        {
            throw Damaged($"does not open at chunk {_chunks}: altered, cut off, out of place, or sealed under another key than {key.Id}");
        }

        (_at, _end, _carried) = (0, text, _ended ? 0 : 1);
        _chunks++;
        _sealed[0] = _sealed[^1];
    }

    private DamagedException Damaged(string how) => new($"{backup}/{file}", how);
}

/// <summary>A backup is not what was written. Says which file, and what was wanted.</summary>
/// <param name="file">Path within the target.</param>
/// <param name="how">What is wrong with it.</param>
internal sealed class DamagedException(string file, string how) : IOException($"{file}: {how}.");
