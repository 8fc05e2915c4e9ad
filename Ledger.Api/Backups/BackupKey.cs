using System.Security.Cryptography;
using System.Text;
using Ledger.Api.Ledgers;

namespace Ledger.Api.Backups;

/// <summary>
/// The key that backups are sealed under. Every file gets a key of its own, derived from its backup's id and its name, so that a
/// file opens in its own place only. Thread-safe.
/// </summary>
internal sealed class BackupKey(byte[] key)
{
    /// <summary>Length in bytes.</summary>
    public const int Bytes = 32;

    /// <summary>Names the key without telling it: the first 8 bytes of a keyed hash, in hexadecimal.</summary>
    public string Id { get; } = Convert.ToHexStringLower(HMACSHA256.HashData(key, "zkpdl/v1/backup/key-id"u8).AsSpan(0, 8));

    /// <summary>The key that is set, else one derived from the master key.</summary>
    public static BackupKey From(BackupOptions options, MasterKey master) => new(options.Key ?? master.Pseudonym("backup", "v1"));

    /// <summary>Reads 32 bytes of base64 or hexadecimal.</summary>
    public static bool TryRead(string text, out byte[] bytes)
    {
        bytes = new byte[Bytes];
        return text.Length == 2 * Bytes
            ? Convert.FromHexString(text, bytes, out _, out var written) == System.Buffers.OperationStatus.Done && written == Bytes
            : Convert.TryFromBase64String(text, bytes, out written) && written == Bytes;
    }

    /// <summary>Key of one file.</summary>
    /// <param name="backup">Id of its backup.</param>
    /// <param name="file">Its name.</param>
    /// <param name="salt">16 random bytes of its head.</param>
    public byte[] FileKey(string backup, string file, byte[] salt) => HKDF.DeriveKey(
        HashAlgorithmName.SHA256, key, Bytes, salt, Encoding.UTF8.GetBytes($"zkpdl/v1/backup/file/{backup}/{file}"));

    /// <summary>Authenticates a document of a backup, such as its manifest.</summary>
    public byte[] Mac(ReadOnlySpan<byte> document) =>
        HMACSHA256.HashData(HKDF.Expand(HashAlgorithmName.SHA256, key, Bytes, "zkpdl/v1/backup/mac"u8.ToArray()), document);

    /// <inheritdoc/>
    public override string ToString() => "***";
}
