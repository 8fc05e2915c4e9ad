namespace Ledger.Api.Tree;

/// <summary>That a leaf stands at an index of the tree with a given size and root (RFC 9162 §2.1.3.2).</summary>
public static class InclusionProof
{
    /// <summary>
    /// True when the path leads from the leaf to the root. Every bit counts: size, index, leaf, path and root; a path
    /// longer or shorter than the tree is refused.
    /// </summary>
    /// <param name="leaf">Leaf hash.</param>
    /// <param name="index">Position of the leaf, 0 ≤ index &lt; size, else false.</param>
    /// <param name="size">Number of leaves.</param>
    /// <param name="path">Sibling hashes, from the leaf upwards.</param>
    /// <param name="root">Root of the tree of that size.</param>
    public static bool Verify(in Digest leaf, long index, long size, ReadOnlySpan<Digest> path, in Digest root)
    {
        if (index < 0 || index >= size)
        {
            return false;
        }

        var (node, last, hash) = (index, size - 1, leaf);
        foreach (ref readonly var sibling in path)
        {
            if (last == 0)
            {
                return false;
            }

            if ((node & 1) == 1 || node == last)
            {
                hash = MerkleHash.Node(sibling, hash);
                while ((node & 1) == 0 && node != 0)
                {
                    (node, last) = (node >> 1, last >> 1);
                }
            }
            else
            {
                hash = MerkleHash.Node(hash, sibling);
            }

            (node, last) = (node >> 1, last >> 1);
        }

        return last == 0 && hash == root;
    }
}
