using System.Numerics;

namespace Ledger.Api.Tree;

/// <summary>
/// A tree held in memory, all levels of it: for a dataset's rows, columns and header, whose paths are asked for at once.
/// 64 bytes a leaf. Immutable.
/// </summary>
public sealed class MerkleTree
{
    /// <summary>Below this many nodes a level is hashed on the calling thread: the hand-over costs more.</summary>
    private const int ParallelFrom = 4096;

    private readonly Digest[][] _levels;

    /// <summary>Builds the tree over leaf hashes; large levels on all cores.</summary>
    /// <param name="leaves">Leaf hashes in order; not copied, so it must not change.</param>
    public MerkleTree(Digest[] leaves)
    {
        ArgumentNullException.ThrowIfNull(leaves);
        var levels = new List<Digest[]> { leaves };
        while (levels[^1].Length > 1)
        {
            levels.Add(Parents(levels[^1]));
        }

        _levels = [.. levels];
    }

    /// <summary>Number of leaves.</summary>
    public int Size => _levels[0].Length;

    /// <summary>MTH of the leaves.</summary>
    public Digest Root => Hash(new TreeRange(0, Size));

    /// <summary>Path of a leaf to the root, from the leaf upwards.</summary>
    public Digest[] Inclusion(int index) => [.. TreeRange.Inclusion(index, Size).Select(Hash)];

    /// <summary>Path between the tree's first leaves and the whole tree.</summary>
    public Digest[] Consistency(int first) => [.. TreeRange.Consistency(first, Size).Select(Hash)];

    /// <summary>Root of a tree over leaf contents.</summary>
    public static MerkleTree Over(IEnumerable<byte[]> leaves) => new([.. leaves.Select(leaf => MerkleHash.Leaf(leaf))]);

    /// <summary>Hash of a subtree.</summary>
    public Digest Hash(TreeRange range) =>
        TreeRange.Fold([.. range.Nodes().Select(node => _levels[node.Level][node.Index])]);

    /// <summary>Full pairs only: what is left over stays a peak of its own level.</summary>
    private static Digest[] Parents(Digest[] children)
    {
        var parents = new Digest[children.Length / 2];
        void HashRange(int from, int to) =>
            MerkleLevels.Parents(children.AsSpan(2 * from, 2 * (to - from)), parents.AsSpan(from, to - from));

        if (parents.Length < ParallelFrom)
        {
            HashRange(0, parents.Length);
            return parents;
        }

        var blocks = (int)BitOperations.RoundUpToPowerOf2((uint)(Environment.ProcessorCount * 4));
        Parallel.For(0, blocks, block => HashRange(
            (int)((long)parents.Length * block / blocks), (int)((long)parents.Length * (block + 1) / blocks)));
        return parents;
    }
}
