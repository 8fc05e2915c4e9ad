using System.Security.Cryptography;
using System.Text;
using Platform.ServiceDefaults.Settings;

namespace Ledger.Api.Ledgers;

/// <summary>
/// The key under which signing seeds, dataset keys and rows lie in the database: AES-256-GCM, each sealed text bound to what it
/// is (its purpose), so that none can be put in another's place. Thread-safe.
/// </summary>
/// <param name="key">32 bytes, which seal.</param>
/// <param name="former">Keys that sealed before and still open.</param>
internal sealed class MasterKey(byte[] key, params byte[][] former)
{
    /// <summary>The setting.</summary>
    public const string Setting = "LEDGER_MASTER_KEY";

    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int KeyBytes = 32;

    /// <summary>True when the key stands on a setting of its own, not on the secret of tokens, which may be changed any day.</summary>
    public bool IsOwn { get; private init; } = true;

    /// <summary>
    /// The key from <c>LEDGER_MASTER_KEY</c> (or the file that <c>LEDGER_MASTER_KEY_FILE</c> names): 32 bytes as 64 hexadecimal
    /// digits or base64, or any text of 32 characters and more, which is hashed. Without it one derived from <c>JWT_SECRET</c>
    /// or, without that too, one that protects nothing: for development only, the start in production is refused.
    /// </summary>
    /// <remarks>What was sealed under <c>JWT_SECRET</c>, before a key of its own was given, is still opened.</remarks>
    public static MasterKey From(SettingsReader settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var derived = Derive(settings.Secret("JWT_SECRET") ?? "development");
        return settings.Secret(Setting) is not { } text ? new MasterKey(derived) { IsOwn = false }
            : new MasterKey(Parse(text) ?? throw new InvalidOperationException(Setting + " is checked at the start."), derived);
    }

    /// <summary>What is wrong with the settings; null when nothing is.</summary>
    public static string? Problem(SettingsReader settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings.Secret(Setting) is { } text
            ? Parse(text) is null ? $"{Setting} must be 32 bytes as 64 hexadecimal digits or base64, or a text of at least {KeyBytes} characters." : null
            : settings.IsProduction ? $"{Setting} must be set in production: it seals signing keys and rows, which are lost with it." : null;
    }

    private static byte[]? Parse(string text)
    {
        var bytes = new byte[KeyBytes];
        if (text.Length == 2 * KeyBytes && text.All(char.IsAsciiHexDigit))
        {
            return Convert.FromHexString(text);
        }

        return Convert.TryFromBase64String(text, bytes, out var length) && length == KeyBytes ? bytes
            : text.Length >= KeyBytes ? Derive(text) : null;
    }

    private static byte[] Derive(string text) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(text), KeyBytes, info: "zkpdl/v1/master"u8.ToArray());

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
        foreach (var candidate in former.Prepend(key))
        {
            if (TryOpen(candidate, purpose, sealedText, text))
            {
                return text;
            }
        }

        throw new AuthenticationTagMismatchException();
    }

    private static bool TryOpen(byte[] key, string purpose, ReadOnlySpan<byte> sealedText, byte[] text)
    {
        using var aes = new AesGcm(key, TagBytes);
        try
        {
            aes.Decrypt(
                sealedText[..NonceBytes], sealedText[(NonceBytes + TagBytes)..], sealedText.Slice(NonceBytes, TagBytes), text,
                Encoding.UTF8.GetBytes(purpose));
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }

    /// <summary>A keyed hash of a text, for names that must not be guessable.</summary>
    public byte[] Pseudonym(string purpose, string text) =>
        HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(purpose + "\0" + text));

    /// <inheritdoc/>
    public override string ToString() => "***";
}
