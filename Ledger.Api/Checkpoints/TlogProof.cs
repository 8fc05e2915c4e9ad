using System.Globalization;
using System.Text;
using Ledger.Api.Tree;

namespace Ledger.Api.Checkpoints;

/// <summary>
/// An inclusion proof that travels with its checkpoint (C2SP tlog-proof): verifiable offline with the log's key and the entry.
/// </summary>
/// <param name="Index">Index of the entry.</param>
/// <param name="Hashes">Inclusion path to the checkpoint's root.</param>
/// <param name="Note">Signed checkpoint.</param>
public sealed record TlogProof(long Index, IReadOnlyList<Digest> Hashes, string Note)
{
    private const string Head = "c2sp.org/tlog-proof@v1";

    /// <summary>The text.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Head).Append('\n')
            .Append(CultureInfo.InvariantCulture, $"index {Index}\n");
        foreach (var hash in Hashes)
        {
            text.Append(hash.ToBase64()).Append('\n');
        }

        return text.Append('\n').Append(Note).ToString();
    }

    /// <summary>Reads the text; null when malformed.</summary>
    public static TlogProof? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var split = text.IndexOf("\n\n", StringComparison.Ordinal);
        if (split < 0)
        {
            return null;
        }

        var lines = text[..split].Split('\n');
        if (lines.Length < 2 || lines[0] != Head || !lines[1].StartsWith("index ", StringComparison.Ordinal)
            || !long.TryParse(lines[1].AsSpan(6), NumberStyles.None, CultureInfo.InvariantCulture, out var index))
        {
            return null;
        }

        var hashes = new List<Digest>();
        foreach (var line in lines.Skip(2))
        {
            if (line.Length != 44 || !Digest.TryParse(line, out var hash))
            {
                return null;
            }

            hashes.Add(hash);
        }

        return new TlogProof(index, hashes, text[(split + 2)..]);
    }

    /// <summary>True when the key's log holds these bytes at the index.</summary>
    public bool Verify(ReadOnlySpan<byte> entry, NoteKey key) =>
        Checkpoint.TryOpen(Note, key, out var checkpoint)
        && InclusionProof.Verify(MerkleHash.Leaf(entry), Index, checkpoint.Size, [.. Hashes], checkpoint.Root);
}
