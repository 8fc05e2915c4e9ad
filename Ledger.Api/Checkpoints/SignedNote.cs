using System.Diagnostics.CodeAnalysis;
using System.Text;
using Ledger.Api.Proofs.Group;

namespace Ledger.Api.Checkpoints;

/// <summary>A C2SP signed note: text that ends in a line break, an empty line, then signature lines.</summary>
public static class SignedNote
{
    private const string Separator = "\n\n";
    private const string Dash = "\u2014 ";
    private const int MaxBytes = 1_000_000;
    private const int MaxSignatures = 100;

    /// <summary>Signs a text.</summary>
    /// <param name="text">Ends in a line break, holds no other control character.</param>
    /// <param name="key">Verifier key of the seed.</param>
    /// <param name="seed">Ed25519 seed, 32 bytes.</param>
    public static string Sign(string text, NoteKey key, ReadOnlySpan<byte> seed)
    {
        ArgumentNullException.ThrowIfNull(key);
        var signature = Ed25519.Sign(seed, Encoding.UTF8.GetBytes(text));
        return $"{text}\n{Dash}{key.Name} {Convert.ToBase64String([.. key.Id, .. signature])}\n";
    }

    /// <summary>
    /// The text of a note that the key has signed. Signatures by other keys are passed over; a signature line by this key that
    /// does not verify, or a malformed note, is refused.
    /// </summary>
    public static bool TryOpen(string note, NoteKey key, [NotNullWhen(true)] out string? text)
    {
        ArgumentNullException.ThrowIfNull(note);
        ArgumentNullException.ThrowIfNull(key);
        text = null;
        var split = note.LastIndexOf(Separator, StringComparison.Ordinal);
        if (split < 0 || note.Length > MaxBytes || !note.EndsWith('\n') || note.Any(c => c < ' ' && c != '\n'))
        {
            return false;
        }

        var signed = note[..(split + 1)];
        var lines = note[(split + 2)..^1].Split('\n');
        var verified = false;
        foreach (var line in lines)
        {
            var parts = line.Split(' ');
            var bytes = new byte[line.Length];
            if (parts.Length != 3 || parts[0] + " " != Dash || lines.Length > MaxSignatures
                || !Convert.TryFromBase64String(parts[2], bytes, out var length) || length < 5)
            {
                return false;
            }

            if (parts[1] == key.Name && bytes.AsSpan(0, 4).SequenceEqual(key.Id))
            {
                verified = Ed25519.Verify(key.PublicKey, Encoding.UTF8.GetBytes(signed), bytes.AsSpan(4, length - 4));
                if (!verified)
                {
                    return false;
                }
            }
        }

        text = verified ? signed : null;
        return verified;
    }
}
