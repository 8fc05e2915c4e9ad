using System.Numerics;

namespace Ledger.Api.Tree;

/// <summary>That a tree only grew: the older tree is the newer one's first leaves (RFC 9162 §2.1.4.2).</summary>
public static class ConsistencyProof
{
    /// <summary>True when the path joins both roots. Equal sizes take an empty path and equal roots.</summary>
    /// <param name="first">Older size, at least 1, else false.</param>
    /// <param name="firstRoot">Root of the older tree.</param>
    /// <param name="second">Newer size, at least <paramref name="first"/>, else false.</param>
    /// <param name="secondRoot">Root of the newer tree.</param>
    /// <param name="path">Hashes in the order of <see cref="TreeRange.Consistency"/>.</param>
    public static bool Verify(
        long first, in Digest firstRoot, long second, in Digest secondRoot, ReadOnlySpan<Digest> path)
    {
        if (first < 1 || second < first)
        {
            return false;
        }

        if (first == second)
        {
            return path.IsEmpty && firstRoot == secondRoot;
        }

        // The walk starts at the older tree's right edge; when that tree is perfect, its root starts it and is not sent.
        var shift = BitOperations.TrailingZeroCount(first);
        var (node, last) = ((first - 1) >> shift, (second - 1) >> shift);
        var seeded = BitOperations.IsPow2(first);
        if (!seeded && path.IsEmpty)
        {
            return false;
        }

        var older = seeded ? firstRoot : path[0];
        var newer = older;
        foreach (ref readonly var sibling in seeded ? path : path[1..])
        {
            if (last == 0)
            {
                return false;
            }

            if ((node & 1) == 1 || node == last)
            {
                older = MerkleHash.Node(sibling, older);
                newer = MerkleHash.Node(sibling, newer);
                while ((node & 1) == 0 && node != 0)
                {
                    (node, last) = (node >> 1, last >> 1);
                }
            }
            else
            {
                newer = MerkleHash.Node(newer, sibling);
            }

            (node, last) = (node >> 1, last >> 1);
        }

        return last == 0 && older == firstRoot && newer == secondRoot;
    }
}
