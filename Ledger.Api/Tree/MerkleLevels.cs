using System.Runtime.CompilerServices;

namespace Ledger.Api.Tree;

/// <summary>Whole levels of a tree hashed at once, eight nodes side by side where the hardware can.</summary>
internal static class MerkleLevels
{
    private const int NodeBytes = 1 + (2 * Digest.Bytes);
    private const int Stride = 2 * Sha256Lanes.BlockBytes;

    /// <summary>Parents of consecutive pairs: parents[i] = node(children[2i], children[2i+1]).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Parents(ReadOnlySpan<Digest> children, Span<Digest> parents)
    {
        var done = 0;
        if (Sha256Lanes.IsSupported && parents.Length >= Sha256Lanes.Lanes)
        {
            Span<byte> messages = stackalloc byte[Sha256Lanes.Lanes * Stride];
            for (var lane = 0; lane < Sha256Lanes.Lanes; lane++)
            {
                messages[lane * Stride] = 1;
                Sha256Lanes.Pad(messages[(lane * Stride)..], NodeBytes);
            }

            ReadOnlySpan<int> blocks = [2, 2, 2, 2, 2, 2, 2, 2];
            for (; done + Sha256Lanes.Lanes <= parents.Length; done += Sha256Lanes.Lanes)
            {
                for (var lane = 0; lane < Sha256Lanes.Lanes; lane++)
                {
                    MerkleHash.AsBytes(children.Slice(2 * (done + lane), 2)).CopyTo(messages[((lane * Stride) + 1)..]);
                }

                Sha256Lanes.Hash(messages, Stride, blocks, Sha256Lanes.Initial, parents[done..]);
            }
        }

        for (; done < parents.Length; done++)
        {
            parents[done] = MerkleHash.Node(children[2 * done], children[(2 * done) + 1]);
        }
    }

    /// <summary>MTH of leaf hashes; overwrites them.</summary>
    public static Digest Root(Span<Digest> leaves)
    {
        // Peaks of the sizes' binary digits, smallest last; each level's odd node waits as a peak.
        var peaks = new List<Digest>();
        var level = leaves;
        while (level.Length > 1)
        {
            if ((level.Length & 1) == 1)
            {
                peaks.Insert(0, level[^1]);
            }

            var half = level.Length / 2;
            // In place: parents i is written after its children 2i and 2i+1 were read, within a batch of eight as well.
            Parents(level[..(2 * half)], level[..half]);
            level = level[..half];
        }

        if (level.Length == 1)
        {
            peaks.Insert(0, level[0]);
        }

        return TreeRange.Fold(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(peaks));
    }
}
