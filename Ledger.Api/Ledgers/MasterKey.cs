using System.Security.Cryptography;
using System.Text;

namespace Ledger.Api.Ledgers;

/// <summary>
/// The key under which signing seeds, dataset keys and rows lie in the database: AES-256-GCM, each sealed text bound to what it
/// is (its purpose), so that none can be put in another's place. Thread-safe.
/// </summary>
internal sealed class MasterKey(byte[] key)
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    /// <summary>
    /// The key from <c>LEDGER_MASTER_KEY</c> (base64 or hexadecimal, 32 bytes), else derived from <c>JWT_SECRET</c>; in
    /// development without either, a key that protects nothing.
    /// </summary>
    /// <exception cref="FormatException">The setting is not 32 bytes.</exception>
    public static MasterKey From(IConfiguration settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (settings["LEDGER_MASTER_KEY"] is { Length: > 0 } text)
        {
            var bytes = text.Length == 64 ? Convert.FromHexString(text) : Convert.FromBase64String(text);
            return bytes.Length == 32 ? new MasterKey(bytes)
                : throw new FormatException("LEDGER_MASTER_KEY must be 32 bytes, as base64 or hexadecimal.");
        }

        var secret = settings["JWT_SECRET"] is { Length: > 0 } jwt ? jwt : "development";
        return new MasterKey(HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret), 32, info: "zkpdl/v1/master"u8.ToArray()));
    }

    /// <summary>Encrypts: nonce‖tag‖ciphertext.</summary>
    public byte[] Seal(string purpose, ReadOnlySpan<byte> text)
    {
        var output = new byte[NonceBytes + TagBytes + text.Length];
        RandomNumberGenerator.Fill(output.AsSpan(0, NonceBytes));
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(
            output.AsSpan(0, NonceBytes), text, output.AsSpan(NonceBytes + TagBytes), output.AsSpan(NonceBytes, TagBytes),
            Encoding.UTF8.GetBytes(purpose));
        return output;
    }

    /// <summary>Decrypts.</summary>
    /// <exception cref="CryptographicException">Another key, another purpose, or altered bytes.</exception>
    public byte[] Open(string purpose, ReadOnlySpan<byte> sealedText)
    {
        var text = new byte[sealedText.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(key, TagBytes);
        aes.Decrypt(
            sealedText[..NonceBytes], sealedText[(NonceBytes + TagBytes)..], sealedText.Slice(NonceBytes, TagBytes), text,
            Encoding.UTF8.GetBytes(purpose));
        return text;
    }

    /// <summary>A keyed hash of a text, for names that must not be guessable.</summary>
    public byte[] Pseudonym(string purpose, string text) =>
        HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(purpose + "\0" + text));

    /// <inheritdoc/>
    public override string ToString() => "***";
}
