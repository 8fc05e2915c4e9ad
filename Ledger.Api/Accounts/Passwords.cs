using System.Security.Cryptography;

namespace Ledger.Api.Accounts;

/// <summary>PBKDF2-SHA-256, 600,000 rounds, 16-byte salt (contract §11).</summary>
internal static class Passwords
{
    private const int Rounds = 600_000;
    private const int HashBytes = 32;

    /// <summary>A fresh salt, and the hash under it.</summary>
    public static (byte[] Salt, byte[] Hash) Create(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        return (salt, Hash(password, salt));
    }

    /// <summary>True for the password of a hash; takes the same time either way.</summary>
    public static bool Verify(string password, byte[] salt, byte[] hash) =>
        CryptographicOperations.FixedTimeEquals(Hash(password, salt), hash);

    private static byte[] Hash(string password, byte[] salt) =>
        Rfc2898DeriveBytes.Pbkdf2(password, salt, Rounds, HashAlgorithmName.SHA256, HashBytes);
}
