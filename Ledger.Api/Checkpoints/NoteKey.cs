using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Ledger.Api.Proofs.Group;

namespace Ledger.Api.Checkpoints;

/// <summary>An Ed25519 verifier key of signed notes (C2SP signed-note): <c>name+hash+base64(01‖key)</c>.</summary>
/// <param name="Name">Key name, for a log its origin; no space, plus sign or control character.</param>
/// <param name="PublicKey">32 bytes.</param>
public sealed record NoteKey(string Name, byte[] PublicKey)
{
    private const byte Ed25519Type = 1;

    /// <summary>First four bytes of SHA-256(name‖0A‖01‖key).</summary>
    public byte[] Id => SHA256.HashData([.. Encoding.UTF8.GetBytes(Name), (byte)'\n', Ed25519Type, .. PublicKey])[..4];

    /// <summary>The key's text, which verifiers pin.</summary>
    public override string ToString() =>
        $"{Name}+{Convert.ToHexStringLower(Id)}+{Convert.ToBase64String([Ed25519Type, .. PublicKey])}";

    /// <summary>Reads a key's text; false unless its name, id and algorithm agree.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out NoteKey? key)
    {
        key = null;
        // Base64 may hold a plus sign, names may not.
        var parts = text?.Split('+', 3) ?? [];
        Span<byte> bytes = stackalloc byte[64];
        if (parts.Length != 3 || parts[0].Length == 0 || !Convert.TryFromBase64String(parts[2], bytes, out var length)
            || length != 1 + Ed25519.KeyBytes || bytes[0] != Ed25519Type)
        {
            return false;
        }

        var candidate = new NoteKey(parts[0], bytes[1..length].ToArray());
        if (candidate.ToString() != text)
        {
            return false;
        }

        key = candidate;
        return true;
    }
}
