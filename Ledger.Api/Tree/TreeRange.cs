using System.Numerics;

namespace Ledger.Api.Tree;

/// <summary>
/// Leaves [Begin, End) that form one subtree of an RFC 6962 tree: Begin is a multiple of the smallest power of two that
/// is at least End − Begin. Its hash is MTH of those leaves.
/// </summary>
/// <param name="Begin">First leaf.</param>
/// <param name="End">One past the last leaf.</param>
public readonly record struct TreeRange(long Begin, long End)
{
    /// <summary>
    /// The perfect subtrees that make up the range, left to right, sizes falling: all that a store must be asked for.
    /// </summary>
    public IEnumerable<NodeAddress> Nodes()
    {
        for (var begin = Begin; begin < End;)
        {
            var level = BitOperations.Log2((ulong)(End - begin));
            yield return new NodeAddress(level, begin >> level);
            begin += 1L << level;
        }
    }

    /// <summary>Hash of the range from the hashes of <see cref="Nodes"/> in their order.</summary>
    public static Digest Fold(ReadOnlySpan<Digest> nodes)
    {
        if (nodes.IsEmpty)
        {
            return MerkleHash.Empty;
        }

        var hash = nodes[^1];
        for (var i = nodes.Length - 2; i >= 0; i--)
        {
            hash = MerkleHash.Node(nodes[i], hash);
        }

        return hash;
    }

    /// <summary>Ranges whose hashes are the inclusion path of a leaf, from the leaf upwards (RFC 6962 §2.1.1).</summary>
    /// <param name="index">Leaf, from 0, less than <paramref name="size"/>.</param>
    /// <param name="size">Number of leaves.</param>
    public static IReadOnlyList<TreeRange> Inclusion(long index, long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        var path = new List<TreeRange>();
        var (begin, end) = (0L, size);
        while (end - begin > 1)
        {
            var middle = begin + LargestPowerOfTwoBelow(end - begin);
            path.Add(index < middle ? new TreeRange(middle, end) : new TreeRange(begin, middle));
            (begin, end) = index < middle ? (begin, middle) : (middle, end);
        }

        path.Reverse();
        return path;
    }

    /// <summary>Ranges whose hashes prove that the first leaves of a tree are an older tree (RFC 6962 §2.1.2).</summary>
    /// <param name="first">Older size, at least 1.</param>
    /// <param name="second">Newer size, at least <paramref name="first"/>; equal sizes need no hash.</param>
    public static IReadOnlyList<TreeRange> Consistency(long first, long second)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(first, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(second, first);
        var path = new List<TreeRange>();
        var (begin, end, whole) = (0L, second, true);
        while (first != end)
        {
            var middle = begin + LargestPowerOfTwoBelow(end - begin);
            if (first <= middle)
            {
                path.Add(new TreeRange(middle, end));
                end = middle;
            }
            else
            {
                path.Add(new TreeRange(begin, middle));
                (begin, whole) = (middle, false);
            }
        }

        if (!whole)
        {
            path.Add(new TreeRange(begin, end));
        }

        path.Reverse();
        return path;
    }

    private static long LargestPowerOfTwoBelow(long n) => 1L << BitOperations.Log2((ulong)(n - 1));
}
