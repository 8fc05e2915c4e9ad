using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Ledger.Api.Tree;

namespace Ledger.Api.Checkpoints;

/// <summary>A log's claim of its state (C2SP tlog-checkpoint): three lines, no extensions.</summary>
/// <param name="Origin">Which log, <c>host/project</c>.</param>
/// <param name="Size">Number of entries.</param>
/// <param name="Root">Root of the tree over them.</param>
public sealed record Checkpoint(string Origin, long Size, Digest Root)
{
    /// <summary>The text that is signed.</summary>
    public string ToText() => string.Create(CultureInfo.InvariantCulture, $"{Origin}\n{Size}\n{Root.ToBase64()}\n");

    /// <summary>Reads the text; false for extensions, leading zeros, other line ends.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Checkpoint? checkpoint)
    {
        checkpoint = null;
        var lines = text?.Split('\n') ?? [];
        if (lines.Length != 4 || lines[0].Length == 0 || lines[3].Length > 0
            || !long.TryParse(lines[1], NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            || lines[2].Length != 44 || !Digest.TryParse(lines[2], out var root))
        {
            return false;
        }

        var candidate = new Checkpoint(lines[0], size, root);
        if (candidate.ToText() != text)
        {
            return false;
        }

        checkpoint = candidate;
        return true;
    }

    /// <summary>Reads a signed checkpoint under a pinned key, whose name is the origin.</summary>
    public static bool TryOpen(string note, NoteKey key, [NotNullWhen(true)] out Checkpoint? checkpoint)
    {
        ArgumentNullException.ThrowIfNull(key);
        checkpoint = null;
        if (!SignedNote.TryOpen(note, key, out var text) || !TryParse(text, out var read) || read.Origin != key.Name)
        {
            return false;
        }

        checkpoint = read;
        return true;
    }
}
